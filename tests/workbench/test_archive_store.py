from __future__ import annotations

from dataclasses import replace

import pytest

from engines.errors import ArchiveError, RecordError
from engines.record import AnswerStep, Feeling, StrokeStep
from workbench.archive import specimens
from workbench.archive.events import Did, Ended, Felt, Paged, Redid, Shown, Undid
from workbench.archive.schema import MEASURES
from workbench.archive.store import Archive

SECRET = "Ottoline Quackenbush"


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path) as opened:
        yield opened


@pytest.fixture
def sitting(archive) -> str:
    return archive.begin_sitting(archive.add_person(SECRET, notes="green").id, "painter").sitting.id


def draw(archive: Archive, sitting: str, *names: str) -> None:
    for name in names:
        archive.record(sitting, Did(StrokeStep((specimens.stroke(name),))))


def owner(archive: Archive) -> str:
    return archive.people()[0].id


@pytest.fixture
def laid(archive, sitting) -> str:
    """The id of a turn whose answer was shown, laid and kept, and whose feeling was said."""
    answer = specimens.answer("one")
    turn = replace(specimens.turn("one"), id=answer.id, answer=answer)
    archive.record(sitting, Shown(answer))
    archive.record(sitting, Did(AnswerStep(turn.id)))
    archive.keep_turn(sitting, turn)
    archive.save_turn_feeling(sitting, turn.id, Feeling(0.3, None))
    return turn.id


def test_undoing_a_keep_withdraws_the_turn_and_redoing_brings_it_back(archive, sitting, laid):
    before = archive.turns(sitting)
    small = archive.thumbnail_png(laid, person=owner(archive))
    archive.record(sitting, Undid())
    assert (archive.turns(sitting), archive.open_sitting(sitting).kept) == ((), ())
    archive.record(sitting, Redid())
    assert archive.turns(sitting) == before
    assert archive.open_sitting(sitting).kept == (laid,)
    assert archive.thumbnail_png(laid, person=owner(archive)) == small


@pytest.mark.usefixtures("laid")
def test_a_turn_withdrawn_may_be_put_back(archive, sitting):
    (turn,) = archive.turns(sitting)
    archive.record(sitting, Undid())
    archive.keep_turn(sitting, replace(turn, decision="put_back"))
    assert [each.decision for each in archive.turns(sitting)] == ["put_back"]
    assert archive.open_sitting(sitting).withdrawn == ()


@pytest.mark.usefixtures("laid")
@pytest.mark.parametrize("moves", [(Undid(),), (Undid(), Redid())])
def test_a_kill_before_the_rows_follow_an_undo_is_repaired(archive, sitting, moves, tmp_path):
    (turn,) = archive.turns(sitting)
    for move in moves:
        archive._underway.record(sitting, move)
    archive.close()
    with Archive.open(tmp_path) as again:
        assert again.turns(sitting) == ((turn,) if len(moves) == 2 else ())
        again.record(sitting, Redid() if len(moves) == 1 else Undid())
        assert again.turns(sitting) == ((turn,) if len(moves) == 1 else ())
        assert again.repairs == ()


def test_a_kill_before_the_rows_follow_a_redo_is_repaired(archive, sitting, laid, tmp_path):
    before = archive.turns(sitting)
    archive.record(sitting, Undid())
    archive._underway.record(sitting, Redid())
    assert archive.turns(sitting) == ()
    archive.close()
    with Archive.open(tmp_path) as again:
        assert again.turns(sitting) == before
        assert again.open_sitting(sitting).kept == (laid,)


def test_people_come_back_as_they_were_added(archive):
    ada = archive.add_person("Ada", notes="draws boats", synthetic=True)
    bea = archive.add_person("Bea")
    assert archive.people() == (ada, bea)
    assert archive.person(ada.id) == ada
    assert archive.edit_person(bea.id, name="Beate").name == "Beate"
    assert archive.person(bea.id) == replace(bea, name="Beate")


def test_a_sitting_with_its_turns_comes_back(archive, sitting):
    turns = (specimens.turn("one"), specimens.turn("two", answered=False))
    for turn in turns:
        archive.keep_turn(sitting, turn)
    archive.save_feelings(sitting, before=Feeling(0.2, None))
    archive.end_sitting(sitting, after=Feeling(None, 0.9))
    whole = archive.sitting(sitting)
    assert whole.turns == turns
    assert (whole.before, whole.after) == (Feeling(0.2, None), Feeling(None, 0.9))
    assert archive.open_sittings() == ()


