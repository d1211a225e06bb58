#!/usr/bin/env bash
# Builds, verifies and benches @model@ (@precision@) on this board, @title@, without a network.
# Nothing is installed: everything stays in this folder, or, where SKETCHWELL_DATA names a kiosk's data
# folder, the engines and the key that signs them go there. Run it again to go on where it stopped.
set -euo pipefail
cd "$(dirname "$0")"

say() { printf '\n== %s\n' "$1"; }

say "1 of 6: the kit is whole"
sha256sum --check --quiet SHA256SUMS

say "2 of 6: Python's packages, into this folder"
if [ ! -e site/done ]; then
    rm -rf site
    PYTHONPATH=$(echo wheels/pip-*.whl) python3 -m pip install --quiet --no-index --no-deps \
        --no-warn-script-location --target site wheels/*.whl
    touch site/done
fi
export PYTHONPATH="$PWD/code:$PWD/site" PYTHONDONTWRITEBYTECODE=1
export SKETCHWELL_DATA="${SKETCHWELL_DATA:-$PWD/practice}"
mkdir -p "$SKETCHWELL_DATA/plans/@model@/@name@"
ln -sfn "$SKETCHWELL_DATA/plans/@model@/@name@" plans

say "3 of 6: this board"
python3 -m build_trt doctor

say "4 of 6: building; Ctrl-C stops it, running this again goes on"
python3 -m build_trt build --model @model@ --target @target@ --precision @precision@ --preset @preset@@more@ \
    --onnx graphs --out plans --resume

say "5 of 6: verifying against the graphs in single precision"
python3 -m build_trt verify plans --onnx graphs

say "6 of 6: timing; sudo jetson_clocks first, or the figures vary"
python3 -m build_trt bench plans --onnx graphs | tee bench.txt
python3 -m build_trt inspect plans --html layers.html | tee inspect.txt

say "Done. The engines are in plans/, the figures in bench.txt and inspect.txt: fill in SHEET.md."
