from __future__ import annotations

import pytest

from workbench.archive import bench, campaign, flipping


@pytest.mark.slow
def test_a_killed_writer_loses_nothing_acknowledged(tmp_path):
    """A sample; the campaign is `python -m workbench.archive kill --kills 500`."""
    assert campaign.main(8, seed=20, folder=tmp_path) > 0


@pytest.mark.slow
def test_a_harmed_file_loses_nothing_acknowledged(tmp_path):
    """A sample; the campaign is `python -m workbench.archive flip --flips 300`."""
    assert "nothing lost or doubled" in flipping.main(4, seed=20, folder=tmp_path)


@pytest.mark.large
def test_trends_of_a_whole_practice_are_quick():
    """The bench makes 6,000 sittings first; what a time says depends on the machine."""
    took = bench.main(repeats=15)
    limit_s = 2 * bench.LIMIT_S  # the bench holds the bar itself; this machine may be busy
    assert took["sitting_trends_best_s"] < limit_s
    assert took["turn_trends_best_s"] < limit_s
