"""Before a practice is open: one page, a first start with a tested sheet, and nothing else."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from engines.errors import ArchiveError
from engines.sealing.passwords import Cost
from engines.settings import load
from tests.workbench.lines import HOST
from workbench import practice
from workbench.archive.store import Archive
from workbench.archive.unlocking.arranging import Arrangement
from workbench.asgi import routes
from workbench.routes.guard import Guard

WORDS = "four words that belong"
OURS = {"origin": HOST}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("workbench.vault.doorway.passwords.USUAL", Cost(64, 1, 1))


@pytest.fixture
def settings(tmp_path):
    return load({"data": str(tmp_path / "practice"), "painter": "wash", "size": 256})


@pytest.fixture
def browser():
    app = Starlette(routes=routes(), middleware=[Middleware(Guard)])
    return TestClient(app, base_url=HOST, client=("127.0.0.1", 5), follow_redirects=False)


@pytest.fixture
def locked(settings):
    """A practice under a passphrase, with somebody in it."""
    with Archive.open(settings.data) as archive:
        archive._arrangement.cost = Cost(64, 1, 1)
        archive.add_person("Ottoline")
        archive.keep_key("passphrase", passphrase=WORDS)
    with practice.standing(settings, demo=False, ask=True) as doorway:
        yield doorway


@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize(
    "path", ["/api/pass", "/api/people/a/pictures/b/file", "/media/x.png", "/_stcore/host-config"]
)
def test_a_locked_practice_answers_its_one_page_alone(browser, path):
    assert browser.get(path).status_code == 404
    assert browser.post(path, headers=OURS).status_code == 404
    page = browser.get("/people")
    assert "This practice is locked" in page.text
    assert "recovery code" not in page.text  # there is no sheet
    assert "Ottoline" not in page.text
    with pytest.raises(ArchiveError):
        practice.current()


@pytest.mark.usefixtures("locked")
def test_the_passphrase_opens_it_and_a_wrong_one_does_not(browser):
    wrong = browser.post("/unlock", data={"words": "some other words"}, headers=OURS)
    assert "does not open this practice" in wrong.text
    assert practice.door() == "locked"
    right = browser.post("/unlock", data={"words": WORDS}, headers=OURS)
    assert (right.status_code, right.headers["location"]) == (303, "/")
    assert practice.door() == "open"
    assert [person.name for person in practice.whole().archive.people()] == ["Ottoline"]


def test_wrong_tries_make_the_next_one_wait(locked, browser):
    for _ in range(3):
        browser.post("/unlock", data={"words": "some other words"}, headers=OURS)
    waiting = browser.post("/unlock", data={"words": WORDS}, headers=OURS)
    assert "then try again" in waiting.text
    assert locked.door == "locked"


@pytest.mark.usefixtures("locked")
def test_another_page_cannot_send_the_passphrase(browser):
    sent = browser.post("/unlock", data={"words": WORDS}, headers={"origin": "http://evil.test"})
    assert sent.status_code == 404
    assert practice.door() == "locked"


def test_a_new_practice_is_set_up_with_a_tested_sheet(settings, browser):
    with practice.standing(settings, demo=False, ask=True) as doorway:
        assert practice.door() == "new"
        chosen = {"way": "passphrase", "passphrase": WORDS, "again": WORDS}
        page = browser.post("/first", data=chosen, headers=OURS).text
        token = re.findall(r'name="token" value="([^"]+)"', page)[0]
        groups = re.findall(r"<li>(\w{4})</li>", page)
        places = [int(place) for place in re.findall(r'name="group(\d)"', page)]
        wrong = {"token": token, **{f"group{place}": "0000" for place in places}}
        assert re.search(r'<section data-step="typed"[^>]* hidden>', page)
        again = browser.post("/sheet", data=wrong, headers=OURS).text
        assert "type them from the paper" in again
        assert re.search(r'<section data-step="shown"[^>]* hidden>', again)
        assert not (doorway.folder / "keys").exists()
        right = {"token": token, **{f"group{place}": groups[place] for place in places}}
        assert browser.post("/sheet", data=right, headers=OURS).status_code == 303
        assert practice.door() == "open"
    assert not (doorway.folder / "master.key").exists()
    with Archive.open(doorway.folder, "-".join(groups)) as archive:
        assert archive.lock.has_passphrase
    with practice.standing(settings, demo=False, ask=True):
        assert "recovery code from the sheet works too" in browser.get("/").text


def test_a_new_practice_is_set_up_on_its_own_machine_alone(settings):
    app = Starlette(routes=routes(), middleware=[Middleware(Guard)])
    afar = TestClient(app, base_url=HOST, client=("192.168.1.9", 5))
    with practice.standing(settings, demo=False, ask=True):
        assert afar.get("/").status_code == 403
        assert afar.post("/first", data={"way": "file"}, headers=OURS).status_code == 403


def test_passphrases_that_differ_or_are_short_are_told(settings, browser):
    with practice.standing(settings, demo=False, ask=True):
        chosen = {"way": "passphrase", "passphrase": WORDS, "again": "others"}
        assert "differ" in browser.post("/first", data=chosen, headers=OURS).text
        chosen = {"way": "passphrase", "passphrase": "short", "again": "short"}
        assert "at least 15" in browser.post("/first", data=chosen, headers=OURS).text


def test_a_demo_and_a_folder_with_a_key_file_ask_nothing(settings):
    with practice.standing(settings, demo=False, ask=False):
        assert practice.door() == "open"
    with practice.standing(settings, demo=False, ask=True):
        assert practice.door() == "open"
    assert Arrangement(settings.data, b"x" * 32).lock.way == "file"


@pytest.mark.usefixtures("locked")
def test_the_page_says_at_once_that_it_is_opening(browser):
    page = browser.get("/").text
    assert 'role="status" data-told="One moment"' in page
    assert 'addEventListener("submit"' in page
