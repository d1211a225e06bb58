"""What each method of the practice's parts needs of whoever uses it from a page or a route.

A method without a row here is refused to everybody; a test names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

from engines.safety.rulebook import About
from workbench.access.own import Asked, Rule
from workbench.access.rights import Deed, Reach
from workbench.archive.consent import ITEMS

# Reading is noted once a day for each account, person and kind.
PAGE, RECORD, PICTURES, TRENDS = "page", "record", "pictures", "trends"
# Preferences that a page may read, and what changing one needs; every other one is the program's.
PREFERENCES: dict[str, Deed | None] = {
    "language": "settings",
    "help_card": "settings",
    "help_card_checked": "settings",
    "estimates": "settings",
    "tour": None,
    "retention_years": "settings",
    **{f"basis_{item}": "settings" for item in ITEMS},
    **{f"way_{about}": "settings" for about in get_args(About)},
    "last_backup": "backups",
    "second_place": "backups",
    "mended_read": None,
}


def mine(found: tuple[Any, ...], asked: Asked) -> tuple[Any, ...]:
    """Of people, those whom whoever asks may see."""
    return tuple(each for each in found if asked.reach.may("see", each.id))


def my_sittings(found: tuple[Any, ...], asked: Asked) -> tuple[Any, ...]:
    """Of sittings, open or ended, those of people whom whoever asks may see, or the client's."""
    return tuple(each for each in found if _mine(getattr(each, "sitting", each), asked.reach))


def my_rows(found: dict[str, list[Any]], asked: Asked) -> dict[str, list[Any]]:
    """Of columns by person, the rows of people whom whoever asks may see."""
    keep = [place for place, who in enumerate(found["person"]) if asked.reach.may("see", who)]
    return {name: [column[place] for place in keep] for name, column in found.items()}


def my_ids(found: frozenset[str], asked: Asked) -> frozenset[str]:
    """Of people's ids, those whom whoever asks may see."""
    return frozenset(each for each in found if asked.reach.may("see", each))


def my_retentions(found: tuple[Any, ...], asked: Asked) -> tuple[Any, ...]:
    """How long records must be kept, of people whom whoever asks may see or give to others."""
    reach = asked.reach
    return tuple(each for each in found if reach.may("assign") or reach.may("see", each.person))


def my_exhibits(found: tuple[Any, ...], asked: Asked) -> tuple[Any, ...]:
    """Of pictures to be shown, those of people whose pictures whoever asks may take out."""
    return tuple(each for each in found if asked.reach.may("export", each.person))


def mine_in_studies(found: tuple[Any, ...], asked: Asked) -> tuple[Any, ...]:
    """Of what people live through in studies, that of people whom whoever asks may see."""
    return tuple(each for each in found if asked.reach.may("see", each.person))


def my_tables(found: tuple[str, ...], asked: Asked) -> tuple[str, ...]:
    """Of sittings by their ids, those where whoever asks may show what is held back."""
    whose = ((each, asked.whose("sitting", each)) for each in found)
    return tuple(each for each, who in whose if who and asked.reach.may("release", who))


def for_client(person: Any, asked: Asked) -> Any:
    """A person; the client's view gets nothing that a therapist wrote."""
    return replace(person, notes="", goals="") if asked.reach.client else person


def _mine(sitting: Any, reach: Reach) -> bool:
    return sitting.id == reach.sitting if reach.client else reach.may("see", sitting.person)


def _says_from_there(given: Mapping[str, Any], reach: Reach) -> bool:
    said = given.get("said")
    return said is None or (said.how == "own") == reach.client


def _from_there(_: Mapping[str, Any], reach: Reach) -> bool:
    return reach.client


def _may_read(given: Mapping[str, Any], _: Reach) -> bool:
    return given.get("name") in PREFERENCES


def _may_set(given: Mapping[str, Any], reach: Reach) -> bool:
    deed = PREFERENCES.get(str(given.get("name")))
    return given.get("name") in PREFERENCES and (deed is None or reach.may(deed))


def _about(deed: Deed, *names: str, reading: str | None = None) -> dict[str, Rule]:
    return {name: Rule(deed, "person", reading=reading) for name in names}


def _at(deed: Deed, *names: str, reading: str | None = None) -> dict[str, Rule]:
    return {name: Rule(deed, "sitting", reading=reading) for name in names}


def _for(deed: Deed, *names: str) -> dict[str, Rule]:
    return {name: Rule(deed) for name in names}


