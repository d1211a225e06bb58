"""After a visit: nothing of it in the memory of the kiosk's processes, in a file, or in a log."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engines.settings import child_environment
from kiosk import bench
from kiosk.soak.screen import Screen, wave
from tests.kiosk.memory import children, found

NAME, WORD, COLOR = "canary7h3k9q", "a lilac canary", (0xD1, 0x3F, 0x7B)
FORGOTTEN_S = 2.0

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("traceless")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    (folder / "tmp").mkdir()
    own = {"SKETCHWELL_DATA": str(folder / "data"), "TMPDIR": str(folder / "tmp")}
    environment = child_environment(
        SKETCHWELL_SIZE="256", SKETCHWELL_RUNTIME="onnxruntime", SKETCHWELL_PRECISION="fp32", **own
    )
    log = (folder / "log").open("wb")
    with log, bench.serving(environment, log=log.fileno()) as served:
        yield served


def drawn(screen: Screen) -> dict[str, bytes]:
    """Draws and is answered; gives what must be nowhere later."""
    points = wave()
    screen.stroke(points, id=NAME, color="#{:02x}{:02x}{:02x}".format(*COLOR))
    live = screen.painted(screen.do("choose", words=[WORD]))
    final = screen.painted(screen.do("finish"), effort="final")
    return {
        "name": NAME.encode(),
        "word": WORD.encode(),
        "points": points[4:6].tobytes(),
        "live": live[len(live) // 2 :][:48],
        "final": final[len(final) // 2 :][:48],
        "pixels": bytes([*COLOR, 255]) * 8,
        "inks": np.tile(np.array(COLOR, np.float32) / np.float32(255), 4).tobytes(),
    }


def processes() -> list[int]:
    """The server and its painter."""
    (server,) = [pid for pid in children(os.getpid()) if b"kiosk" in _command(pid)]
    return [server, *children(server)]


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def files(folder: Path) -> dict[str, int]:
    """Every file that the kiosk might write but its log, by size."""
    places = [folder, Path.cwd() / "build", Path("/dev/shm")]
    there = [path for place in places for path in place.rglob("*") if path.is_file()]
    return {str(path): path.stat().st_size for path in there if path.name != "log"}


@pytest.mark.parametrize("end", ["forget", "the line breaks"])
def test_after_a_visit_no_process_holds_anything_of_it(
    address: str, folder: Path, end: str
) -> None:
    with Screen(address) as screen:
        screen.painted(screen.stroke(wave()))  # the painter is open now
        screen.do("forget")
        screen.told("forget")
        before = files(folder)
        needles = drawn(screen)
        assert {"name", "word", "pixels"} <= found(processes()[0], needles)
        if end == "forget":
            screen.do(end)
            screen.told(end)
    time.sleep(FORGOTTEN_S)
    assert [found(pid, needles) for pid in processes()] == [set(), set()]
    assert files(folder) == before
    log = (folder / "log").read_bytes()
    assert not any(needle in log for needle in needles.values())
