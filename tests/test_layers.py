"""The architecture, enforced: who may import what, which library lives where, names and sizes.

A module imports only what stands to its left; `|` parts neighbors that must not know each other::

    errors settings catalog fetching languages wording lexicon fields strokes sketch picture reading
    record sealing voice nets (embedding | media) (painters | readers | safety) dialogue
    drafting studio worker roster training plans bench doctor __main__
    (workbench | kiosk)
"""

from __future__ import annotations

import ast
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("engines", "workbench", "kiosk", "tests")

ORDER = re.findall(r"\([^)]*\)|\w+", (__doc__ or "").partition("::")[2])
RANK = {name: rank for rank, names in enumerate(ORDER) for name in re.findall(r"\w+", names)}
# What the faces reach only through studio and worker.
BEHIND = {"nets", "embedding", "media", "painters", "readers", "plans", "training", "bench"}
# A processor in a laptop's clothes, for measuring: no painter stands behind it.
BESIDE = {"engines.bench.isa"}
HEAVY = {"torch", "torchvision", "diffusers", "transformers", "accelerate", "safetensors"}
HEAVY |= {"onnx", "onnxruntime", "openvino", "tensorrt", "tensorrt_rtx"}
HEAVY_FOLDERS = ("nets", "embedding", "painters", "media", "readers", "plans", "training")
HEAVY_HOMES = tuple(f"engines/{name}/" for name in HEAVY_FOLDERS)
# Network definitions are classes over torch; these folders are never imported by a flat module.
HEAVY_AT_TOP = ("engines/training/", "engines/media/", "engines/plans/parts.py")
LIBRARY_HOMES: dict[str, tuple[str, ...]] = {
    "streamlit": ("workbench/",),
    "plotly": ("workbench/",),
    "duckdb": ("workbench/archive/",),
    "starlette": ("kiosk/", "workbench/asgi.py", "workbench/routes/"),
    "uvicorn": ("kiosk/", "workbench/asgi.py", "workbench/__main__.py"),
    "cryptography": ("engines/sealing/",),
    "babel": ("engines/languages/",),
    **dict.fromkeys(("authlib", "joserfc", "requests"), ("workbench/access/provider/",)),
    **dict.fromkeys(HEAVY, HEAVY_HOMES),
}
LIBRARY_EXILES = {"streamlit": ("workbench/archive/", "workbench/outcomes/", "workbench/table/")}
VAGUE = {"util", "utils", "helper", "helpers", "common", "misc"}
LINES, PAGE_LINES = 300, 150


@dataclass(frozen=True)
class Source:
    """One tracked Python file: its path from the root, and what it imports where."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every import, call and attribute; one walk for all checks."""
        kinds = (ast.Import, ast.ImportFrom, ast.Call, ast.Attribute)
        return [node for node in ast.walk(self.tree) if isinstance(node, kinds)]

    @property
    def package(self) -> str:
        return self.path.split("/")[0].removesuffix(".py")

    @property
    def part(self) -> str:
        """The part of `engines` that this file is, or belongs to."""
        return self.path.split("/")[1].removesuffix(".py") if "/" in self.path else ""

    def imports(self) -> Iterator[tuple[str, int, bool]]:
        """Every imported name with its line, and whether it is imported as the file loads."""
        top = set(map(id, _loaded(self.tree.body)))
        for node in self.nodes:
            for name in _names(node):
                yield name, getattr(node, "lineno", 0), id(node) in top


