"""Graphs into files: their weights inside, or in a file beside them where they are too many.

A graph in memory is not changed by being written, whatever its size: it is judged, rounded and
written more than once, and above 2 GiB ONNX's own writer empties the weights that it writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from engines.plans import surgery

# Protocol buffers end at 2 GiB: a graph with more weights keeps them in a file beside it.
MOST_INSIDE = 2**31 - 2**26  # of weights; the nodes need some room too
# What is smaller stays in the graph: shapes are read there. Larger ones begin where a page of
# memory does, so that a runtime can map them instead of copying.
PAGE = 4096


def save(proto: Any, path: Path, *, beside: bool = False) -> None:
    """Writes a graph: weights inside while they fit, else in `NAME.onnx.data` beside it.

    Both files appear whole or not at all.

    Args:
        proto: an `onnx.ModelProto`; it is not changed.
        path: the file.
        beside: whether weights are beside it however few: whoever opens it then maps them, and
            needs half the memory.
    """
    import onnx

    data = path.with_name(path.name + ".data")
    new, new_data = (each.with_name(each.name + ".new") for each in (path, data))
    for old in (new, new_data):
        old.unlink(missing_ok=True)
    # one by one: protobuf cannot even count a message above 2 GiB
    weights = sum(len(each.raw_data) or each.ByteSize() for each in proto.graph.initializer)
    if weights < MOST_INSIDE and not beside:
        onnx.save(proto, str(new))
        data.unlink(missing_ok=True)
    else:
        with new_data.open("wb") as stream:
            onnx.save(_pointing(proto, data.name, stream), str(new))
        new_data.replace(data)
    new.replace(path)


def _pointing(proto: Any, location: str, stream: IO[bytes]) -> Any:
    """A copy whose large weights are in the stream, and in it only where they begin."""
    copy = surgery.bare(proto)
    copy.graph.node.extend(proto.graph.node)
    copy.graph.initializer.extend(_stubs(proto.graph.initializer, location, stream))
    return copy


def _stubs(weights: Any, location: str, stream: IO[bytes]) -> Iterator[Any]:
    from onnx import TensorProto

    for tensor in weights:
        if len(tensor.raw_data) < PAGE:
            yield tensor
            continue
        stream.write(bytes(-stream.tell() % PAGE))
        stub = TensorProto(name=tensor.name, data_type=tensor.data_type, dims=tensor.dims)
        stub.data_location = TensorProto.EXTERNAL
        told = {"location": location, "offset": stream.tell(), "length": len(tensor.raw_data)}
        for key, value in told.items():
            stub.external_data.add(key=key, value=str(value))
        stream.write(tensor.raw_data)
        yield stub
