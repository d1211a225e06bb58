"""A person's report: charts as drawings, a tagged PDF that names nobody unasked; no fetching."""

from __future__ import annotations

import io
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import plotly.graph_objects as go
import pypdf
import pytest
from PIL import ImageFile
from starlette.testclient import TestClient

from engines.errors import BackendMissingError
from engines.record import Feeling
from tests.workbench.app_pages import people, written
from tests.workbench.conftest import a_stroke
from workbench.charts import looks
from workbench.practice import Practice
from workbench.reporting import gathering, writing
from workbench.reporting.vector import svg
from workbench.saying import speaking
from workbench.trends import series


@pytest.fixture(scope="module")
def paper() -> None:
    """Where WeasyPrint or Pango is missing, what needs them is left out with the reason."""
    try:
        writing.to_pdf('<html lang="en"><title>t</title>')
    except BackendMissingError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def lived(opened: Practice) -> str:
    """Somebody with two sittings, a drawing in each, and a questionnaire twice."""
    archive = opened.archive
    person = archive.add_person("Quetzal <b>", synthetic=True).id
    for place in range(2):
        sitting = opened.tables.begin(person, "painter").sitting.id
        archive.save_feelings(sitting, before=Feeling(0.25, None))
        table = opened.tables.at(sitting)
        table.draw((a_stroke(color="#b3304a"),))
        table.keep_drawing()
        laid = archive.lay_out(person, "phq4", language="en", how="paper")
        for item in archive.instruments()["phq4"].instrument.items:
            archive.answer_typed(laid.id, item.id, 3 - place, person=person)
        archive.finish_questionnaire(laid.id, person=person)
        opened.tables.end(sitting)
    return person


class Read:
    """A PDF as a screen reader would meet it: its tags, its words for images, its text."""

    def __init__(self, content: bytes) -> None:
        self.pdf = pypdf.PdfReader(io.BytesIO(content))
        self.root: Any = self.pdf.trailer["/Root"]
        self.tags: Counter[str] = Counter()
        self.alts: list[str] = []
        self._walk(self.root["/StructTreeRoot"])
        self.text = " ".join(page.extract_text() for page in self.pdf.pages)

    def _walk(self, node: Any) -> None:
        node = node.get_object()
        if not isinstance(node, dict):
            return
        if "/S" in node:
            self.tags[node["/S"]] += 1
        if node.get("/S") == "/Figure":
            self.alts.append(node.get("/Alt", ""))
        below = node.get("/K", [])
        for each in below if isinstance(below, list) else [below]:
            if not isinstance(each, int):
                self._walk(each)


def taken(client: TestClient, person: str, asked: str = "", language: str = "en") -> Read:
    headers = {"accept-language": language}
    found = client.get(f"/api/people/{person}/report.pdf{asked}", headers=headers)
    assert found.status_code == 200
    assert found.headers["content-type"] == "application/pdf"
    return Read(found.content)


@pytest.mark.usefixtures("paper")
def test_a_report_is_tagged_for_screen_readers_and_names_nobody_unasked(
    client: TestClient, opened: Practice, lived: str
):
    read = taken(client, lived)
    assert (read.root["/Lang"], read.root["/MarkInfo"]["/Marked"]) == ("en", True)
    assert read.root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read.pdf.metadata is not None
    assert read.pdf.metadata.title == "A course of sittings"
    assert read.tags["/H1"] == 1
    assert read.tags["/H2"] == 7  # four charts, one questionnaire with two halves
    assert read.tags["/Figure"] == 7
    assert all(read.alts)
    assert read.alts[0].startswith("Pleasure and arousal as said before and after sittings 1 to 2")
    assert read.tags["/TH"] > read.tags["/Table"] > 3
    assert "Quetzal" not in read.text
    assert lived[:6] not in read.text
    assert "It does not diagnose" in read.text
    (entry,) = opened.archive.audit(1)
    assert (entry.what, entry.about["with"]) == ("report taken out", "answers")


@pytest.mark.usefixtures("paper")
def test_a_report_has_the_head_the_pictures_and_the_language_that_were_chosen(
    client: TestClient, opened: Practice, lived: str
):
    named = taken(client, lived, "?head=name&pictures=1")
    assert "Quetzal <b>" in named.text
    assert named.tags["/Figure"] == 9
    assert named.alts[-2:] == ["A drawing", "A drawing"]
    (entry,) = opened.archive.audit(1)
    assert entry.about["with"] == "answers,name,pictures"
    coded = taken(client, lived, "?head=code", "de-AT,de;q=0.9")
    assert lived[:6] in coded.text
    assert coded.root["/Lang"] == "de"
    assert "Sitzung" in coded.text
    assert client.get(f"/api/people/{lived}/report.pdf?head=all").status_code == 404


def test_nobody_without_a_sitting_has_a_report(client: TestClient, person: str):
    assert client.get(f"/api/people/{person}/report.pdf").status_code == 404
    assert "something to read here" in written(people(person))


def test_the_page_of_a_person_leads_to_the_report_as_it_was_chosen(lived: str):
    at = people(lived)
    assert f'href="/api/people/{lived}/report.pdf?head=nobody"' in written(at)
    at.radio(f"report-head-{lived}").set_value("code")
    at.checkbox(f"report-pictured-{lived}").check().run()
    assert f'href="/api/people/{lived}/report.pdf?head=code&amp;pictures=1"' in written(at)