ARCHIVE: dict[str, Rule] = {
    "people": Rule("see", told=mine),
    "person": Rule("see", "person", client=True, reading=PAGE, told=for_client),
    "open_sittings": Rule("see", client=True, told=my_sittings),
    "open_sitting": Rule("see", "sitting", client=True),
    "sittings": Rule("see", "person", reading=PAGE, told=my_sittings),
    "sitting_trends": Rule("see", "person", reading=TRENDS, told=my_rows),
    "turn_trends": Rule("see", "person", reading=TRENDS, told=my_rows),
    **_about("see", "glimpses", "notes", reading=RECORD),
    **_at("see", "sitting", "note", "turns", reading=RECORD),
    **{name: Rule("see", "sitting", client=True, reading=RECORD) for name in ("shared", "spoken")},
    # The routes look closer at which pictures a client may have.
    **{
        name: Rule("see", "person", client=True, reading=PICTURES)
        for name in ("turn", "picture_png", "thumbnail_png", "scan_png")
    },
    **_for("add", "add_person"),
    **_about("keep", "edit_person", "tailor", "put_away", "bring_back", "import_sitting"),
    **_at("keep", "keep_turn", "mark", "save_feelings", "save_turn_feeling"),
    **_at("keep", "write_note", "share", "say"),
    **_about("draw", "begin_sitting"),
    **_at("draw", "record", "keep_scan", "end_sitting"),
    **_at("export", "export_sitting"),
    **_about("export", "everything_about"),
    **_about("erase", "erase"),
    # What a person agreed to, how long a record is kept, what is locked, what can come back.
    **{name: Rule("see", "person", client=True) for name in ("allows", "may_begin", "consented")},
    **{name: Rule("see", "person", client=True) for name in ("consents", "painted")},
    **_about("see", "retention", "restrictions", "removals"),
    # At their own view people answer for themselves, and nobody answers as if from there.
    "consent": Rule("keep", "person", client=True, only=_says_from_there),
    **_about("keep", "bring_back_removed", "remove_turn", "remove_scan", "keep_drawing_of"),
    **_at("keep", "remove_note", "remove_sitting"),
    **_about("erase", "restrict"),
    "kept_long_enough": Rule("see", told=my_retentions),
    "everybody_who": Rule("see", told=my_ids),
    "exhibits": Rule("export", told=my_exhibits),
    "shown_outside": Rule("see", "person", client=True),
    **_about("export", "choose_to_show", "show_after_all_not", "give_out", "came_back"),
    # Questionnaires: at their own view people answer for themselves, and nobody as if from there.
    **_about("see", "questionnaires", "looked_at", reading=RECORD),
    **_about("keep", "lay_out", "take_off", "answer_typed", "finish_questionnaire"),
    **_about("keep", "correct_answers", "acknowledge", "remove_questionnaire"),
    **_about("export", "export_questionnaires"),
    "own_questionnaires": Rule("see", "sitting", client=True),
    **{
        name: Rule("keep", "sitting", client=True, only=_from_there)
        for name in ("answer_own", "finish_own", "say_own")
    },
    "instruments": Rule(client=True),  # a plan's measures too, for whoever registers one
    **{name: Rule("see", "person", told=my_sittings) for name in ("to_look_at", "alerts")},
    **_at("draw", "check_looked_at"),
    # Studies: what a whole study says is asked of `Practice.whole_studies`, by pseudonym alone.
    **_for("studies", "protocols", "studies", "register_study"),
    **_about("see", "enrolments", "happenings", reading=RECORD),
    "takings": Rule("see", "person", told=mine_in_studies),
    **_about("keep", "enrol", "leave_study", "note_happening", "follow_up"),
    **_about("keep", "amend_happening", "strike_happening"),
    "opened_lots": Rule("research"),
    **_for("audit", "audit", "verify_audit", "check_audit", "look_up_audit", "audit_head"),
    **_for("audit", "named_in_audit", "audit_names"),
    # By code alone: whoever gives people to accounts sees nothing else of them.
    **_for("assign", "assign", "unassign", "coded", "unassigned", "adopt", "therapists_of", "lift"),
    **_for("assign", "locked_records"),
    **_for("backups", "back_up", "copy_keys", "key_copies", "unreached", "keyless", "erased"),
    **_for("backups", "gone"),
    **_for("settings", "lock", "opens", "keep_key", "change_passphrase", "add_sheet", "rotate"),
    **_for("backups", "copies"),
    "repairs": Rule(),
    "unswept": Rule(),
    "preference": Rule(anybody=True, only=_may_read),
    "set_preference": Rule(only=_may_set),
    "credential": Rule("export"),
    "witness": Rule(client=True),
}
TABLES: dict[str, Rule] = {
    "at": Rule("draw", "sitting", client=True),
    "waiting": Rule("release", told=my_tables),
    **_about("draw", "begin"),
    "agreed": Rule("keep", "person", client=True),
    **_at("draw", "end"),
}
PHOTOS = _at("draw", "take", "tried", "use", "drop")
FILMS = _at("export", "begin", "standing", "drop") | {"take": Rule("export", "film")}
COUNTS = _at("see", "of")
# What the program alone uses: no page and no route may.
PROGRAM = frozenset(
    {"open", "close", "headcount", "version", "folder", "whose", "sweep", "assigned", "on_assigned"}
    | {
        "alert",
        "alerted",
        "on_alert",
        "leave",
        "on_leave",
        "sitting_of",
        "drop",
        "lock_study",
        "everybody_in",
    }
    | {"name_in_study", "name_in_research"}
)