def test_everything_is_there_after_opening_again(tmp_path):
    with Archive.open(tmp_path) as archive:
        person = archive.add_person(SECRET)
        sitting = archive.begin_sitting(person.id, "painter").sitting.id
        draw(archive, sitting, "a", "b", "c")
        archive.record(sitting, Undid())
        archive.record(sitting, Shown(specimens.answer("shown")))
        archive.record(sitting, Did(AnswerStep("shown")))
        archive.keep_turn(sitting, specimens.turn("one"))
        draw(archive, sitting, "d")
        archive.record(sitting, Undid())
        state = archive.open_sitting(sitting)
    with Archive.open(tmp_path) as archive:
        assert archive.open_sitting(sitting) == state
        assert archive.people() == (person,)
        assert archive.turns(sitting) == (specimens.turn("one"),)
        assert archive.repairs == ()


def test_the_page_goes_on_where_it_was(archive, sitting):
    draw(archive, sitting, "a", "b")
    archive.record(sitting, Undid())
    archive.record(sitting, Redid())
    archive.record(sitting, Undid())
    assert archive.open_sitting(sitting).history.can_redo
    archive.keep_turn(sitting, specimens.turn("one"))
    history = archive.open_sitting(sitting).history
    assert not history.can_redo
    assert [stroke.id for stroke in history.drawing.strokes] == ["a"]
    archive.record(sitting, Paged())
    assert archive.open_sitting(sitting).history.done == ()


def test_numbers_of_entries_count_up(archive, sitting):
    numbers = [archive.record(sitting, Did(StrokeStep((specimens.stroke(n),)))) for n in "abc"]
    assert numbers == [1, 2, 3]
    assert archive.open_sitting(sitting).entries == 3


def test_a_measure_that_is_no_number_is_refused(archive, sitting):
    turn = replace(specimens.turn("one"), measures={"warmth": float("nan")})
    with pytest.raises(RecordError, match="number that is none"):
        archive.keep_turn(sitting, turn)


def test_a_drawing_without_an_answer_has_a_thumbnail(archive, sitting):
    archive.keep_turn(sitting, specimens.turn("one", answered=False))
    assert archive.picture_png("one", person=owner(archive)) is None
    assert archive.thumbnail_png("one", person=owner(archive)) is not None


def test_feelings_left_out_stay_null(archive, sitting):
    archive.save_feelings(sitting, before=Feeling(0.0, None))
    archive.keep_turn(sitting, specimens.turn("one"))
    archive.end_sitting(sitting)
    columns = archive.sitting_trends()
    assert columns["pleasure_before"] == [0.0]
    assert columns["arousal_before"] == columns["pleasure_after"] == [None]
    assert columns["colors"] == [None]


def test_feelings_can_be_saved_when_the_sitting_has_ended(archive, sitting):
    archive.keep_turn(sitting, specimens.turn("one"))
    archive.end_sitting(sitting)
    archive.save_feelings(sitting, after=Feeling(0.7, 0.1))
    archive.save_turn_feeling(sitting, "one", Feeling(0.4, 0.6))
    assert archive.sitting(sitting).after == Feeling(0.7, 0.1)
    assert archive.turns(sitting)[0].feeling == Feeling(0.4, 0.6)


@pytest.mark.parametrize("value", [1.5, -0.1, float("nan"), "much"])
@pytest.mark.parametrize("going", [True, False], ids=["open", "ended"])
def test_a_feeling_out_of_range_is_refused(archive, sitting, value, going):
    if not going:
        archive.end_sitting(sitting)
    with pytest.raises(RecordError, match="pleasure"):
        archive.save_feelings(sitting, before=Feeling(value, None))
    assert archive.sitting(sitting).before == Feeling()


def test_keeping_the_same_turn_again_changes_nothing(archive, sitting):
    for _ in range(2):
        archive.keep_turn(sitting, specimens.turn("one"))
    assert archive.turns(sitting) == (specimens.turn("one"),)
    assert archive.sittings()[0].turns == 1


