"""What `python -m engines bench` takes for the large painters."""

from __future__ import annotations

import argparse
from pathlib import Path

from engines.nets.sides import Sides, size_of


def add_painters(parser: argparse.ArgumentParser) -> None:
    """Adds the options that measure a large painter beside the plain diffusers pipeline."""
    parser.add_argument(
        "--painter", metavar="NAME", help="a large painter: sd15, sdxs, tiny; needs 4 to 20 GB"
    )
    parser.add_argument(
        "--net",
        metavar="NAME[,NAME]",
        help="onnxruntime, openvino, openvino-bf16, each also with -free for free sides, "
        "openvino-int8, openvino-int8-bf16; else all with fixed sides. On a GPU: tensorrt, "
        "tensorrt_rtx, torch_graph",
    )
    parser.add_argument(
        "--size", type=size_of, default=Sides(512, 512), help="of the picture, as 512 or 512x384"
    )
    parser.add_argument("--steps", type=int, default=4, help="steps of the UNet")
    parser.add_argument(
        "--into", type=Path, metavar="DIR", help="keeps weights and graphs for another run"
    )