def _loaded(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        if isinstance(node, ast.If) and _last(node.test) == "TYPE_CHECKING":
            continue
        yield node
        if isinstance(node, ast.If | ast.Try | ast.With | ast.ClassDef):
            yield from _loaded([n for n in ast.iter_child_nodes(node) if isinstance(n, ast.stmt)])


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        start = "." * node.level + (node.module or "")
        inside = start in PACKAGES or start.startswith(".")
        return [f"{start}.{alias.name}" for alias in node.names] if inside else [start]
    if isinstance(node, ast.Call) and _last(node.func) == "import_module":
        literal = [a.value for a in node.args[:1] if isinstance(a, ast.Constant)]
        return [str(value) for value in literal]
    return []


def _last(node: ast.expr) -> str:
    return getattr(node, "attr", None) or getattr(node, "id", "")


def sources(root: Path) -> list[Source]:
    paths = [path for package in PACKAGES for path in sorted((root / package).rglob("*.py"))]
    paths += sorted(root.glob("*.py"))
    return [Source(p.relative_to(root).as_posix(), p.read_text(encoding="utf-8")) for p in paths]


def import_faults(source: Source) -> Iterator[str]:
    for name, line, _ in source.imports():
        fault = _import_fault(source, name)
        if fault:
            yield f"{source.path}:{line}: {fault}"


def _import_fault(source: Source, name: str) -> str | None:
    if name.startswith("."):
        return f"relative import of {name}"
    top, _, rest = name.partition(".")
    part = rest.split(".")[0]
    faces = {"workbench", "kiosk"}
    if top in faces and source.package in faces and top != source.package:
        return f"one face imports the other: {name}"
    if top in faces | {"tests", "build_trt"} and source.package not in faces:
        return f"imports a layer above it: {name}"
    if top != "engines":
        return None
    if source.package in faces:
        round_about = part in BEHIND and name not in BESIDE
        return f"goes round studio and worker: {name}" if round_about else None
    return _order_fault(source, part)


def _order_fault(source: Source, part: str) -> str | None:
    if source.package == "build_trt":
        allowed = part in {"errors", "settings", "plans"}
        return None if allowed else f"build_trt reaches past engines.plans: {part}"
    if part != source.part and RANK.get(part, 99) >= RANK.get(source.part, -1):
        return f"engines.{source.part} must not import engines.{part}"
    return None


def library_faults(source: Source) -> Iterator[str]:
    for name, line, loads in source.imports():
        library = name.split(".")[0]
        homes = LIBRARY_HOMES.get(library)
        if homes is None:
            continue
        exiled = source.path.startswith(LIBRARY_EXILES.get(library, ()))
        if exiled or not source.path.startswith(homes):
            yield f"{source.path}:{line}: {library} has no place here"
        elif library in HEAVY and loads and not source.path.startswith(HEAVY_AT_TOP):
            yield f"{source.path}:{line}: {library} is loaded before it is used"


def environment_faults(source: Source) -> Iterator[str]:
    banned = {"environ", "environb", "getenv", "getenvb", "putenv"}
    if source.path == "engines/settings.py":
        return
    for node in source.nodes:
        used: set[str] = set()
        if isinstance(node, ast.Attribute) and _last(node.value) == "os":
            used = {node.attr}
        elif isinstance(node, ast.ImportFrom) and node.module == "os":
            used = {alias.name for alias in node.names}
        for name in sorted(used & banned):
            yield f"{source.path}:{getattr(node, 'lineno', 0)}: os.{name} outside engines.settings"


def shape_faults(source: Source) -> Iterator[str]:
    path = Path(source.path)
    most = PAGE_LINES if source.path.startswith("workbench/views/") else LINES
    count = len(source.text.splitlines())
    if source.package == "engines" and source.part not in {*RANK, "__init__"}:
        yield f"{source.path}: no place in the import order"
    if count > most:
        yield f"{source.path}: {count} lines, at most {most}"
    if VAGUE & {path.stem, *path.parts[:-1]}:
        yield f"{source.path}: a name that says nothing"
    shadowed = sys.stdlib_module_names | {"build_trt", *PACKAGES, *LIBRARY_HOMES}
    if path.parent == Path("workbench") and path.stem in shadowed - {"__main__"}:
        yield f"{source.path}: hides the top-level module {path.stem}"


def folder_faults(root: Path) -> Iterator[str]:
    for package in PACKAGES:
        for folder in sorted({path.parent for path in (root / package).rglob("*.py")}):
            entries = [e.name for e in folder.iterdir() if e.name != "__pycache__"]
            if len(entries) < 2:
                yield f"{folder.relative_to(root).as_posix()}: a folder with one file"


def faults(root: Path) -> list[str]:
    shipped = (import_faults, library_faults, environment_faults, shape_faults)
    found = list(folder_faults(root))
    for source in sources(root):
        # A test may import whatever it tests.
        for check in (shape_faults,) if source.package == "tests" else shipped:
            found += check(source)
    return found


def test_layers_hold() -> None:
    assert faults(ROOT) == []


PLANTED: dict[str, tuple[str, str]] = {
    "engines/strokes.py": ("def late():\n    from engines import studio\n", "must not import"),
    "engines/media/planted.py": ("import engines.embedding\n", "must not import engines.embedding"),
    "engines/painters/planted.py": ("import torch\n", "torch is loaded before it is used"),
    "engines/planted.py": ("", "no place in the import order"),
    "engines/sketch.py": ("from .strokes import Point\n", "relative import"),
    "engines/record.py": ("import cryptography.fernet\n", "cryptography has no place here"),
    "engines/nets/planted.py": ("import streamlit as st\n", "streamlit has no place here"),
    "engines/safety/planted.py": ("import workbench.app\n", "imports a layer above it"),
    "engines/worker.py": ("def late():\n    import onnxruntime\n", "onnxruntime has no place"),
    "engines/helpers.py": ("", "a name that says nothing"),
    "engines/lonely/__init__.py": ("", "a folder with one file"),
    "kiosk/planted.py": ("import workbench.table.live\n", "one face imports the other"),
    "kiosk/hasty.py": ("from engines import painters\n", "goes round studio and worker"),
    "workbench/planted.py": ("import os\nHOME = os.environ['HOME']\n", "os.environ outside"),
    "workbench/late.py": ("from os import getenv\n", "os.getenv outside"),
    "workbench/archive/planted.py": ("import streamlit\n", "streamlit has no place here"),
    "workbench/statistics.py": ("", "hides the top-level module statistics"),
    "workbench/engines.py": ("", "hides the top-level module engines"),
    "workbench/views/planted.py": ("\n" * 151, "151 lines, at most 150"),
    "engines/training/planted.py": ("\n" * 301, "301 lines, at most 300"),
    "build_trt.py": ("import engines.studio\n", "reaches past engines.plans"),
}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    root = tmp_path_factory.mktemp("planted")
    for source in sources(ROOT):
        (root / source.path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / source.path, root / source.path)
    for path, (text, _) in PLANTED.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return faults(root)


@pytest.mark.parametrize("path", PLANTED)
def test_layers_see_a_planted_fault(path: str, planted: list[str]) -> None:
    told = PLANTED[path][1]
    start = path.removesuffix("/__init__.py")
    assert [fault for fault in planted if fault.startswith(start) and told in fault]
