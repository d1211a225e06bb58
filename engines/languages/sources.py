"""The texts that stand in the sources: in Python, in JavaScript, on the pad, in the wording."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog

from engines.languages import FACES

ROOT = Path(__file__).resolve().parents[2]
# Whose errors a person may read in the workbench, besides its own.
TOLD = ("engines/sketch/photos.py", "engines/sketch/straighten.py")
# Whose errors nobody reads on a page; a kiosk's are told to its operator, in English.
UNTOLD = ("workbench/archive", "workbench/demo", "workbench/outcomes", "kiosk")
WORDING = "engines/wording.py"
PAD = "kiosk/static/pad.js"
# `later` marks a text where it is defined; it is looked up where it is shown.
SIMPLE, COUNTED = ("_", "later"), "ngettext"

_STRING = r'"(?:[^"\\\n]|\\.)*"'
_CALL = re.compile(rf"(?<![\w.$])(?:this\.)?t\(((?:{_STRING}|[^\",()])*)")
_COMPARED = re.compile(rf"[=!]==?\s*{_STRING}|{_STRING}\s*[=!]==?")
_SENTENCE = re.compile(r'\bsentence\(\s*"(\w+)"')
_JOINED = re.compile(rf"{_STRING}(?:\s*\+\s*{_STRING})*")
_PAD_ENTRY = re.compile(rf"({_STRING}):\s*({_STRING}(?:\s*\+\s*{_STRING})*)")


@dataclass(frozen=True, slots=True)
class Text:
    """One text to translate.

    Attributes:
        text: in English, or its form for one.
        many: its form for several, where it is counted.
        context: what tells it from another of the same wording.
        place: the file it stands in.
    """

    text: str
    place: str
    many: str | None = None
    context: str | None = None


def everything(root: Path = ROOT, *, faces: Collection[str] = FACES) -> list[Text]:
    """Every text a person may read at these faces, in the order of the files."""
    found = list(_sentences(root, faces))
    if "workbench" in faces:
        found += [text for place in TOLD for text in error_texts(_source(root, place), place)]
    for face in faces:
        found += _of_face(root, face)
    return [*found, *_pad(root)]


def template(root: Path = ROOT, *, faces: Collection[str] = FACES) -> Catalog:
    """Every text of these faces as a catalog without translations."""
    made = Catalog(project="Sketchwell", version="", charset="utf-8")
    for each in everything(root, faces=faces):
        key = each.text if each.many is None else (each.text, each.many)
        made.add(key, context=each.context, locations=[(each.place, 0)])
    return made


def python_texts(source: str, place: str) -> list[Text]:
    """The texts that `_`, `later` and `ngettext` are called with, in a Python source.

    Raises:
        ValueError: one is no literal, so that it could never be found here; names the line.
    """
    found: list[Text] = []
    for node in ast.walk(ast.parse(source)):
        name = (
            node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        )
        if isinstance(node, ast.Call) and name in (*SIMPLE, COUNTED):
            found += _called(node, name, place)
    return found


def error_texts(source: str, place: str) -> list[Text]:
    """The messages of errors that a Python source raises, where they are literals.

    A single word is no message: it is a reason's name, which is told in words elsewhere.
    """
    found: list[Text] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            said = node.exc.args[0] if node.exc.args else None
            if isinstance(said, ast.Constant) and " " in str(said.value):
                found.append(Text(str(said.value), place))
    return found


def texts_of(source: str) -> list[str]:
    """The texts that `t("...")` is called with, in a JavaScript source; each once, in order."""
    found: list[str] = []
    for call in _CALL.finditer(source):
        given = _COMPARED.sub("", call.group(1))
        found += [_literal(each) for each in _JOINED.findall(given)]
    return list(dict.fromkeys(found))


def pad_texts(root: Path = ROOT) -> dict[str, str]:
    """The pad's own English texts by their keys, as they stand in its source."""
    table = _source(root, PAD).partition("PAD_TEXT = Object.freeze({")[2].partition("});")[0]
    return {json.loads(key): _literal(text) for key, text in _PAD_ENTRY.findall(table)}


def _called(call: ast.Call, name: str, place: str) -> Iterator[Text]:
    given = [each.value if isinstance(each, ast.Constant) else each for each in call.args[:2]]
    texts = [each for each in given if isinstance(each, str)]
    if name == COUNTED and len(texts) == 2:
        yield Text(texts[0], place, many=texts[1])
    elif name in SIMPLE and texts[:1] == given[:1] and texts:
        yield Text(texts[0], place)
    elif not any(_looked_up(each) for each in call.args[:1]):
        raise ValueError(
            f"{place}:{call.lineno}: {name}() is not called with a literal text; mark the text "
            "with later() where it is defined, or write it here."
        )


def _looked_up(argument: ast.expr) -> bool:
    """Whether a text comes from a name or a table, where `later` marks it."""
    return isinstance(argument, (ast.Name, ast.Subscript, ast.Attribute))


def _of_face(root: Path, face: str) -> Iterator[Text]:
    """What stands in a face's own sources."""
    for path in sorted((root / face).rglob("*.py")):
        source, place = path.read_text(encoding="utf-8"), _place(path, root)
        yield from python_texts(source, place)
        yield from [] if place.startswith(UNTOLD) else error_texts(source, place)
    for path in sorted((root / face).rglob("*.js")):
        source, place = path.read_text(encoding="utf-8"), _place(path, root)
        yield from (Text(text, place) for text in texts_of(source))


def _sentences(root: Path, faces: Collection[str]) -> Iterator[Text]:
    """All for the workbench; for the kiosk alone, those that its sources say by name."""
    shown = None if "workbench" in faces else _sentences_said(root)
    for node in ast.parse(_source(root, WORDING)).body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "SENTENCES":
            table = ast.literal_eval(node.value) if node.value is not None else {}
            kept = [text for key, text in table.items() if shown is None or key in shown]
            yield from (Text(text, WORDING) for text in kept)


def _sentences_said(root: Path) -> set[str]:
    """The keys that the kiosk calls `sentence("key")` with."""
    found: set[str] = set()
    for path in (root / "kiosk").rglob("*.py"):
        found |= set(_SENTENCE.findall(path.read_text(encoding="utf-8")))
    return found


def _pad(root: Path) -> Iterator[Text]:
    return (Text(text, PAD, context=key) for key, text in pad_texts(root).items())


def _source(root: Path, place: str) -> str:
    return (root / place).read_text(encoding="utf-8")


def _literal(joined: str) -> str:
    return "".join(json.loads(each) for each in re.findall(_STRING, joined))


def _place(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()
