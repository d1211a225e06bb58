"""How long, how large and where the house painter is trained."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

from engines.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Preset:
    """One way to train.

    Attributes:
        minutes: of wall clock for one run, from the command's start to its last checkpoint.
        plan_minutes: of the whole training, over which the learning rate falls.
        batch: samples a step.
        rate: highest learning rate.
        wide, blocks: the network's shape.
        shards: of 500 samples each in the pool.
        device: "cpu" or "cuda".
        save_s: seconds between checkpoints.
        peers: processes of one thread each that share every step; on busy cores they wait for each
            other once a step, where the threads of one process would wait at every operation.
        spare: cores that are not used to make samples.
        taught_from: share of the plan after which the average teaches one step to look like four.
        regression: no noise and no steps, one answer a drawing: what the house is compared with.
    """

    minutes: float
    plan_minutes: float
    batch: int
    rate: float
    wide: tuple[int, int, int]
    blocks: int
    shards: int
    device: str
    save_s: float
    peers: int = 1
    spare: int = 1
    taught_from: float = 0.8
    regression: bool = False

    @property
    def makers(self) -> int:
        """How many processes make samples while the network trains: one a core, less `spare`."""
        return max(1, len(os.sched_getaffinity(0)) - self.spare)


PRESETS = {
    "cpu": Preset(90, 85, 16, 1e-3, (48, 96, 160), 3, 120, "cpu", 180, peers=2),
    # A whole run within 9 minutes. As wide as "cpu": a wider house would paint too slowly on two
    # cores, and its checkpoint would be more than the machine takes in beside the icons.
    "gpu": Preset(8.5, 60, 256, 2e-3, (48, 96, 160), 3, 240, "cuda", 60, spare=2),
    "tiny": Preset(1.0, 0.5, 8, 1e-3, (16, 16, 32), 1, 1, "cpu", 5),
}
PRESETS |= {
    "regression": replace(PRESETS["cpu"], regression=True),
    "regression-gpu": replace(PRESETS["gpu"], regression=True),
    "regression-tiny": replace(PRESETS["tiny"], regression=True),
}


def preset_of(name: str) -> Preset:
    """The preset of this name.

    Raises:
        SettingsError: there is none.
    """
    if name not in PRESETS:
        raise SettingsError(f"There is no training preset {name!r}: use {', '.join(PRESETS)}.")
    return PRESETS[name]
