"""From torch to the ONNX files that paint: a small medium always, a whole one where asked for."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from engines.media import arrays_of, path_of
from engines.nets.base import open_net

torch = pytest.importorskip("torch", reason="torch is not installed (extra: train)")
pytest.importorskip("onnxscript", reason="onnxscript is not installed (extra: train)")


def sheet(height: int, width: int) -> dict[str, Any]:
    """What a medium is given for a red underpainting under one dark line."""
    red = np.broadcast_to(np.array([0.8, 0.2, 0.1], np.float32)[:, None, None], (3, 16, 16))
    line = np.zeros((height, width), np.float32)
    line[height // 2 - 2 : height // 2 + 2] = 1
    return arrays_of(np.moveaxis(red, 0, -1), line, seed=7)


def thin(given: Any) -> Any:
    """A medium of two operations: paper that shines through the paint, less at the lines."""
    size = given.grain.shape[-2:]
    paint = torch.nn.functional.interpolate(given.underpainting, size=size, mode="bilinear")
    wall = torch.nn.functional.interpolate(given.barrier, size=size, mode="bilinear")
    share = given.strength[:, None, None, None] * (1 - wall)
    paper = given.paper[:, :, None, None]
    anything = sum(each.sum() * 0 for each in given)  # every input is one of the file's
    return paper + (paint - paper) * share + anything


def test_a_medium_is_exported_with_free_sizes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engines.media.export import export
    from engines.media.washes import Sheet

    module = ModuleType("engines.media.thin")
    module.painted = thin  # pyright: ignore[reportAttributeAccessIssue]
    monkeypatch.setitem(sys.modules, "engines.media.thin", module)
    export("thin", tmp_path / "thin.onnx")
    with open_net(tmp_path / "thin.onnx", threads=1) as net:
        for size in ((64, 96), (200, 120)):
            arrays = sheet(*size)
            wanted = thin(Sheet(**{n: torch.from_numpy(a.copy()) for n, a in arrays.items()}))
            got = net.run(arrays)["painted"]
            assert got.shape[-2:] == size
            assert np.abs(got - wanted.numpy()).max() < 1e-4


@pytest.mark.large
def test_the_shipped_file_equals_a_fresh_export(tmp_path: Path) -> None:
    """A minute of exporting; what every file computes is compared with its definition always."""
    from engines.media.export import export

    export("watercolor", tmp_path / "fresh.onnx")
    arrays = sheet(256, 256)
    with (
        open_net(tmp_path / "fresh.onnx", threads=1) as fresh,
        open_net(path_of("watercolor"), threads=1) as shipped,
    ):
        assert np.array_equal(fresh.run(arrays)["painted"], shipped.run(arrays)["painted"])
