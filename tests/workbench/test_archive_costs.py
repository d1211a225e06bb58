"""What `python -m workbench bench` measures of the archive: on a real chain, and told with bars."""

from __future__ import annotations

from workbench import bench
from workbench.archive import costs
from workbench.archive.store import Archive


def test_every_cost_is_measured_on_a_chain_that_is_whole(monkeypatch, tmp_path):
    with Archive.open(tmp_path) as archive:
        costs.fill(archive, 50)
        checked = archive.check_audit()
        assert checked.whole
        assert checked.entries > 50
    monkeypatch.setattr(costs, "ENTRIES", 50)
    monkeypatch.setattr(costs, "STROKES", 2)
    monkeypatch.setattr(costs, "CHANGES", 2)
    took = costs.runs(1)
    assert all(seconds > 0 for runs in took.values() for seconds in runs)
    assert {*costs.BARS} <= {*took}
    told = bench.table({"seconds": {costs.START: 6.0}, "memory_mb": {"workbench": 1}, "load": None})
    assert "bar 5 s NOT kept" in told
