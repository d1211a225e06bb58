"""One browser module from several files, for Streamlit components, which take one as text."""

from __future__ import annotations

import re
from importlib import resources

from engines.languages import sources

EXPORT = re.compile(r"^export (?=(?:async function|function|const|class)\b)", re.MULTILINE)
NAMED = re.compile(r"^export (?:async function|function|const|class) (\w+)", re.MULTILINE)


def text_of(package: str, *path: str) -> str:
    """A file that ships inside a package, as text."""
    return resources.files(package).joinpath(*path).read_text(encoding="utf-8")


def part(name: str, source: str) -> str:
    """An ES module without imports as one constant with its exports; other names stay its own."""
    exports = ", ".join(NAMED.findall(source))
    return f"const {name} = (() => {{\n{EXPORT.sub('', source)}\nreturn {{ {exports} }};\n}})();\n"


def bundled(adapter: str, **parts: str) -> str:
    """The parts as constants, then the adapter, whose default export Streamlit calls."""
    return "".join(part(name, source) for name, source in parts.items()) + adapter


def texts_of(source: str) -> list[str]:
    """The English texts that a browser module says with `t("...")`, each once."""
    return sources.texts_of(source)
