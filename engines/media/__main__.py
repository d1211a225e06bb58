"""`python -m engines.media [STYLE ...]`: writes the shipped ONNX files anew from their definitions.

A changed file has another revision: write its SHA-256 into `engines/catalog.toml`.
"""

import sys

from engines.media import path_of
from engines.media.export import export
from engines.media.styles import ROWS

if __name__ == "__main__":
    for style in sys.argv[1:] or ROWS:
        export(style, path_of(style))
