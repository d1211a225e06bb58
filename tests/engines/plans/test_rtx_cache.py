"""What TensorRT-RTX compiles at its first start is kept signed, and read only if it is ours."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from engines.nets.tensorrt_rtx import RtxNet
from engines.sealing.signing import machine_key
from tests.engines.test_plan import MANIFEST

COMPILED = b"compiled for this GPU"


def opened(folder: Path, *, keys: Path | None = None, cache: bytes = COMPILED) -> RtxNet:
    """A net as it stands while it is open, as far as its cache goes."""
    net = RtxNet(folder / "unet.engine", keys=keys or folder)
    net.manifest = MANIFEST
    net._cache = SimpleNamespace(serialize=lambda: cache)
    return net


def test_what_was_compiled_is_read_at_the_next_start(tmp_path: Path) -> None:
    assert opened(tmp_path)._genuine() == b""
    opened(tmp_path)._keep()
    assert opened(tmp_path)._genuine() == COMPILED


def test_the_same_is_not_written_again(tmp_path: Path) -> None:
    opened(tmp_path)._keep()
    (tmp_path / "unet.cache").unlink()
    net = opened(tmp_path)
    net._kept = COMPILED
    net._keep()
    assert not (tmp_path / "unet.cache").exists()


@pytest.mark.parametrize("who", ["somebody", "another machine"])
def test_a_cache_of_somebody_else_is_not_read(
    who: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    opened(tmp_path)._keep()
    if who == "somebody":
        (tmp_path / "unet.cache").write_bytes(COMPILED[::-1])
    else:
        opened(tmp_path, keys=tmp_path / "other")._keep()
    with caplog.at_level(logging.WARNING):
        assert opened(tmp_path)._genuine() == b""
    assert "unet.cache is not read" in caplog.text


def test_a_cache_of_another_engine_is_not_read(tmp_path: Path) -> None:
    opened(tmp_path)._keep()
    net = opened(tmp_path)
    outcome = replace(MANIFEST.outcome, engine_sha256="9" * 64)
    net.manifest = replace(MANIFEST, outcome=outcome)
    assert net._genuine() == b""


def test_a_folder_that_cannot_be_written_is_no_fault(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    net = RtxNet(tmp_path / "gone" / "unet.engine", keys=tmp_path)
    net.manifest = MANIFEST
    net._cache = SimpleNamespace(serialize=lambda: COMPILED)
    with caplog.at_level(logging.WARNING):
        net._keep()
    assert "not kept" in caplog.text


def test_a_key_that_cannot_sign_costs_the_cache_and_keeps_nothing_open(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    machine_key(tmp_path)
    (tmp_path / "machine.key").write_bytes(b"torn")
    net = opened(tmp_path)
    net._opened = object()
    with caplog.at_level(logging.WARNING):
        net.__exit__(None, None, None)
    assert "runtime cache is not kept" in caplog.text
    assert not (tmp_path / "unet.cache").exists()
    with pytest.raises(ValueError, match="closed"):
        net.run({})


def test_a_net_is_closed_whatever_its_cache_says(tmp_path: Path) -> None:
    def fails() -> bytes:
        raise RuntimeError("the library ails")

    net = opened(tmp_path)
    net._cache, net._opened = SimpleNamespace(serialize=fails), object()
    with pytest.raises(RuntimeError, match="ails"):
        net.__exit__(None, None, None)
    with pytest.raises(ValueError, match="closed"):
        net.run({})
