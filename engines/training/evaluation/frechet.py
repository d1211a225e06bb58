"""The Fréchet distance between two crowds of pictures, in the features of a classifier."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def frechet_distance(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Gives the squared Fréchet distance of the Gaussians fitted to two crowds.

    Args:
        one: (n, d), one row of features a picture.
        other: (m, d).

    Source: Heusel et al., 2017, https://arxiv.org/abs/1706.08500, section 1 (Dowson and Landau,
        1982): |m1 - m2|^2 + Tr(C1 + C2 - 2 (C1 C2)^(1/2)).
    """
    means = one.mean(0) - other.mean(0)
    spreads = [np.cov(np.asarray(crowd, np.float64), rowvar=False) for crowd in (one, other)]
    return gaussian_distance(means, spreads[0], spreads[1])


def gaussian_distance(
    means_apart: NDArray[Any], spread: NDArray[Any], other_spread: NDArray[Any]
) -> float:
    """The same for Gaussians: (d,) difference of means, two (d, d) covariances.

    Tr (C1 C2)^(1/2) is taken as the sum of the singular values of C1^(1/2) C2^(1/2), which needs
    no root of a matrix that is not symmetric.
    """
    first, second = (_root(np.atleast_2d(one)) for one in (spread, other_spread))
    shared = np.linalg.svd(first @ second, compute_uv=False).sum()
    apart = float(np.square(means_apart).sum())
    return apart + float(np.trace(np.atleast_2d(spread) + np.atleast_2d(other_spread)) - 2 * shared)


def _root(spread: NDArray[Any]) -> NDArray[Any]:
    values, vectors = np.linalg.eigh(spread)
    return (vectors * np.sqrt(np.clip(values, 0, None))) @ vectors.T
