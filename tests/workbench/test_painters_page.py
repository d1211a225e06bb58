"""The painters' page without a browser: who answers, what others lack, licences accepted."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engines import catalog, roster
from engines.settings import load
from engines.studio import PAINTERS
from workbench.painters import telling
from workbench.practice import Practice

APP = Path(__file__).resolve().parents[2] / "workbench" / "app.py"
RAIL = "CreativeML-OpenRAIL++-M"


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The libraries count as here, whatever this machine has."""
    monkeypatch.setattr(roster, "find_spec", lambda _: object())


def page(name: str = "painters") -> AppTest:
    at = AppTest.from_file(str(APP), default_timeout=60).run()
    return at.switch_page(f"views/{name}.py").run()


def written(at: AppTest) -> str:
    return " ".join(str(getattr(each, "value", "")) for each in at.get("html"))


def commands(at: AppTest) -> list[str]:
    return [each.value for each in at.code]


def test_the_page_says_who_answers_and_what_the_others_need(opened: Practice):
    at = page()
    assert not at.exception
    assert 'Wash</h3><span class="sw-chip now">Answers here' in written(at)
    next_ones = [f'models accept {name} --by "YOUR NAME"' for name in ("sd15", "sdxs", "sd-turbo")]
    assert all(any(each in told for told in commands(at)) for each in next_ones)
    # this practice is not where the commands would look by themselves
    assert all(told.startswith(f"SKETCHWELL_DATA={opened.settings.data} ") for told in commands(at))


@pytest.mark.usefixtures("opened")
def test_every_licence_stands_on_it_whole_and_once():
    told = written(page())
    for licence in catalog.licences():
        if licence.accept:
            assert told.count(f"<h3>{licence.title}</h3>") == 1
            last = licence.text.strip().splitlines()[-1][-40:]
            assert last.replace("'", "&#x27;") in told


def test_a_licence_is_accepted_by_name_where_the_command_line_finds_it(opened: Practice):
    at = page()
    button = next(each for each in at.button if f"accept-{RAIL}-" in str(each.key))
    at = button.click().run()
    assert [each.value for each in at.warning] == ["Write your name first."]
    at.text_input(key=f"accept-by-{RAIL}").set_value("Ada <Example>")
    at = next(each for each in at.button if each.key == button.key).click().run()
    assert "Accepted by Ada &lt;Example&gt; on" in written(at)
    (sdxs,) = (each.licences[0] for each in roster.look(opened.settings) if each.name == "sdxs")
    assert sdxs.accepted is not None
    assert sdxs.accepted.by == "Ada <Example>"
    assert any("models fetch sdxs --pin" in told for told in commands(at))


@pytest.mark.usefixtures("opened")
def test_settings_lead_to_it_and_the_menu_does_not():
    links = [each.proto.label for each in page("settings").get("page_link")]
    assert "Painters and their licences" in links
    assert "Painters" not in links


def test_every_painter_has_a_name_a_purpose_and_its_limits_in_words():
    assert set(telling.NAMES) == set(telling.PURPOSES) == set(PAINTERS)
    assert {each.name: each.use_limits for each in catalog.licences()} == telling.LIMITS
    used = {model for row in catalog.recipes() for model in row.models}
    assert {each.name: each.caution for each in used if each.caution} == telling.CAUTIONS


def test_a_command_says_which_practice_where_a_terminal_would_not_know(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.delenv("SKETCHWELL_DATA", raising=False)
    assert telling.command("ls", load().data) == "ls"
    assert telling.command("pip install", Path("/an other")) == "pip install"
    assert telling.command("ls", Path("/an other")) == "SKETCHWELL_DATA='/an other' ls"
    monkeypatch.setenv("SKETCHWELL_DATA", str(tmp_path))
    assert telling.command("ls", tmp_path) == f"SKETCHWELL_DATA={tmp_path} ls"


def test_measured_times_are_said_by_the_runtimes_own_names():
    assert telling.measured({}) == ""
    assert "OpenVINO bf16 12 ms" in telling.measured({"openvino bf16": 12.4})
