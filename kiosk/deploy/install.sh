#!/bin/sh
# Puts Sketchwell below /opt/sketchwell and the kiosk onto this machine, or takes both away.
#
#   sudo kiosk/deploy/install.sh [--into DIR] [--wheels DIR] [options of kiosk.deploy install]
#   sudo kiosk/deploy/install.sh [--into DIR] remove [--changed leave|discard]
#
# With --wheels nothing is fetched: the folder holds every wheel (README.md says how it is filled).
set -eu
home=/opt/sketchwell
source=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
say() { printf '%s\n' "$*" >&2; }
fail() { say "install.sh: $*"; exit 2; }

if [ "${1:-}" = --into ]; then
    home=${2:?--into DIR}
    shift 2
fi
case $home in /?*) ;; *) fail "--into is $home: it must be a path from the root" ;; esac
if [ "$(id -u)" != 0 ]; then fail "only root may do this: sudo $0 $*"; fi

if [ "${1:-}" = remove ]; then
    shift
    [ -x "$home/bin/python" ] || fail "there is no $home: nothing is installed"
    [ -f "$home/pyvenv.cfg" ] || fail "$home is no environment of Python: it stays"
    (cd / && "$home/bin/python" -m kiosk.deploy remove "$@")
    rm -rf -- "$home"
    say "$home is gone."
    exit 0
fi

wheels=
if [ "${1:-}" = --wheels ]; then
    wheels=$(CDPATH= cd -- "${2:?--wheels DIR}" && pwd)
    shift 2
fi

python=
# The system's own first: JetPack's TensorRT is for that one.
for each in python3 python3.12 python3.11 python3.10; do
    if command -v "$each" >/dev/null && "$each" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null
    then python=$(command -v "$each"); break; fi
done
[ -n "$python" ] || fail "no Python 3.10 or newer: JetPack 6 and 7 bring one"

running=
if [ "$home" = /opt/sketchwell ] && systemctl is-active -q sketchwell-server 2>/dev/null; then
    running=yes
    systemctl stop sketchwell-browser sketchwell-browser-x11 sketchwell-server 2>/dev/null || true
fi

# JetPack's TensorRT is a package of the system: the environment must see it.
sees=
if [ -e /etc/nv_tegra_release ]; then
    "$python" -c 'import tensorrt' 2>/dev/null ||
        say "No TensorRT for Python: sudo apt-get install python3-libnvinfer, else no engine is built."
    sees=--system-site-packages
fi
# Without pip of its own (Debian's python3-venv may be missing), pip runs out of its wheel.
if "$python" -c 'import ensurepip' 2>/dev/null; then
    "$python" -m venv --clear $sees "$home"
    pip() { "$home/bin/python" -m pip "$@"; }
else
    "$python" -m venv --clear $sees --without-pip "$home"
    pipped=$(ls "${wheels:-/nowhere}"/pip-*.whl 2>/dev/null | head -n 1)
    [ -n "$pipped" ] || fail "sudo apt-get install python3-venv, or --wheels DIR with a wheel of pip"
    pip() { PYTHONPATH="$pipped" "$home/bin/python" -m pip "$@"; }
fi
offline=
if [ -n "$wheels" ]; then offline="--no-index --find-links=$wheels"; fi
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
# Of its own numpy and the rest: what the system has is too old.
pip install -q --ignore-installed $offline -r "$source/kiosk/deploy/requirements.txt"
built=$(ls "${wheels:-/nowhere}"/sketchwell-*.whl 2>/dev/null | tail -n 1)
if [ -z "$built" ]; then
    # From a copy: building leaves things where it builds.
    built=$(mktemp -d)
    trap 'rm -rf -- "$built"' EXIT
    for each in engines workbench kiosk build_trt.py pyproject.toml README.md LICENSE NOTICE; do
        cp -R -- "$source/$each" "$built/"
    done
fi
pip install -q --no-deps --force-reinstall $offline "$built"
(cd / && "$home/bin/python" -m compileall -q "$home/lib" || true)
cd / && "$home/bin/python" -m kiosk.deploy install --python "$home/bin/python" "$@"
if [ -n "$running" ]; then systemctl start sketchwell-server sketchwell-browser; fi
