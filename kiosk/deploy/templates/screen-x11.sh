#!/bin/sh
# Puts the browser on the screen in X11: a window manager is what makes it cover all of it.
set -eu
@PYTHON@ -m kiosk.deploy.waiting @PORT@
(umask 022; printf 'x11\n' > "${RUNTIME_DIRECTORY:?}/compositor")
xset s off s noblank -dpms || true
xhost -local: "+si:localuser:$(id -un)" >/dev/null 2>&1 || true
?rotated? xrandr -o @XRANDR@ || echo "the picture is not turned: xrandr failed" >&2
# Without its keys (Alt+F4, Alt+Tab).
matchbox-window-manager -use_titlebar no -kbdconfig /dev/null &
exec /usr/local/lib/sketchwell/browser
