"""What each TensorRT offers, looked at in NVIDIA's own bindings of four releases."""

from __future__ import annotations

import pytest

from engines.plans.offers import Offers, look
from tests.engines.plans.standin import Release

pytestmark = pytest.mark.slow

EXPECTED = {
    "8.6": {"typing": "never", "weak_flags": ("FP16", "INT8", "FP8"), "progress": False},
    "10.3": {"typing": "flag", "weak_flags": ("FP16", "BF16", "INT8", "FP8"), "progress": True},
    "10.16": {"typing": "flag", "weak_flags": ("FP16", "BF16", "INT8", "FP8"), "progress": True},
    "11.4": {"typing": "always", "weak_flags": (), "progress": True},
}


@pytest.fixture(scope="module")
def offers(release: Release) -> Offers:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(release.folder))
        return look("tensorrt")


def test_every_release_is_what_it_is_expected_to_be(offers: Offers, release: Release) -> None:
    assert (offers.library, offers.version.rsplit(".", 1)[0][:3]) == ("tensorrt", release.name[:3])
    found = {name: getattr(offers, name) for name in EXPECTED[release.name]}
    assert found == EXPECTED[release.name]


def test_strong_typing_is_used_where_it_is_complete(offers: Offers, release: Release) -> None:
    assert offers.strong is (release.name in {"10.16", "11.4"})


def test_what_all_releases_share_is_found_in_all(offers: Offers) -> None:
    assert offers.workspace
    assert offers.timing_cache
    assert offers.levels
    assert offers.detailed
    assert {"TF32", "SPARSE_WEIGHTS", "REFIT"} <= set(offers.flags)


def test_what_came_later_is_found_later(offers: Offers, release: Release) -> None:
    newer = release.name != "8.6"
    assert offers.supports_v2 is newer
    assert offers.parser_stack is newer
    assert ("WEIGHT_STREAMING" in offers.flags) is newer
    assert bool(offers.tilings) is (release.name in {"10.16", "11.4"})
    assert offers.explicit_batch is (release.name == "8.6")


def test_ordinary_tensorrt_builds_for_no_other_gpu(offers: Offers) -> None:
    assert offers.computes == ()
    assert offers.dla


def test_what_is_seldom_wanted_is_found_where_it_is(offers: Offers, release: Release) -> None:
    assert offers.refits is (release.name != "8.6")
    assert offers.tactics is (release.name in {"10.16", "11.4"})
    assert "GPU_FALLBACK" in offers.flags
    assert "AMPERE_PLUS" in offers.compatibility
    assert ("OBEY_PRECISION_CONSTRAINTS" in offers.flags) is (release.name != "11.4")
