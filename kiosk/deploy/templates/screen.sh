#!/bin/sh
# Puts the browser on the screen in cage, without the keys that change the console (no -s).
set -eu
@PYTHON@ -m kiosk.deploy.waiting @PORT@
(umask 022; printf 'cage\n' > "${RUNTIME_DIRECTORY:?}/compositor")
set -- -d -m last
?rotated? # cage 0.1.4 turns the picture itself; later ones leave it to wlr-randr (cage, issue 276).
?rotated? if cage -h 2>&1 | grep -q '^ -r'; then set -- "$@" @CAGE_TURNS@; fi
exec cage "$@" -- /usr/local/lib/sketchwell/browser