def test_where_the_library_is_missing_the_page_and_the_route_say_what_to_install(
    client: TestClient, lived: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(writing, "LIBRARY", "weasyprint_that_is_not_here")
    assert ".[reports]" in written(people(lived))
    found = client.get(f"/api/people/{lived}/report.pdf")
    assert found.status_code == 503
    assert "libpango" in found.text


@pytest.fixture
def asked() -> Iterator[tuple[str, list[int]]]:
    """A server on this machine, and how often somebody came to it."""
    came: list[int] = []

    class Door(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            came.append(1)

    with socketserver.TCPServer(("127.0.0.1", 0), Door) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/", came
        server.shutdown()


@pytest.mark.usefixtures("paper")
def test_nothing_is_fetched_and_no_file_is_read(asked: tuple[str, list[int]], tmp_path: Any):
    address, came = asked
    style = tmp_path / "style.css"
    style.write_text("p::after { content: 'Ocelot' }")
    page = (
        f'<html lang="en"><title>t</title><link rel="stylesheet" href="{address}s.css">'
        f'<link rel="stylesheet" href="{style.as_uri()}"><p>words</p>'
        f'<img alt="a" src="{address}a.png"><img alt="b" src="file:///etc/hostname">'
        f"<style>@import url({address}b.css); p {{ background: url({address}c.png) }}</style>"
    )
    read = Read(writing.to_pdf(page))
    assert came == []
    assert "words" in read.text
    assert "Ocelot" not in read.text


@pytest.mark.usefixtures("paper")
def test_tables_end_pages_wherever_they_fall():
    rows = "<tr><th>a</th><td>b</td></tr>" * 8
    for high in range(840, 960, 8):
        page = (
            f'<html lang="en"><title>t</title><div style="height:{high}px"></div>'
            f"<h3>head</h3><table><thead><tr><th>x</th><th>y</th></tr></thead>{rows}</table>"
        )
        assert Read(writing.to_pdf(page)).tags["/Table"] >= 1


def test_every_chart_of_a_person_is_drawn_with_its_marks(opened: Practice, lived: str):
    shown = series.current(opened.archive.person(lived), looks.PRINT, gathering.EVERY)
    drawn = {
        each.key: svg(each.figure, key=each.key, width=600, embed=lambda _: "data:,picture")
        for each in series.sheets_of(shown)
    }
    assert list(drawn) == ["said", "plane", "seen", "measures"]
    assert drawn["said"].count("<circle") == 2  # pleasure before, twice; arousal was left out
    assert "data:,picture" in drawn["seen"]
    assert all(each.count("<svg") == 1 and "nan" not in each for each in drawn.values())


def a_figure(**trace: Any) -> go.Figure:
    axis = {"range": [0, 10], "tickvals": [0, 10], "tickfont": {"size": 12, "color": "#000000"}}
    layout = {
        "height": 120,
        "margin": {"l": 10, "r": 10, "t": 10, "b": 10},
        "xaxis": axis,
        "yaxis": {**axis, "domain": [0, 0.5]},
        "font": {"family": "Atkinson"},
    }
    given = {"type": "scatter", "mode": "markers", "x": [0, 5, 10], "y": [0, None, 10], **trace}
    return go.Figure({"data": [given], "layout": layout}, skip_invalid=False)


def test_values_stand_where_the_axes_say_and_a_gap_stays_one():
    pen = {"color": "#000000", "width": 2}
    drawn = svg(
        a_figure(marker={"symbol": "circle", "size": 4, "color": "#123456"}),
        key="k",
        width=120,
        embed=lambda _: None,
    )
    # 100 px across; upwards the lower half of 100 px.
    assert '<circle cx="10.00" cy="110.00" r="2.00"' in drawn
    assert '<circle cx="110.00" cy="60.00" r="2.00"' in drawn
    assert drawn.count("<circle") == 2
    lines = a_figure(mode="lines", line=pen, x=[0, 1, 2, 3], y=[1, None, 2, 3])
    drawn = svg(lines, key="k", width=120, embed=lambda _: None)
    assert 'd="M10.00 105.00M30.00 100.00L40.00 95.00"' in drawn


@pytest.mark.parametrize(
    ("trace", "told"),
    [
        ({"type": "bar"}, "a trace 'bar'"),
        ({"marker": {"symbol": "star"}}, "a mark 'star'"),
        (
            {
                "mode": "lines",
                "fill": "toself",
                "line": {"width": 0},
                "fillpattern": {
                    "shape": "o",
                    "size": 5,
                    "fgcolor": "#000",
                    "bgcolor": "#fff",
                    "solidity": 0.3,
                },
            },
            "a pattern 'o'",
        ),
    ],
)
def test_what_is_not_drawn_on_paper_is_refused(trace: dict[str, Any], told: str):
    figure = a_figure()
    told_of = figure.to_plotly_json()
    told_of["data"][0].update(trace)
    made = go.Figure(told_of, _validate=False)
    with pytest.raises(ValueError, match=told):
        svg(made, key="k", width=120, embed=lambda _: None)


def test_words_are_escaped_and_stand_on_their_lines():
    figure = a_figure(marker={"size": 2, "color": "#000000"})
    figure.add_annotation(
        text="<b>one &amp; <br>two</b>",
        x=0.5,
        y=0.5,
        xref="paper",
        yref="paper",
        xanchor="center",
        yanchor="middle",
        showarrow=False,
        font={"size": 10, "color": "#000000"},
    )
    with speaking("en"):
        drawn = svg(figure, key="k", width=120, embed=lambda _: None)
    assert ">one &amp; </text>" in drawn
    assert ">two</text>" in drawn
    assert 'font-weight="700"' in drawn


def test_after_a_report_a_photo_that_is_cut_off_is_still_refused():
    pytest.importorskip("weasyprint")
    writing.to_pdf("<p>One page.</p>")
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False
