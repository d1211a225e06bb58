"""The audit as people read it: sought, told, taken out, checked by a command."""

from __future__ import annotations

import ast
import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest

from engines.errors import ArchiveError
from tests.test_layers import ROOT
from workbench.__main__ import main
from workbench.access.rules import PREFERENCES
from workbench.archive import subjects
from workbench.archive.acting import acting
from workbench.archive.audit import AuditEntry
from workbench.archive.audited import Sought
from workbench.archive.chain import Fault, Kind
from workbench.archive.letters import PREFERENCE as KIOSK_KEY
from workbench.archive.store import Archive
from workbench.auditing import taking_out, telling
from workbench.auditing.telling import Names
from workbench.handing.left import ASKED, BY, HANDED, HIDDEN
from workbench.handing.passes import KEY as PASS_KEY
from workbench.handing.pin import PREFERENCE as PIN
from workbench.handing.sign_ins import IDLE

ANNA, BEN = "a" * 20, "b" * 20
NAMES = Names({ANNA: "Anna <b>", BEN: "=Ben"})
WHEN = "2026-11-22T10:00:00.000+00:00"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.open(tmp_path_factory.mktemp("practice")) as opened:
        with acting(ANNA):
            for name in ("Ada", "Bea"):
                person = opened.add_person(name).id
                sitting = opened.begin_sitting(person, "painter").sitting.id
                opened.end_sitting(sitting)
        with acting(BEN):
            opened.witness("pictures taken out", person=person, sitting=sitting)
        yield opened


def entry(what: str, **about: str) -> AuditEntry:
    return AuditEntry(7, WHEN, BEN, what, json.dumps(about), "0" * 64, "1" * 64)


def _called(node: ast.Call) -> list[str]:
    """What a call calls, itself or in another thread."""
    elsewhere = node.args if getattr(node.func, "attr", "") in ("to_thread", "submit") else []
    return [getattr(each, "attr", "") for each in (node.func, *elsewhere)]


