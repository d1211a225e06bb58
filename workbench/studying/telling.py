"""Studies in words: an arm, a place on its strip, what is due, what happened otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from workbench import parts
from workbench.archive.studies import Happening, Kind, Study
from workbench.asking.laying import spoken
from workbench.outcomes.instruments.versions import Version
from workbench.outcomes.protocols.due import Deviation, DeviationKind, Step
from workbench.outcomes.protocols.form import Arm, Medium, Protocol, Slot
from workbench.saying import _, language, later, ngettext
from workbench.studying.places import PAINTER, Place

Known = Mapping[str, Version]
MEDIA: Mapping[Medium, str] = {
    "paper": later("on paper"),
    "digital": later("on the tablet, without the painter"),
    "painter": later("with the painter"),
}
KINDS: Mapping[Kind, str] = {
    "missed": later("Missed sitting"),
    "deviation": later("Deviation from the protocol"),
    "distress": later("Distress"),
    "adverse": later("Adverse event"),
}
DEVIATIONS: Mapping[DeviationKind, str] = {
    "wrong_medium": later("{day}: sitting {number} had another medium than the protocol asks for"),
    "measure_late": later("{day}: {measure} was answered later than the protocol says"),
    "measure_early": later("{day}: {measure} was answered sooner than its questions look back"),
    "beyond_the_end": later("{day}: a sitting beyond the last one of the protocol"),
}
NO_PAINTER = later(
    "No painter answers in this sitting: the protocol has it {media}. Photographs of paper works "
    "are brought in at the table."
)


def title(protocol: Protocol) -> str:
    """A protocol's name, in the page's language where it has it."""
    return _in(protocol.title, protocol)


def about(protocol: Protocol) -> str:
    """What a protocol is."""
    return _in(protocol.about, protocol)


def arm(protocol: Protocol, sittings: Arm) -> str:
    """An arm as its runs: “6 sittings Traditional, then 6 sittings With the painter”."""
    runs = [(name, len([*each])) for name, each in groupby(slot.phase for slot in sittings)]
    told = [
        _("{phase} ({sittings})", phase=phase(protocol, name), sittings=_sittings(count))
        for name, count in runs
    ]
    return _(", then ").join(told)


def phase(protocol: Protocol, name: str) -> str:
    """A phase's name, in the page's language where it has it."""
    return _in(protocol.phase(name).title, protocol)


def media(slot: Slot) -> str:
    """With what a sitting is held."""
    return _(" or ").join(_(MEDIA[each]) for each in slot.media)


def next_sitting(place: Place) -> str:
    """The sitting that is next, or that none is."""
    slot = place.today.sitting
    if slot is None:
        return _("Every sitting of the protocol was held.")
    told = {"number": slot.number, "all": len(place.course.arm), "media": media(slot)}
    return _("Next: sitting {number} of {all}, {media}.", **told)


def line(place: Place, known: Known) -> str:
    """Everything that is due, in one line."""
    told = [next_sitting(place)]
    if place.today.measures:
        names = ", ".join(measure(each, known) for each in place.today.measures)
        told.append(_("To ask today: {measures}.", measures=names))
    told += stops(place)
    if place.waiting:
        told.append(
            ngettext(
                "{count} event waits to be followed up.",
                "{count} events wait to be followed up.",
                place.waiting,
            )
        )
    return " ".join(told)


def later_on(place: Place, known: Known) -> list[str]:
    """What is due on another day."""
    return [
        _("{measure} from {day} on", measure=measure(name, known), day=parts.day(day.isoformat()))
        for name, day in place.today.later
    ]


def stops(place: Place) -> list[str]:
    """The rules that are met: for a person of the practice to decide, by name."""
    return [_in(each.text, place.course.protocol) for each in place.today.stops]


def why_no_painter(slot: Slot) -> str:
    """Why no painter is offered in the sitting that is next."""
    return _(NO_PAINTER, media=media(slot))


def measure(name: str, known: Known) -> str:
    """A questionnaire's name, in the page's language where it has it."""
    if name not in known:
        return name
    instrument = known[name].instrument
    return instrument.title[spoken(instrument, language())]


def step(each: Step, protocol: Protocol) -> tuple[str, str]:
    """A place on the strip: its kind for the eye, and all of it in words."""
    standing = {"held": _("held"), "missed": _("missed"), "coming": _("to come")}[each.standing]
    told = [standing if each.day is None else f"{standing}, {parts.day(each.day.isoformat())}"]
    if each.slot is not None:
        told.insert(0, phase(protocol, each.slot.phase))
    paints = each.slot is not None and PAINTER in each.slot.media
    return f"{each.standing} {PAINTER if paints else 'traditional'}", ": ".join(told)


def deviation(each: Deviation, known: Known) -> str:
    """What went otherwise, by its day."""
    named = {"measure": measure(each.instrument, known), "number": each.slot}
    return _(DEVIATIONS[each.kind], day=parts.day(each.day.isoformat()), **named)


def happening(each: Happening) -> str:
    """What happened, in one line without its text."""
    told = [parts.day(each.day), _(KINDS[each.kind])]
    if each.serious:
        told.append(_("serious"))
    if each.struck is not None:
        told.append(_("taken back"))
    elif each.waits:
        told.append(_("waits to be followed up"))
    elif each.closed is not None:
        told.append(_("closed on {day}", day=parts.day(each.closed)))
    return " · ".join(told)


def study(of: Study) -> str:
    """A study by its title and how full it is."""
    plan = of.plan
    return _("{title}: {given} of {people}", title=plan.title, given=of.given, people=plan.people)


def _sittings(count: int) -> str:
    return ngettext("{count} sitting", "{count} sittings", count)


def _in(texts: Mapping[str, str], protocol: Protocol) -> str:
    return texts.get(language(), texts[protocol.languages[0]])
