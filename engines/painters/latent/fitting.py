"""Which picture of its nets a page is painted on.

In this order: nets with fixed sides of the page's own shape, for they cost least; nets with free
sides, on the picture of theirs that the page fills most of; and what is left, whose picture the
page is laid in the middle of. What lies beside a page is work for nothing: a quarter of a square
for a page of 4:3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engines.errors import BackendMissingError
from engines.nets.sets import NetSet
from engines.nets.sides import Sides
from engines.sketch import size_of
from engines.strokes import Paper

# A page fills at least so much of nets of its own shape: their sides come in larger steps than its.
OWN = 0.9
# Shares nearer to each other than this are the same; then the newest nets are taken.
ALIKE = 0.05
STEP = 8
LAY, REFUSE = "lay", "refuse"


@dataclass(frozen=True, slots=True)
class Fit:
    """A page on one of the pictures that nets are for.

    Attributes:
        nets: which nets.
        sides: of their picture.
        long_side: the page's longer side on it, in pixels.
        share: of the picture that is page, up to 1.
    """

    nets: NetSet
    sides: Sides
    long_side: int
    share: float

    @property
    def own(self) -> bool:
        """Whether the picture has the page's shape, as far as nets can have it."""
        return self.share >= OWN


def fit_of(paper: Paper, nets: NetSet, sides: Sides) -> Fit:
    """Lays a page as large as it goes on a picture."""
    for long_side in range(max(sides), 0, -STEP):
        page = size_of(paper, long_side)
        if page[0] <= sides.width and page[1] <= sides.height:
            return Fit(nets, sides, long_side, page[0] * page[1] / sides.area)
    raise ValueError(f"A page of {paper.aspect} does not fit on {sides}.")


def _fixed(paper: Paper, nets: NetSet) -> list[Fit]:
    every = nets.sides[::-1] if nets.span is None else ()
    return [fit_of(paper, nets, sides) for sides in every]


def _free(paper: Paper, nets: NetSet, long_side: int) -> list[Fit]:
    every = nets.span.pictures(long_side, upright=paper.aspect < 1) if nets.span else ()
    return [fit_of(paper, nets, sides) for sides in every[::-1]]


def best(
    paper: Paper, every: Sequence[NetSet], *, painter: str, other_shapes: str, long_side: int
) -> Fit:
    """The picture that a page is painted on; of several alike the newest nets' largest.

    Args:
        paper: the page.
        every: nets that may paint it, the newest last.
        painter: whose they are.
        other_shapes: the setting: whether a page that none has the shape of is laid or refused.
        long_side: of the page in pixels, as asked; nets with free sides need paint no more.

    Raises:
        BackendMissingError: it is to be refused; says how nets of its shape are made.
    """
    fixed = [fit for nets in reversed(every) for fit in _fixed(paper, nets)]
    own = [fit for fit in fixed if fit.own]
    free = [fit for nets in reversed(every) for fit in _free(paper, nets, long_side)]
    fits = own or [*free, *fixed]
    found = max(fits, key=lambda fit: round(fit.share / ALIKE))
    if other_shapes != REFUSE or found.own:
        return found
    raise BackendMissingError(
        _refusal(found, fits, painter, Sides(*size_of(paper, found.long_side)))
    )


def _refusal(found: Fit, fits: Sequence[Fit], painter: str, page: Sides) -> str:
    built = found.nets.built
    makes = "build_trt.py build --target here --model" if built else "-m engines export"
    once = "" if built else ", or --dynamic for pages of every shape"
    shapes = sorted({str(fit.nets.span or fit.sides) for fit in fits})
    return (
        f"The nets of {painter} are for {', '.join(shapes)} px; a page of {page} would fill "
        f"{found.share:.0%} of that, and the setting other_shapes refuses it. Make nets for it "
        f"(python {makes} {painter} --size {page}{once}), or set other_shapes to lay."
    )
