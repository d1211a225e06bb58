"""The catalog: every shipped weight is in it, pinned, and is what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines import catalog
from engines.errors import BackendMissingError
from engines.fetching import contents
from engines.picture import EFFORTS, INFLUENCES, STYLES
from engines.plans.models import outlines
from engines.settings import TABLE
from engines.sketch import STEP_PX
from engines.studio import LARGE

FILES = [file for row in catalog.rows() for file in row.files]
WEIGHTS = (".onnx", ".safetensors", ".pt", ".pth", ".bin", ".ckpt", ".engine", ".plan")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.path)
def test_catalog_file_is_here_and_is_the_pinned_one(file: catalog.File) -> None:
    assert file.place.is_file(), f"{file.path} is in the catalog but not here"
    found = catalog.digest(file.place)
    assert file.sha256 == found, f'{file.path}: write sha256 = "{found}"'


def test_catalog_names_every_weight_file_in_the_tree() -> None:
    found = {path for path in catalog.HOME.rglob("*") if path.suffix in WEIGHTS}
    assert found <= {file.place for file in FILES}


def test_catalog_has_every_style_and_one_row_a_name() -> None:
    names = [row.name for row in catalog.rows()]
    assert len(names) == len(set(names))
    assert {*STYLES, "house"} <= set(names)


@pytest.mark.parametrize("row", catalog.rows(), ids=lambda row: row.name)
def test_catalog_row_says_where_from_and_what_may_be_done(row: catalog.Weights) -> None:
    assert all((row.title, row.source, row.revision, row.licence, row.use_limits, row.files))
    assert "NC" not in row.licence.upper().split("-")


def test_catalog_unknown_name_is_refused() -> None:
    with pytest.raises(BackendMissingError, match=r"no weights 'van-gogh'; it has house"):
        catalog.find("van-gogh")


def test_catalog_condition_sees_missing_changed_and_unpinned(tmp_path: Path) -> None:
    path = tmp_path / "some.onnx"
    pinned = catalog.File(str(path), sha256="0" * 64)
    assert catalog.condition(pinned) == "missing"
    path.write_bytes(b"net")
    assert catalog.condition(pinned) == "changed"
    assert catalog.condition(catalog.File(str(path), None)) == "unpinned"
    right = catalog.File(str(path), catalog.digest(path))
    assert catalog.condition(right) == "verified"


def test_catalog_large_painters_are_whole_rows_of_studio_painters() -> None:
    assert [row.name for row in catalog.recipes()] == list(LARGE)
    for row in catalog.recipes():
        assert set(row.reach) == set(INFLUENCES)
        assert set(row.steps) == set(row.guidance) == set(EFFORTS)
        assert row.most_px % STEP_PX == 0
        assert {"base", "control", "decoder"} <= set(row.parts)
        counted = sum(outline.parameters for outline in outlines(row.name, ())) * 2 / 1e6
        assert row.weights_mb == pytest.approx(counted, rel=0.02, abs=1)


def test_catalog_every_fetched_model_is_of_a_hub_and_every_licence_is_some_model_s() -> None:
    named = {model.licence for model in catalog.models()}
    assert named == {licence.name for licence in catalog.licences()}
    assert {model.host for model in catalog.models()} == {"https://huggingface.co", ""}
    kept = {path.name for path in (catalog.HOME / "licences").iterdir()}
    assert kept == {Path(licence.file).name for licence in catalog.licences()}


RAIL = {
    "breaking the law": "applicable national, federal, state, local or international law",
    "harming or exploiting minors": "harm minors in any way",
    "false or personal information": "verifiably false information",
    "defaming or harassing": "defame, disparage or otherwise harass",
    "rights by machine alone": "fully automated decision making",
    "discriminating": "discriminating against individuals or groups",
    "vulnerabilities of a group": "vulnerabilities of a specific group of persons",
    "medical advice": "medical advice and medical results interpretation",
    "justice, law enforcement or asylum": "justice, law enforcement, immigration or asylum",
    "pass these limits on": "You shall require",
}
COMMUNITY = {
    "Research and use that earns nothing": "Research or Non-Commercial Purpose",
    "1,000,000 US dollars of yearly revenue": "USD $1,000,000 in annual revenue",
    "all affiliates together": "either individually or in aggregate",
    "registering at https://stability.ai/community-license": "You must register with Stability AI",
    "above that it ends": "any licenses granted to You under this Agreement shall terminate",
    "https://stability.ai/use-policy": "https://stability.ai/use-policy",
    "another foundation model": "improve any foundational generative AI model",
    "Powered by Stability AI": "Powered by Stability AI",
}
SUMMED_UP = {
    "CreativeML-OpenRAIL-M": RAIL,
    "CreativeML-OpenRAIL++-M": RAIL,
    "Stability-AI-Community": COMMUNITY,
}


@pytest.mark.parametrize("name", SUMMED_UP)
def test_catalog_what_a_licence_s_summary_says_stands_in_its_text(name: str) -> None:
    licence = catalog.licence(name)
    text = " ".join(licence.text.split()).lower()
    for said, clause in SUMMED_UP[name].items():
        assert said in licence.use_limits
        assert clause.lower() in text, f"{name}: {clause}"
    assert licence.accept


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("CreativeML-OpenRAIL-M", "CreativeML Open RAIL-M dated August 22, 2022", "Attachment A"),
        ("CreativeML-OpenRAIL++-M", "CreativeML Open RAIL++-M", "asylum processes"),
        ("Stability-AI-Community", "Last Updated: July 5, 2024", "trade sanctions laws"),
        ("MIT", "MIT License", "DEALINGS IN THE SOFTWARE"),
        ("Apache-2.0", "Apache License", "limitations under the License."),
    ],
)
def test_catalog_licence_texts_are_whole(name: str, start: str, end: str) -> None:
    text = " ".join(catalog.licence(name).text.split()).lower()
    assert start.lower() in text[:400]
    assert end.lower() in text
    assert catalog.licence(name).accept == (name in SUMMED_UP)


def test_catalog_what_not_everyone_may_use_is_no_default_and_says_so() -> None:
    closed = [
        row.name
        for row in catalog.recipes()
        if not all(catalog.licence(model.licence).everyone for model in row.models)
    ]
    assert closed == ["sd-turbo"]
    assert not set(closed) & {str(setting.default()) for setting in TABLE}
    assert "research" in catalog.recipe("sd-turbo").title


def test_catalog_a_model_that_no_painter_uses_says_so() -> None:
    used = {model.name for row in catalog.recipes() for model in row.models}
    for model in catalog.models():
        assert ("No painter uses it" in model.caution) is (model.name not in used)


@pytest.mark.parametrize("model", catalog.models(), ids=lambda model: model.name)
def test_catalog_fetched_files_are_tensors_and_text(model: catalog.Model) -> None:
    for part in model.files:
        contents.check_name(part.path)
        contents.check_name(part.at)
    assert len({part.path for part in model.files}) == len(model.files)


def test_catalog_a_name_stands_for_a_painter_s_models_or_one() -> None:
    assert [model.name for model in catalog.asked("sdxs")] == [
        "sdxs-512-dreamshaper",
        "sdxs-512-dreamshaper-sketch",
    ]
    assert catalog.asked("taesd") == (catalog.model("taesd"),)
    with pytest.raises(BackendMissingError, match="ask for one of"):
        catalog.asked("van-gogh")
