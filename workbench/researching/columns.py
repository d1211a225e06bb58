"""Every table of the export and its columns, said once: heads and codebook are made of it."""

from __future__ import annotations

from dataclasses import replace

from workbench.archive.schema import COLOR_MEASURES
from workbench.researching.form import Column, Table

YES_NO = {"yes": "Yes.", "no": "No."}
PHASES = {
    "traditional": "Without the painter: on paper or on the tablet.",
    "painter": "The painter answered drawings.",
}
STANDINGS = {
    "in": "Takes part.",
    "done": "All planned sittings were held.",
    "left": "Left before the end.",
}
HOWS = {"own": "By the person, at their own view.", "paper": "On paper, typed in."}
MOMENTS = {
    "before": "Before the sitting.",
    "after": "After the sitting.",
    "picture": "About a picture that was kept.",
}
AXES = {
    "pleasure": "From unpleasant (0) to pleasant (1).",
    "arousal": "From calm (0) to stirred (1).",
}
KINDS = {
    "missed": "A sitting was missed.",
    "deviation": "Something went otherwise than the protocol says.",
    "distress": "The person was distressed.",
    "adverse": "An adverse event.",
}
READ = {
    "strokes": "How many marks the person made.",
    "drawing_s": "Seconds from the first touch to the last.",
    "coverage": "Share of the paper that the person's marks cover, 0 to 1.",
    "lightness": "Mean Oklab lightness of the picture, 0 to 1.",
    "warmth": "Mean of Oklab color along orange, about -1 (blue) to 1 (orange).",
    "colors": "How many of 15 coarse colors cover at least two hundredths of the picture.",
}
READ |= {
    name: f"Share of the picture that is {name.removeprefix('color_')}, 0 to 1."
    for name in COLOR_MEASURES
}
STEPS = {
    "approached": "Asked whether they would take part.",
    "planned": "How many people the registered plan names.",
    "enrolled": "Enrolled: a lot was given.",
    "not_in_data": "Enrolled and not in these data: consent to research taken back, record erased "
    "or locked.",
    "in_data": "In these data.",
    "left": "Of those, left before the end.",
    "going_on": "Of those, still taking part.",
    "finished": "Of those, all planned sittings were held.",
    "measured": "Of those, at least one complete total of the outcome named beforehand.",
}
ENROLMENT, ENTRIES = "enrolment", "entries of what happened"
ANSWERED, SITTINGS = "questionnaire as answered", "sittings"

WHO = Column(
    *("pseudonym", "Who it is, by a name that this study's exports alone use.", "text"),
    "derived from a key of the person's that never leaves the practice",
)
DAY = Column(
    *("study_day", "Days since the day of enrolment, which is day 0.", "integer"),
    *("dates", "days"),
)
DATE = Column("date", "The day, YYYY-MM-DD.", "text", "dates", dated=True)
SITTING = Column(
    *("sitting", "Number of the sitting in the study, from 1.", "integer", SITTINGS),
    low=1,
)
IN_SITTING = Column(
    *("sitting", "Number of the sitting in the study it was answered in.", "integer", SITTINGS),
    low=1,
    missing=("between_sittings",),
)
ASKED = (
    WHO,
    Column(
        *("questionnaire", "Number of the questionnaire: a person's own, by day.", "integer"),
        *(ANSWERED, ""),
        low=1,
    ),
    Column("instrument", "Which instrument; `instruments` says more.", "text", ANSWERED),
)
WHEN = (DAY, DATE, IN_SITTING)


def count(name: str, meaning: str, source: str, *, telling: bool = False) -> Column:
    """How many of something there are."""
    return Column(name, meaning, "integer", source, low=0, telling=telling)


