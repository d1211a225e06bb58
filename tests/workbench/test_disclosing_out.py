"""Everything kept about a person taken out: by the route, and from the page."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.workbench.app_pages import people, written
from workbench.practice import Practice
from workbench.routes import disclosing


def test_the_route_sends_it_and_the_audit_says_so(
    client: TestClient, opened: Practice, person: str, kept: str
):
    bare = client.get(f"/api/people/{person}/everything.zip")
    assert bare.status_code == 200
    assert bare.headers["content-type"] == "application/zip"
    assert f"everything-{person[:6]}.zip" in bare.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(bare.content)) as packed:
        assert kept in packed.read("record.json").decode()
    assert opened.archive.audit(1)[0].what == "everything taken out"
    assert client.get(f"/api/people/{person}/everything.zip?notes=1").status_code == 200
    assert opened.archive.audit(1)[0].what == "everything taken out with notes"
    assert client.get(f"/api/people/{'0' * 20}/everything.zip").status_code == 404


def test_what_fails_on_the_way_breaks_the_download_off_and_tells_the_log_nothing(caplog):
    def files() -> Iterator[tuple[str, bytes]]:
        yield "one.txt", b"whole"
        raise ValueError("Ottoline's note")

    going = disclosing.sent(files())
    assert b"one.txt" in next(going)
    with pytest.raises(ConnectionAbortedError, match="broken off"):
        list(going)
    assert "Ottoline" not in caplog.text
    assert "ValueError" in caplog.text


def test_the_page_of_a_person_leads_to_it(person: str):
    at = people(person)
    assert f'href="/api/people/{person}/everything.zip"' in written(at)
    at.checkbox(f"everything-notes-{person}").check().run()
    assert f'href="/api/people/{person}/everything.zip?notes=1"' in written(at)
