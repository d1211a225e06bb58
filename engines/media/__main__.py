"""`python -m engines.media`: writes the shipped ONNX files anew from their torch definitions."""

from engines.media import path_of
from engines.media.export import export
from engines.picture import STYLES

if __name__ == "__main__":
    for style in STYLES:
        export(style, path_of(style))