def noted() -> Iterator[tuple[str, int, list[str], set[str]]]:
    """Every place that notes something: what, where it says so, and the keys."""
    names = {"note", "witness", "_note", "_noted"}
    for path in sorted((ROOT / "workbench").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and names & set(_called(node)):
                told = [a.value for a in node.args if isinstance(a, ast.Constant)]
                what = [each for each in told if isinstance(each, str) and " " in each]
                keys = {k.arg for k in node.keywords if k.arg} - {"who", "value"}
                if what:
                    yield path.name, node.lineno, what, keys


def test_everything_that_is_noted_has_its_keys_and_a_sentence() -> None:
    found = [*noted()]
    known = {*subjects.IDS, *subjects.NUMBERS, *subjects.TIMES, *subjects.WORDS, "name", "way"}
    assert len(found) > 15
    assert [(file, line, keys - known) for file, line, _, keys in found if keys - known] == []
    told = [(file, line, what[-1]) for file, line, what, _ in found]
    assert [each for each in told if each[2] not in telling.SENTENCES] == []


def test_entries_about_a_person_are_found_by_their_sittings_too(archive: Archive) -> None:
    ada = archive.people()[0].id
    found = archive.look_up_audit(Sought(person=ada))
    assert [each.what for each in found.entries][:2] == ["sitting ended", "sitting begun"]
    assert found.entries[-1].what == "person added"
    assert set(found.people.values()) == {ada}
    assert archive.named_in_audit() == (
        tuple(sorted(each.id for each in archive.people())),
        (ANNA, BEN, "sketchwell"),
    )


def test_entries_are_found_by_account_kind_and_day(archive: Archive) -> None:
    today = datetime.now().astimezone().date()
    assert archive.look_up_audit(Sought(account=BEN, day=today)).count == 1
    assert archive.look_up_audit(Sought(day=today - timedelta(days=1))).count == 0
    work = Sought(account=ANNA, kinds=telling.group("work"))
    found = archive.look_up_audit(work, limit=2, offset=1)
    assert found.entries[0].what == "sitting begun"
    assert (len(found.entries), found.count >= 6) == (2, True)


def test_a_sentence_names_accounts_and_never_people() -> None:
    told = telling.sentence(entry("sitting begun", sitting="s1"), "c" * 20, NAMES)
    assert told == "=Ben opened a sitting of person cccccc"
    assert telling.sentence(
        entry("account made", account=ANNA, roles="therapist"), None, NAMES
    ) == ("=Ben made the account of Anna <b> (therapist)")
    assert telling.sentence(entry("something new"), None, Names({})) == (
        "Account bbbbbb: something new"
    )


@pytest.mark.parametrize("kind", telling.SENTENCES)
def test_every_sentence_can_be_told_of_an_entry_that_says_nothing(kind: str) -> None:
    assert "{" not in telling.sentence(entry(kind), None, NAMES)


def test_every_sentence_can_be_told_whatever_an_entry_says() -> None:
    about = dict.fromkeys((*subjects.IDS, *subjects.NUMBERS, *subjects.TIMES), "7")
    for what in telling.SENTENCES:
        assert "{" not in telling.sentence(entry(what, **about), None, NAMES)


# What the program keeps as a preference without asking a page's rights.
KEPT = (ASKED, BY, HANDED, HIDDEN, IDLE, PASS_KEY, PIN, f"{PIN}-{ANNA}", KIOSK_KEY)


@pytest.mark.parametrize("name", [*PREFERENCES, *KEPT])
def test_no_preference_is_named_by_what_the_program_calls_it(name: str) -> None:
    told = telling.sentence(entry("preference set", name=name), None, NAMES)
    assert "=Ben" in told
    assert "_" not in told
    assert f"({name})" not in told


def test_a_setting_is_named_as_settings_names_it_and_a_pin_by_whose_it_is() -> None:
    told = {
        name: telling.sentence(entry("preference set", name=name), None, NAMES)
        for name in ("basis_painter", "second_place", f"pin-{ANNA}", "of_tomorrow")
    }
    assert told["basis_painter"].endswith("(Legal ground: Pictures by the painter)")
    assert told["second_place"].endswith("(A folder on a second disk)")
    assert told[f"pin-{ANNA}"] == "=Ben changed the PIN of Anna <b>"
    assert told["of_tomorrow"].endswith("(of_tomorrow)")  # what is not known is not hidden


def test_a_consent_to_a_record_is_none_to_sittings() -> None:
    told = telling.sentence(entry("consent given", item="record"), "c" * 20, NAMES)
    assert told == "=Ben noted that person cccccc agreed (a record)"


def test_every_fault_has_its_sentence() -> None:
    assert set(telling.FAULTS) == set(get_args(Kind))
    assert telling.fault(Fault(7, "cut", "")) == "From entry 7 on the end was cut off."


@pytest.mark.parametrize("start", [*"=+-@\t\r", " =", "\uff1d", "\n=", "\x00="])
def test_no_cell_of_a_table_is_a_formula(start: str) -> None:
    names = {BEN: f"{start}HYPERLINK(1)"}
    table = taking_out.table([(entry("person added", person="-1"), "")], names)
    rows = [*csv.reader(io.StringIO(table.decode("utf-8-sig")))]
    assert len(rows) == 2
    assert rows[1][3].startswith("'")
    assert all(len(row) == len(taking_out.COLUMNS) for row in rows)


def test_the_command_checks_the_audit_and_a_head_kept_elsewhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, kept = tmp_path / "practice", tmp_path / "audit.json"
    with Archive.open(folder) as archive:
        archive.add_person("Ada")
        entries = archive.audit(1000)[::-1]
        kept.write_bytes(taking_out.chain(entries, archive.audit_head()))
    asked = ["verify", "--data", str(folder), "--head", str(kept)]
    assert main(asked) == 0
    assert capsys.readouterr().out.splitlines()[0] == "Nobody changed the audit."
    for file in folder.glob("audit.*"):
        file.unlink()
    with Archive.open(folder) as archive, archive._database.write() as cursor:
        cursor.execute("DELETE FROM audit WHERE number >= ?", [len(entries)])
    for file in folder.glob("audit.*"):
        file.unlink()
    assert main(asked) == 1
    assert f" {len(entries)}" in capsys.readouterr().out.splitlines()[0]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{\n "format": "sketchwell-audit-1"}', "\x00" * 99, "[" * 9000, "1e999\n1"],
)
def test_a_file_that_is_no_head_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "file").write_text(text)
    with pytest.raises(ArchiveError):
        taking_out.head_in(tmp_path / "file")
