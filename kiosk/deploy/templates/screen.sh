#!/bin/sh
# Puts the browser on the screen in cage, without the keys that change the console (no -s).
set -eu
@PYTHON@ -m kiosk.deploy.waiting @PORT@
(umask 022; printf 'cage\n' > "${RUNTIME_DIRECTORY:?}/compositor")
# cage 0.1.4, which alone knows -r, dies of "-m last" with any number of screens (mended in 0.1.5).
if cage -h 2>&1 | grep -q '^ -r'; then
    set -- -d
?rotated?     # It turns the picture itself; later ones leave it to wlr-randr (cage, issue 276).
?rotated?     set -- "$@" @CAGE_TURNS@
else
    set -- -d -m last
fi
exec cage "$@" -- /usr/local/lib/sketchwell/browser
