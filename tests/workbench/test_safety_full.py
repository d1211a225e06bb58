"""A full disk: told before work is lost, and everything goes on once there is room."""

from __future__ import annotations

import subprocess

import pytest

from workbench.archive import crowding

NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount", "true"]


@pytest.mark.host
def test_a_full_disk_refuses_in_words_and_loses_nothing():
    """On a real small file system; all sizes: `python -m workbench.archive full`."""
    if subprocess.run(NAMESPACE, capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody make a namespace")
    assert "all kept" in crowding.main((0,))
