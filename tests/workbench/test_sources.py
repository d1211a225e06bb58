"""What the workbench's own sources must not do."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from workbench.modules import bundled, part, text_of

WORKBENCH = Path(__file__).resolve().parents[2] / "workbench"
SOURCES = sorted(p for p in WORKBENCH.rglob("*.py") if "archive" not in p.parts)
SCRIPTS = sorted([*WORKBENCH.rglob("*.js"), WORKBENCH.parent / "kiosk/static/pad.js"])
# Each of these hands its bytes to Streamlit's media files, which anybody with the address may read.
MEDIA = {"image", "audio", "video", "download_button", "pyplot", "pdf", "file_uploader", "logo"}
# Our own mark; and uploads, which Streamlit takes in but never serves.
ALLOWED = {
    ("app.py", "logo"),
    ("simple.py", "file_uploader"),
    ("from_kiosk.py", "file_uploader"),
}


def calls(tree: ast.AST) -> set[str]:
    return {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(WORKBENCH)))
def test_no_client_byte_goes_through_streamlits_media_files(path: Path):
    found = {name for name in calls(ast.parse(path.read_text())) if name in MEDIA}
    assert {name for name in found if (path.name, name) not in ALLOWED} == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(WORKBENCH)))
def test_only_state_remembers(path: Path):
    text = path.read_text()
    if path.name != "state.py":
        assert re.search(r"st\.(session_state|cache_)", text) is None


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_name_no_other_address(path: Path):
    addresses = re.findall(r"https?://[^\s\"'`)]+", path.read_text())
    assert [a for a in addresses if "w3.org/" not in a] == []


def test_parts_of_a_module_keep_their_names_to_themselves():
    source = "const inner = 1;\nexport function one() { return inner; }\nexport const TWO = 2;\n"
    made = part("Part", source)
    assert made.startswith("const Part = (() => {")
    assert "return { one, TWO };" in made
    assert "export" not in made


def test_the_table_is_one_module_with_one_default_export():
    parts = {"Pad": ("kiosk", "static", "pad.js"), "Table": ("workbench", "desk", "table_view.js")}
    sources = {name: text_of(*where) for name, where in parts.items()}
    made = bundled(text_of("workbench", "desk", "pad_adapter.js"), **sources)
    assert made.count("export default function") == 1
    assert len(re.findall(r"^export ", made, re.MULTILINE)) == 1
