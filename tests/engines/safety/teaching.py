"""Teaches the head that sees hints, and measures it.

python -m tests.engines.safety.teaching [keep | figures]

Learns from `development` and `everyday`. The bound is set where, on sentences left out of learning
(five folds), at most a tenth of ordinary distress and a twentieth of other ordinary sentences are
seen. `held_out`, `unseen` and `blind` are only measured.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.embedding.model import shared
from engines.safety import hints, measured
from engines.safety.measured import GROUPS, Measured
from tests.engines.safety.measuring import HERE, LANGUAGES, Sentence, interval, seen, sentences

TAUGHT, MEASURED = ("development", "everyday"), ("held_out", "unseen", "blind")
DISTRESS = ("distress", "grief")
FOLDS, PENALTY, STEPS = 5, 0.1, 60

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Lot:
    told: list[Sentence]
    vectors: NDArray[np.float32]

    @property
    def positive(self) -> Floats:
        return np.array([each.level != "none" for each in self.told], float)

    def take(self, chosen: NDArray[np.intp]) -> Lot:
        return Lot([self.told[at] for at in chosen], self.vectors[chosen])


def lot(*halves: str) -> Lot:
    there = [half for half in halves if (HERE / half).is_dir()]
    told = [each for half in there for lang in LANGUAGES for each in sentences(half, lang)]
    return Lot(told, shared().vectors([each.text for each in told]))


def fitted(taught: Lot) -> tuple[Floats, float]:
    """Logistic regression with a squared penalty, by Newton's steps.

    Source: Hastie, Tibshirani and Friedman, 2009, The Elements of Statistical Learning, 4.4.1.
    """
    mean = taught.vectors.mean(axis=0, dtype=np.float64)
    rows = np.c_[taught.vectors - mean, np.ones(len(taught.told))]
    ridge = PENALTY * np.r_[np.ones(len(mean)), 1e-6]
    weights = np.zeros(len(ridge))
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (chance - taught.positive) + ridge * weights
        bend = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(ridge)
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights[:-1], float(weights[-1] - mean @ weights[:-1])


def left_out(taught: Lot) -> Floats:
    """What each sentence comes to by a head that did not learn from it."""
    order = np.random.default_rng(0).permutation(len(taught.told))
    found = np.empty(len(order))
    for fold in range(FOLDS):
        out = order[fold::FOLDS]
        weights, bias = fitted(taught.take(np.setdiff1d(order, out)))
        found[out] = taught.vectors[out] @ weights + bias
    return found


def bound(taught: Lot) -> float:
    values = left_out(taught)
    none = taught.positive == 0
    sad = np.array([each.kind in DISTRESS for each in taught.told])
    return max(
        float(np.quantile(values[none & sad], 1 - hints.DISTRESS_SEEN)),
        float(np.quantile(values[none & ~sad], 1 - hints.ORDINARY_SEEN)),
    )


def taught_head() -> hints.Head:
    taught = lot(*TAUGHT)
    weights, bias = fitted(taught)
    return hints.Head(weights, bias - bound(taught))


def figures(half: str, head: hints.Head) -> Iterator[str]:
    """Of each level and language: how many the rules see, the head, and either."""
    whole = lot(half)
    by_head, by_rules = head.sees(whole.vectors), np.array([seen(e.text) for e in whole.told])
    either = by_head | (by_rules != "none")
    for level in ("red", "amber", "distress", "ordinary"):
        group = np.array([_level(each) == level for each in whole.told], bool)
        counts = [int(which[group].sum()) for which in (by_rules != "none", by_head, either)]
        yield f"{half} {level}: rules {counts[0]}, head {counts[1]}, either {_of(counts[2], group)}"


def counted(head: hints.Head) -> Iterator[Measured]:
    """The blind set by group and language: how many rules and head see together."""
    for language in LANGUAGES:
        told = [*sentences("blind", language)]
        by_head = head.sees(shared().vectors([each.text for each in told]))
        either = by_head | np.array([seen(each.text) != "none" for each in told])
        for group in GROUPS:
            here = np.array([_level(each) == group for each in told], bool)
            yield Measured(group, language, int(either[here].sum()), int(here.sum()))


def _level(each: Sentence) -> str:
    if each.level != "none":
        return each.level
    return "distress" if each.kind in DISTRESS else "ordinary"


def _of(hits: int, group: NDArray[np.bool_]) -> str:
    count = int(group.sum())
    if not count:
        return "of none"
    low, high = interval(hits, count)
    return f"{hits} of {count} ({hits / count:.0%}; {low:.0%} to {high:.0%})"


def main() -> None:
    if sys.argv[1:] == ["figures"]:
        measured.FILE.write_text(measured.written(counted(hints.head())), encoding="utf-8")
        return
    keep = sys.argv[1:] == ["keep"]
    head = taught_head() if keep else hints.head()
    if keep:
        parts = {"weights": head.weights.astype(np.float32), "bias": np.float64(head.bias)}
        np.savez_compressed(hints.FILE, **parts, made_with=np.array(hints.made_with()))
    for half in MEASURED:
        if (HERE / half).is_dir():
            print(*figures(half, head), sep="\n")


if __name__ == "__main__":
    main()
