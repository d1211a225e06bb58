"""Will turn models into TensorRT engines for the kiosks. Building is not there yet."""

import sys

NOT_YET = (
    "build_trt.py: building TensorRT engines is not there yet; it comes with engines/plans. "
    "Every painter runs on ONNX Runtime without it: python -m engines doctor"
)


def main() -> int:
    """Says what is missing.

    Returns:
        2: nothing was built.
    """
    print(NOT_YET, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
