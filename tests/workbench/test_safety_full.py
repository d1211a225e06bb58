"""A full disk: told before work is lost, and everything goes on once there is room."""

from __future__ import annotations

import errno
import subprocess

import pytest

from engines.errors import ArchiveError
from workbench.archive import crowding, sweeping

NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount", "true"]


@pytest.mark.host
def test_a_full_disk_refuses_in_words_and_loses_nothing():
    """On a real small file system; all sizes: `python -m workbench.archive full`."""
    if subprocess.run(NAMESPACE, capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody make a namespace")
    assert "all kept" in crowding.main((0,))


@pytest.mark.host
def test_what_is_swept_every_hour_waits_for_room_and_says_so():
    if subprocess.run(NAMESPACE, capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody make a namespace")
    assert "went through once there was room" in crowding.main((0,), deed="sweep")


def test_a_disk_that_refuses_ends_no_sweeping_and_is_said_until_it_went_through():
    """Whatever it raises: the next hour tries again, and what is said tells a full disk apart."""
    refused: list[Exception] = [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EIO, "I/O error"),
    ]
    refused.append(ArchiveError("The archive could not be written: No space left on device."))
    tried, said = iter([*refused, None, None]), []

    def sweep() -> int:
        if (error := next(tried)) is not None:
            raise error
        return 0

    going = sweeping.Sweeping(lambda: 0)
    going.close()
    going._sweep = sweep
    for _ in refused:
        going.once()
        said.append(going.trouble)
    assert said == [sweeping.FULL, sweeping.WAITS, sweeping.FULL]
    going.once()
    assert going.trouble == ""
