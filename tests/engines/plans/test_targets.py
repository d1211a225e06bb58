"""What an engine can be built for: rows that are whole, and versions that fit them."""

from __future__ import annotations

import pytest

from engines.errors import PlanRefused
from engines.plans.targets import (
    HERE,
    kiosk_mib,
    names,
    number_of,
    preset_of,
    presets,
    target_of,
    targets,
)

NAMES = {"rtx", "orin-nano", "orin-nx", "orin-agx", "thor"}
NAMES |= {f"x86-sm{compute}" for compute in (75, 80, 86, 89, 90, 120)}


def test_targets_are_all_there_and_here_comes_first():
    assert {target.name for target in targets()} == NAMES
    assert names()[0] == HERE


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.name)
def test_a_target_is_whole(target):
    assert target.title
    assert set(target.precisions) | set(target.lacks) == {"fp32", "fp16", "bf16", "int8", "fp8"}
    assert target.jetson == (target.memory_gib is not None) == target.unified
    assert (target.compute is None) == bool(target.computes)
    for release in target.releases:
        assert number_of(release.lowest) <= number_of(release.highest)
        assert (release.jetpack is not None) == target.jetson


@pytest.mark.parametrize("board", ["orin-nano", "orin-nx", "orin-agx"])
def test_orin_has_no_fp8(board):
    target = target_of(board)
    assert target.compute == "8.7"
    assert "FP8" in target.lacks["fp8"]


def test_what_a_row_is_like_is_taken_over_and_what_it_states_is_its_own():
    nano, agx = target_of("orin-nano"), target_of("orin-agx")
    assert agx.precisions == nano.precisions
    assert agx.workspace_mib > nano.workspace_mib


@pytest.mark.parametrize(
    ("target", "version", "jetpack", "fits"),
    [
        ("orin-nano", "8.6.2", "6.0", True),
        ("orin-nano", "10.3.0", "6.2", True),
        ("orin-nano", "10.16.2", "7.2", True),
        ("orin-nano", "11.4.1", "7.2.2", False),
        ("orin-agx", "11.4.1", "7.2.2", True),
        ("orin-agx", "11.4.1", "7.2", False),
        ("orin-agx", "11.0.0", "6.2", False),
        ("orin-nano", "8.5.2", "5.1.2", False),
        ("thor", "10.13.3", "7.0", True),
        ("x86-sm89", "8.6.1", None, True),
        ("x86-sm89", "11.4.0.106", None, True),
        ("x86-sm89", "12.0", None, False),
        ("x86-sm120", "10.3", None, False),
        ("rtx", "1.7.1.116", None, True),
    ],
)
def test_library_versions_fit_a_target_or_not(target, version, jetpack, fits):
    assert (target_of(target).release(version, jetpack) is not None) == fits


def test_an_old_library_reads_an_old_opset():
    assert target_of("orin-nano").opset_for("8.6.2") == 17
    assert target_of("orin-nano").opset_for("10.3.0") == 18


def test_an_unknown_name_is_answered_with_the_names_there_are():
    with pytest.raises(PlanRefused, match=r"'orin'.*orin-nano"):
        target_of("orin")
    with pytest.raises(PlanRefused, match=r"'best'.*kiosk"):
        preset_of("best")


def test_presets_try_harder_one_after_the_other():
    levels = [preset.level for preset in presets()]
    assert [preset.name for preset in presets()] == ["quick", "kiosk", "max"]
    assert levels == sorted(levels)


def test_a_kiosk_leaves_room_for_an_engine_on_the_smallest_board():
    taken = sum(kiosk_mib().values())
    assert "chromium" in kiosk_mib()
    assert 1_000 < taken < 4_096
