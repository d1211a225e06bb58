"""Graphs whose pictures' sides are free: which sides follow the picture's, and their profiles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engines.plans.graphs import Profile
from engines.plans.models import HOUSE

if TYPE_CHECKING:
    from torch import Tensor, nn


def profiles_of(feeds: Sequence[dict[str, Tensor]]) -> tuple[tuple[Profile, ...], ...]:
    """One tuple of profiles a size, from a graph's inputs at each: the sizes are all it takes."""
    free = [name for name, axes in free_axes(feeds[0]).items() if axes]
    shapes = [{name: tuple(feed[name].shape) for name in free} for feed in feeds]
    every = [tuple(Profile(name, at, at, at) for name, at in each.items()) for each in shapes]
    return tuple(profile for profile in every if profile)


def profiles_between(feeds: Sequence[dict[str, Tensor]]) -> tuple[tuple[Profile, ...], ...]:
    """One profile over everything from the first size to the last, best at the one in the middle.

    Args:
        feeds: a graph's inputs at the least, the best and the largest picture.
    """
    least, best, most = (
        {name: tuple(feed[name].shape) for name, axes in free_axes(feed).items() if axes}
        for feed in feeds
    )
    every = tuple(Profile(name, least[name], best[name], most[name]) for name in least)
    return (every,) if every else ()


def free_axes(feed: dict[str, Tensor]) -> dict[str, dict[int, str]]:
    """The sides that follow the picture's: height and width of whatever has four sides."""
    return {
        name: {2: f"{name}_high", 3: f"{name}_wide"} if array.dim() == 4 else {}
        for name, array in feed.items()
    }


def free_shapes(module: nn.Module, feed: dict[str, Tensor]) -> Any:
    """The same for torch.export, in the order and the nesting of the module's arguments."""
    from torch.export import Dim

    every = [dict.fromkeys(axes, Dim.AUTO) or None for axes in free_axes(feed).values()]
    if module.__class__.__name__ == "UNet":
        return (*every[:3], tuple(every[3:]))
    if module.__class__.__name__ == HOUSE.capitalize():
        return None
    return tuple(every)
