"""How far estimated tones are off on simulated people of known truth.

`python -m tests.workbench.outcomes.toning`: 60 practices of 20 people with 12 rated pictures each;
8 more of each are estimated. What one standard deviation of lightness and of color does to a rating
is the truth; what is left is a tenth of the slider.
"""

from __future__ import annotations

import numpy as np

from tests.workbench.outcomes.test_tone import simulated
from workbench.outcomes.tone import PUBLISHED, Estimate, Rated, fitted

PRACTICES, PEOPLE, KNOWN, NEW = 60, 20, 12, 8
TRUTHS = ((0.0, 0.0), (0.05, 0.03), (0.1, 0.05), (0.14, 0.04))


def main() -> None:
    """Prints one line a truth."""
    for truth in TRUTHS:
        held, told, error, average = measured(truth)
        print(f"{truth}: held {held:.3f}, told {told:.3f}, off {error:.3f} against {average:.3f}")


def measured(truth: tuple[float, ...]) -> tuple[float, float, float, float]:
    """How often the interval holds, how many people are told one, and both mean errors."""
    held, told, errors, averages = [], [], [], []
    for seed in range(PRACTICES):
        rated = simulated(PEOPLE, KNOWN + NEW, truth, seed=seed)
        known = [each for n, each in enumerate(rated) if n % (KNOWN + NEW) < KNOWN]
        new = [each for n, each in enumerate(rated) if n % (KNOWN + NEW) >= KNOWN]
        found = fitted(known, PUBLISHED["pleasure"])
        for person in map(str, range(PEOPLE)):
            own = [each for each in known if each.person == person]
            told.append(found.worth(own).better)
            mean = float(np.mean([each.value for each in own]))
            for each in (each for each in new if each.person == person):
                off, inside = _off(each, found.estimate(person, each.features))
                held.append(inside)
                errors.append(off)
                averages.append(abs(mean - _within(each)))
    return (
        float(np.mean(held)),
        float(np.mean(told)),
        float(np.mean(errors)),
        float(np.mean(averages)),
    )


def _off(each: Rated, estimate: Estimate) -> tuple[float, bool]:
    value = _within(each)
    return abs(estimate.value - value), estimate.low <= value <= estimate.high


def _within(each: Rated) -> float:
    return min(max(each.value, 0.0), 1.0)


if __name__ == "__main__":
    main()
