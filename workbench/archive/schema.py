"""What the archive's tables look like, which measures they hold, and the ids and times in them.

Sealed columns are BLOBs that only the person's key opens: names, notes, goals, tables, drawings,
words, pictures, scans, courses. Everything else is plain inside the encrypted file, so that trends
read it without any key: ids, times, phases, decisions, what people said with the two sliders, the
process measures, and the practice's preferences, which say nothing about anybody.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timezone

FIRST_MEASURES = ("strokes", "drawing_s", "coverage", "lightness", "warmth", "colors")
COLOR_MEASURES = (
    "color_white",
    "color_black",
    "color_gray",
    "color_brown",
    "color_violet",
    "color_blue",
    "color_green",
    "color_pink",
    "color_red",
    "color_orange",
    "color_yellow",
)
MEASURES = (*FIRST_MEASURES, *COLOR_MEASURES)

FIRST_TABLES = f"""
CREATE TABLE person (
    id VARCHAR PRIMARY KEY, synthetic BOOLEAN NOT NULL, created VARCHAR NOT NULL,
    name BLOB NOT NULL, notes BLOB NOT NULL);
CREATE TABLE person_key (person VARCHAR PRIMARY KEY, wrapped BLOB NOT NULL);
CREATE TABLE sitting (
    id VARCHAR PRIMARY KEY, person VARCHAR NOT NULL, number INTEGER NOT NULL,
    phase VARCHAR NOT NULL, started VARCHAR NOT NULL, ended VARCHAR,
    pleasure_before DOUBLE, arousal_before DOUBLE, pleasure_after DOUBLE, arousal_after DOUBLE);
CREATE TABLE turn (
    id VARCHAR PRIMARY KEY, sitting VARCHAR NOT NULL, person VARCHAR NOT NULL,
    number INTEGER NOT NULL, kept_at VARCHAR NOT NULL, decision VARCHAR, picture VARCHAR NOT NULL,
    pleasure DOUBLE, arousal DOUBLE, {", ".join(f"{name} DOUBLE" for name in FIRST_MEASURES)},
    content BLOB NOT NULL);
CREATE TABLE picture (
    id VARCHAR PRIMARY KEY, turn VARCHAR NOT NULL, person VARCHAR NOT NULL,
    painted BLOB, thumbnail BLOB);
CREATE TABLE audit (
    number BIGINT PRIMARY KEY, noted VARCHAR NOT NULL, who VARCHAR NOT NULL, what VARCHAR NOT NULL,
    subject VARCHAR NOT NULL, previous VARCHAR NOT NULL, hash VARCHAR NOT NULL);
"""

PEOPLE_AND_CONTENT = """
ALTER TABLE person ADD COLUMN goals BLOB;
ALTER TABLE person ADD COLUMN tailored BLOB;
ALTER TABLE person ADD COLUMN archived VARCHAR;
ALTER TABLE sitting ADD COLUMN content BLOB;
CREATE TABLE scan (
    id VARCHAR NOT NULL, person VARCHAR NOT NULL, content BLOB NOT NULL, PRIMARY KEY (id, person));
CREATE TABLE preference (name VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);
"""

COLORS = "".join(f"ALTER TABLE turn ADD COLUMN {name} DOUBLE;\n" for name in COLOR_MEASURES)

CONSENT = """
CREATE TABLE consent (
    id VARCHAR PRIMARY KEY, person VARCHAR NOT NULL, number INTEGER NOT NULL,
    item VARCHAR NOT NULL, deed VARCHAR NOT NULL, version INTEGER NOT NULL,
    sha256 VARCHAR NOT NULL, language VARCHAR NOT NULL, noted VARCHAR NOT NULL,
    how VARCHAR NOT NULL, sitting VARCHAR, names BLOB NOT NULL);
CREATE TABLE restriction (
    id VARCHAR PRIMARY KEY, person VARCHAR NOT NULL, since VARCHAR NOT NULL, until VARCHAR,
    lifted VARCHAR, reasons BLOB NOT NULL);
CREATE TABLE removed (
    id VARCHAR PRIMARY KEY, person VARCHAR NOT NULL, kind VARCHAR NOT NULL,
    subject VARCHAR NOT NULL, sitting VARCHAR, number INTEGER, scans VARCHAR NOT NULL,
    noted VARCHAR NOT NULL, content BLOB NOT NULL);
"""


def now() -> str:
    """The time now, ISO 8601 in UTC with offset, so that the texts sort as the times do."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")


def new_id() -> str:
    """A random id of 20 characters that says nothing about anybody."""
    return secrets.token_hex(10)