PEOPLE = Table(
    "people",
    "a person in the study who agrees to research",
    (
        WHO,
        Column(
            *("arm", "Which arm of the plan, from 1.", "integer", "the sealed lot"),
            low=1,
            missing=("blinded",),
            telling=True,
        ),
        Column("standing", "How it stands.", "text", ENROLMENT, codes=STANDINGS, telling=True),
        Column(
            *("left_day", "Study day on which the person left.", "integer", ENROLMENT, "days"),
            low=0,
            missing=("going_on", "not_applicable"),
        ),
        count("planned", "How many sittings the plan gives the person.", "the plan"),
        count("held", "How many were held and ended.", SITTINGS, telling=True),
        count("missed", "How many were noted as missed.", ENTRIES, telling=True),
        count("deviations", "Deviations that were noted.", ENTRIES),
        count("distress", "How often distress was noted.", ENTRIES),
        count("adverse", "Adverse events that were noted.", ENTRIES, telling=True),
        Column(
            *("language", "In which language all questionnaires were answered.", "text", ANSWERED),
            missing=("not_answered", "several"),
            telling=True,
        ),
    ),
)
SAT = Table(
    "sittings",
    "a sitting of the study that was held and ended",
    (
        WHO,
        SITTING,
        DAY,
        DATE,
        Column(
            *("phase", "With the painter or without.", "text", SITTINGS),
            codes=PHASES,
            missing=("blinded",),
        ),
        Column("minutes", "From its beginning to its end.", "number", SITTINGS, "minutes", low=0),
        count("kept", "Drawings and pictures that were kept in it.", SITTINGS),
    ),
)
INSTRUMENTS = Table(
    "instruments",
    "a question of an instrument that the plan asks",
    (
        Column("instrument", "Its name.", "text", "the instrument's file"),
        Column("version", "SHA-256 of its file.", "text", "the instrument's file"),
        Column("item", "The question's name.", "text", "the instrument's file"),
        Column("place", "Its place, from 1.", "integer", "the instrument's file", low=1),
        Column("lowest", "The lowest answer.", "number", "the instrument's file"),
        Column("highest", "The highest answer.", "number", "the instrument's file"),
        Column(
            *("reversed", "Whether it counts from the other end in a total.", "text"),
            "the instrument's file",
            codes=YES_NO,
        ),
        Column(
            *("loinc", "Its LOINC code.", "text", "the instrument's file"),
            missing=("not_applicable",),
        ),
    ),
)
ITEMS = Table(
    "items",
    "a question of a questionnaire that was ended, answered or not",
    (
        *ASKED,
        Column("version", "SHA-256 of the instrument's file then.", "text", ANSWERED),
        Column("how", "How it was answered.", "text", ANSWERED, codes=HOWS),
        *WHEN,
        Column("item", "Which question.", "text", ANSWERED),
        Column(
            *("value", "The answer as given, nothing reversed.", "number", ANSWERED),
            missing=("not_answered",),
        ),
        Column("corrected", "Whether any was corrected later.", "text", ANSWERED, codes=YES_NO),
    ),
)
TOTALS = Table(
    "totals",
    "a scale of a questionnaire that was ended, or is asked in every sitting and was not filled in",
    (
        WHO,
        replace(ASKED[1], missing=("not_filled_in",)),
        ASKED[2],
        Column("scale", "Which scale; total is of all questions.", "text", ANSWERED),
        *WHEN,
        count("answered", "How many of its questions were answered.", ANSWERED),
        Column(
            *("questions", "How many it has.", "integer", "the instrument's file"),
            low=1,
            missing=("questions_changed",),
        ),
        Column(
            *("total", "Sum of the answers, reversed ones reversed.", "number"),
            "computed from items",
            missing=("incomplete", "not_filled_in", "questions_changed"),
        ),
    ),
)
RATINGS = Table(
    "ratings",
    "a slider of the Affective Slider that could be answered",
    (
        WHO,
        SITTING,
        Column("moment", "About what.", "text", "the person's own sliders", codes=MOMENTS),
        Column(
            *("picture", "Number of the kept picture in the sitting, from 1.", "integer"),
            "order of keeping",
            low=1,
            missing=("not_applicable",),
        ),
        Column("axis", "Which slider.", "text", "the person's own sliders", codes=AXES),
        Column(
            *("value", "Where it was put.", "number", "the person's own sliders"),
            low=0,
            high=1,
            missing=("not_answered",),
        ),
    ),
)
READINGS = Table(
    "readings",
    "a measure of a kept picture; none before the lock where a lot decides the arm",
    (
        WHO,
        SITTING,
        Column("picture", "Number in the sitting, from 1.", "integer", "order of keeping", low=1),
        Column("measure", "What was measured.", "text", "computed at keeping", codes=READ),
        Column(
            *("value", "A description of the picture, never of a feeling.", "number"),
            "computed at keeping",
            missing=("not_measured",),
        ),
    ),
)
EVENTS = Table(
    "events",
    "something noted about a person in the study, without what was written",
    (
        WHO,
        Column("event", "Number, a person's own, by day.", "integer", ENTRIES, low=1),
        Column("kind", "Which kind.", "text", ENTRIES, codes=KINDS),
        DAY,
        DATE,
        Column(
            *("serious", "Whether it was serious, as the practice judges.", "text", ENTRIES),
            codes=YES_NO,
            missing=("not_applicable", "not_recorded"),
        ),
        count("follow_ups", "How many follow-ups were written.", ENTRIES),
        Column(
            *("closed_day", "Study day on which it was over.", "integer", ENTRIES, "days"),
            missing=("not_applicable", "open"),
        ),
    ),
)
FLOW = Table(
    "flow",
    "a step on the way from the plan to the data, after CONSORT's diagram",
    (
        Column("step", "Which step.", "text", ENROLMENT, codes=STEPS),
        Column(
            *("arm", "Of which arm; not told for all together.", "integer", "the sealed lot"),
            low=1,
            missing=("not_applicable",),
        ),
        Column(
            *("people", "How many people.", "integer", ENROLMENT),
            low=0,
            missing=("not_recorded",),
        ),
    ),
)
TABLES = (PEOPLE, SAT, INSTRUMENTS, ITEMS, TOTALS, RATINGS, READINGS, EVENTS, FLOW)
