#!/bin/sh
# Starts Chromium on the kiosk's page, with a profile that is empty at every start and in memory.
set -eu
profile="@PROFILE@"
rm -rf -- "$profile"
mkdir -p -m 0700 -- "$profile"
if [ -n "${WAYLAND_DISPLAY:-}" ]; then platform=wayland; else platform=x11; fi
?rotated? if [ "$platform" = wayland ] && ! cage -h 2>&1 | grep -q '^ -r'; then
?rotated?     output=$(wlr-randr | sed -n '1s/ .*//p')
?rotated?     wlr-randr --output "$output" --transform @ROTATE@ ||
?rotated?         echo "the picture is not turned: wlr-randr failed" >&2
?rotated? fi
exec @CHROMIUM@ --ozone-platform="$platform" --user-data-dir="$profile" \
@FLAGS@
    "$@" http://127.0.0.1:@PORT@/