def test_impossible_things_are_refused_and_change_nothing(archive, sitting):
    draw(archive, sitting, "a")
    state = archive.open_sitting(sitting)
    bad = replace(specimens.turn("one"), at="yesterday")
    broken = replace(specimens.answer("x"), painted_png=b"not a picture")
    refused = [
        lambda: archive.record(sitting, Redid()),
        lambda: draw(archive, sitting, "a"),
        lambda: archive.record(sitting, Felt("nowhere", Feeling())),
        lambda: archive.record(sitting, Shown(broken)),
        lambda: archive.keep_turn(sitting, bad),
        lambda: archive.keep_turn(sitting, replace(bad, measures={"mood": 1.0})),
        lambda: archive.begin_sitting(owner(archive), "painter"),
        lambda: archive.begin_sitting("nobody", "painter"),
        lambda: archive.save_turn_feeling(sitting, "nowhere", Feeling()),
        lambda: archive.end_sitting(sitting, ended="2026-03-02"),
    ]
    for attempt in refused:
        with pytest.raises((ArchiveError, RecordError)):
            attempt()
    assert archive.open_sitting(sitting) == state
    assert archive.turns(sitting) == ()


def test_keep_and_end_have_methods_of_their_own(archive, sitting):
    with pytest.raises(ValueError, match="end_sitting"):
        archive.record(sitting, Ended(specimens.WHEN))


def test_an_ended_sitting_takes_no_more(archive, sitting):
    archive.end_sitting(sitting)
    with pytest.raises(ArchiveError, match="not open"):
        draw(archive, sitting, "a")
    assert list((archive.folder / "journal").iterdir()) == []


def test_a_sitting_moves_to_another_archive_and_back(archive, sitting, tmp_path):
    archive.keep_turn(sitting, specimens.turn("one"))
    archive.end_sitting(sitting)
    packed = archive.export_sitting(sitting)
    with Archive.open(tmp_path / "other") as other:
        person = other.add_person("Ada").id
        assert other.import_sitting(packed, person=person) == sitting
        moved, here = other.sitting(sitting), archive.sitting(sitting)
        assert replace(moved, person=here.person) == here
        assert other.turn_trends()["lightness"] == archive.turn_trends()["lightness"]
        with pytest.raises(ArchiveError, match="is here already"):
            other.import_sitting(packed, person=person)


def test_a_sitting_that_goes_on_is_not_imported(archive, sitting):
    packed = archive.export_sitting(sitting)
    with pytest.raises(ArchiveError, match="goes on where it was packed"):
        archive.import_sitting(packed, person=owner(archive))


def test_trends_read_kept_turns_by_column(archive, sitting):
    chosen, refused = specimens.turn("one"), replace(specimens.turn("two"), decision="put_back")
    drawn = specimens.turn("three", answered=False)
    for turn in (chosen, refused, drawn):
        archive.keep_turn(sitting, turn)
    columns = archive.sitting_trends(owner(archive))
    means = [turn.measures["warmth"] or 0.0 for turn in (chosen, drawn)]
    assert columns["warmth"] == [pytest.approx(sum(means) / 2)]
    assert columns["pictures"] == [["one-answer", "three"]]
    assert columns["turns"] == [2]
    assert archive.turn_trends()["turn"] == ["one", "three"]
    assert set(MEASURES) <= set(archive.turn_trends())


def test_trends_of_nobody_are_empty_columns(archive):
    assert archive.sitting_trends()["pleasure_before"] == []
    assert archive.turn_trends("nobody")["warmth"] == []


def test_a_turn_kept_again_with_another_decision_is_replaced(archive, sitting):
    turn = specimens.turn("one")
    assert turn.answer is not None
    archive.keep_turn(sitting, replace(turn, decision="put_back", feeling=Feeling()))
    archive.keep_turn(sitting, specimens.turn("two"))
    archive.save_turn_feeling(sitting, "one", Feeling(0.9, 0.1))
    archive.keep_turn(sitting, replace(turn, feeling=Feeling()))
    kept = replace(turn, feeling=Feeling(0.9, 0.1))
    assert archive.turns(sitting) == (kept, specimens.turn("two"))
    assert archive.turn(turn.answer.id, person=owner(archive)) == kept


def test_putting_back_what_was_kept_changes_nothing(archive, sitting):
    archive.keep_turn(sitting, specimens.turn("one"))
    archive.keep_turn(sitting, replace(specimens.turn("one"), decision="put_back"))
    assert archive.turns(sitting) == (specimens.turn("one"),)


def test_a_picture_belongs_to_one_turn(archive, sitting):
    archive.keep_turn(sitting, specimens.turn("one"))
    state = archive.open_sitting(sitting)
    with pytest.raises(ArchiveError, match="another turn's already"):
        archive.keep_turn(sitting, replace(specimens.turn("one"), id="two"))
    assert archive.open_sitting(sitting) == state
