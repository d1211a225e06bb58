"""An operator's file as TOML; what is none is told with its line and what to write instead."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any

from engines.errors import SettingsError
from kiosk.site.table import TABLE

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_MOST_SHOWN = 80
_AT = re.compile(r"\(at line (\d+)")
_SETTING = re.compile(r"\s*([\w.-]+)\s*=\s*(.*?)\s*(#.*)?$")
_TABLE = re.compile(r"\s*\[\s*([\w.-]+)\s*\]")
_ROWS = {row.name: row for row in TABLE}
# What people write in place of TOML, by the value that stands on the line; the first that fits.
_HINTS = (
    (re.compile(r"[“”„‟‘’‚«»]"), 'use straight quotes: "'),
    (re.compile(r"(?i)(true|false|yes|no|on|off)$"), "write true or false, in small letters"),
    (re.compile(r"[+-]?\d+,\d+$"), "write a point in a number, such as 1.5"),
    (re.compile(r'"[^"]*\\'), "write / for \\ in the path of a file"),
    (re.compile(r"$"), "write a value after =, or # before the line"),
    (re.compile(r"[^\W\d]"), 'put words in straight quotes, such as "en"'),
)


def table_of(data: bytes) -> dict[str, Any]:
    """Reads a file's bytes; the mark that Notepad puts before UTF-8 is left aside.

    Raises:
        SettingsError: it is not UTF-8, or no TOML; names the line.
    """
    text = _decoded(data)
    try:
        # With an end to its last line, so that a fault there has a number, too.
        return tomllib.loads(f"{text}\n")
    except RecursionError:
        raise SettingsError("it is not TOML: too much stands in brackets in brackets") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(_told(text.splitlines(), str(error))) from error


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        told = "save it as UTF-8, which an editor asks for as encoding under Save As"
        raise SettingsError(f"it is not UTF-8, first in line {line}: {told}") from error


def _told(lines: Sequence[str], fault: str) -> str:
    at = _AT.search(fault)
    if at is None or not 0 < int(at[1]) <= len(lines):
        return f"it is not TOML: {fault}"
    line = lines[int(at[1]) - 1]
    name = _name(lines[: int(at[1])])
    parts = [f"it is not TOML in line {at[1]}, {line.strip():.{_MOST_SHOWN}}"]
    return ": ".join([*parts, *_rule(name, line), _hint(line, fault)])


def _name(lines: Sequence[str]) -> str:
    """The full name of the setting on the last of these lines; "" where there is none."""
    setting = _SETTING.match(lines[-1])
    if setting is None:
        return ""
    tables = [found[1] for line in lines if (found := _TABLE.match(line))]
    return f"{tables[-1]}.{setting[1]}" if tables else setting[1]


def _rule(name: str, line: str) -> list[str]:
    """What is allowed there, where what stands there is not."""
    setting, row = _SETTING.match(line), _ROWS.get(name)
    if row is None or setting is None:
        return []
    try:
        row.read(setting[2], name)
    except SettingsError as error:
        return [f"{name} {str(error).rpartition(': ')[2]}"]
    return [name]


def _hint(line: str, fault: str) -> str:
    setting = _SETTING.match(line)
    if "twice" in fault or "overwrite" in fault:
        what = "setting" if setting else "table"
        return f"this {what} stands there before: keep one, with all that belongs to it"
    if setting is None:
        table = line.lstrip().startswith("[")
        return "a table is written [name]" if table else "write name = value, or # before a remark"
    hints = (hint for pattern, hint in _HINTS if pattern.match(setting[2]))
    return next(hints, fault)
