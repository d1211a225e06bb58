"""What a person said with the Affective Slider, in FHIR: one Observation a moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workbench.exchange import codes
from workbench.exchange.codes import Resource
from workbench.exchange.taken import Felt, Taken, When

WHEN: Mapping[When, str] = {
    "before": "How it felt before the sitting",
    "after": "How it felt after the sitting",
    "picture": "How a picture felt",
}
SLIDERS = {
    "pleasure": "Affective Slider: pleasure, 0 (unpleasant) to 1 (pleasant)",
    "arousal": "Affective Slider: arousal, 0 (calm) to 1 (excited)",
}
UNTOUCHED = "the slider was not touched"


def resources(taken: Taken, patient: str) -> Iterator[Resource]:
    """A moment each, with both sliders; one that was not touched says so."""
    for each in taken.felt:
        code = codes.coding(codes.OURS, f"feeling.{each.when}", WHEN[each.when])
        yield {
            "resourceType": "Observation",
            "id": f"{each.id}-{each.when}",
            "status": "final",
            "category": [codes.concept(codes.coding(codes.SURVEY, "survey", "Survey"))],
            "code": codes.concept(code, text=WHEN[each.when]),
            "subject": {"reference": patient},
            "effectiveDateTime": each.at,
            "component": [_slider(each, name) for name in SLIDERS],
        }


def _slider(felt: Felt, name: str) -> Resource:
    value: float | None = getattr(felt, name)
    own = codes.coding(codes.OURS, f"slider.{name}", SLIDERS[name])
    told = (
        {"dataAbsentReason": codes.missing("unknown", UNTOUCHED)}
        if value is None
        else {"valueQuantity": codes.quantity(value, "1")}
    )
    return {"code": codes.concept(own, text=SLIDERS[name]), **told}
