"""Measuring from start to end, with painters and a judge that know nothing. Needs torch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from engines.errors import DrawingError, RecordError  # noqa: E402
from engines.media import Medium  # noqa: E402
from engines.nets.base import open_net  # noqa: E402
from engines.painters.house import WEIGHTS, HousePainter, vocabulary_in  # noqa: E402
from engines.painters.wash import WashPainter  # noqa: E402
from engines.picture import PictureRequest  # noqa: E402
from engines.strokes import to_wire  # noqa: E402
from engines.training.contours import lines_of  # noqa: E402
from engines.training.evaluation import blind, classifier  # noqa: E402
from engines.training.evaluation.cases import (  # noqa: E402
    ASKED,
    Case,
    asked_pairs,
    pad_cases,
    person_cases,
)
from engines.training.evaluation.commands import asking  # noqa: E402
from engines.training.evaluation.crowds import OTHERS, distances, scene_features  # noqa: E402
from engines.training.evaluation.everyday import (  # noqa: E402
    NUMBERS,
    THINGS,
    held_out_things,
)
from engines.training.evaluation.lineup import (  # noqa: E402
    LETTERS,
    Still,
    SwappedHouse,
    blank,
    painted_by,
)
from engines.training.evaluation.nearest import NearestNet, features_of  # noqa: E402
from engines.training.evaluation.options import PAINTERS  # noqa: E402
from engines.training.evaluation.page import page_of  # noqa: E402
from engines.training.evaluation.painting import Easel, windows  # noqa: E402
from engines.training.evaluation.renderings import CROP, NOTHING, STYLE, World, sheet  # noqa: E402
from engines.training.evaluation.tables import Report, means_of, table_of  # noqa: E402
from engines.training.evaluation.tracing import traced_thing  # noqa: E402
from engines.training.icons import Icons  # noqa: E402
from engines.training.lights import Textures  # noqa: E402
from engines.training.things import Thing  # noqa: E402
from engines.training.trials import TRIALS  # noqa: E402

TINY = classifier.Schooling(sheets=1, rounds=6, wide=8, batch=9, processes=1)


@pytest.fixture(scope="module")
def icons() -> Icons:
    """A house, a cat and a camel that are squares."""
    rgba = np.zeros((3, 128, 128, 4), np.uint8)
    for at, color in enumerate(((200, 60, 40), (60, 160, 80), (40, 60, 200))):
        rgba[at, 20 + 10 * at : 100, 30:100] = (*color, 255)
    words = [("house",), ("cat",), ("camel",)]
    groups = {"people": [[0]], "faces": [[0]], "things": [[0], [1], [2]]}
    lines = [lines_of(one) for one in rgba]
    return Icons(rgba, ["house", "cat", "camel"], words, lines, groups)


@pytest.fixture(scope="module")
def easel() -> Iterator[Easel]:
    judge = classifier.Judge(classifier.Namer(8))
    with WashPainter() as wash, Medium(STYLE) as medium:
        lineup = {"blank": blank, "wash": painted_by(wash), "house": painted_by(wash)}
        yield Easel(lineup, judge, medium, size=128)


@pytest.fixture(scope="module")
def report(easel: Easel, icons: Icons) -> Report:
    thing = Thing(icons.rgba[0] / np.float32(255), tuple(icons.lines[0]), ("house",), simple=False)
    traced = traced_thing(thing, np.ones((128, 128, 3), np.float32), np.random.default_rng(1))
    cases = [
        Case("house", "held-out", traced.drawing, thing="house", true=traced.true),
        Case("red <scribble>", "tone", TRIALS["red scribble"][0], words="a & b"),
    ]
    rows = [easel.row(case) for case in cases]
    asked = [easel.asked(cases[0], "cat")]
    judge: dict[str, float | str] = {"id": "0", "top1": 0.5, "top5": 0.75}
    painters = ["blank", "wash", "house"]
    return Report("abc", judge, painters, rows, asked, {"wash": 12.0, OTHERS: 1.0}, 3, 60.0)


def test_a_row_has_every_picture_and_figures_of_every_painter(report: Report) -> None:
    row = report.rows[0]
    assert list(row.pictures) == [
        "drawing", "blank", "wash", "house", "with lines", "hint", "together", "transform",
        "calm", "warm", "bright", "misty", "stormy", "dusk", "true",
    ]  # fmt: skip
    assert {"lines together", "top1", "tone apart"} <= row.figures["blank"].keys()
    assert {"change hint", "varied color", "live outside"} <= row.figures["house"].keys()
    assert row.figures["true"]["lines together"] > 0.5


def test_the_table_has_a_column_for_each_and_skips_what_nobody_has(report: Report) -> None:
    table, means = table_of(report), means_of(report)
    assert "| A blank | B wash | E house | true |" in table
    assert means["red drawings: apart, CIEDE2000"].keys() == {"blank", "wash", "house"}
    assert not [title for title in means if "person" in title]
    assert json.loads(json.dumps(means)) == means


def test_the_page_is_whole_and_escapes_what_it_shows(report: Report) -> None:
    page = page_of(report)
    assert page.count("<img") == sum(len(row.pictures) for row in report.rows)
    assert "red &lt;scribble&gt;: “a &amp; b”" in page
    assert "http" not in page.replace("https://creativecommons.org", "")


def test_the_same_case_gives_the_same_row(easel: Easel) -> None:
    case = Case("cat", "pad", TRIALS["cat"][0], thing="cat")
    one, again = easel.row(case), easel.row(case)
    assert one.figures == again.figures
    assert one.pictures == again.pictures


def test_scenes_are_compared_with_true_ones(easel: Easel, icons: Icons) -> None:
    textures = Textures(count=3)
    scenes = [scene_features(easel, icons, textures, number) for number in range(2)]
    assert scenes[0]["wash"].shape == scenes[0]["true"].shape == (5, 96)
    assert distances(scenes).keys() == {"blank", "wash", "house", OTHERS}
    assert distances([]) == {}


def test_windows_cover_the_page_and_stay_on_it() -> None:
    found = windows(512, 384)
    assert 200 < len(found) < 600
    assert all(x - side / 2 > -1e-6 and x + side / 2 < 512 + 1e-6 for x, _, side in found)


def test_a_judge_learns_from_true_pictures_and_is_the_same_again(icons: Icons) -> None:
    with Medium(STYLE) as medium:
        world = World(icons, Textures(count=3), medium)
        names: list[str | None] = ["house", "cat", None] * 3
        cuts, numbers = sheet(world, np.random.default_rng(1), names)
    assert cuts.shape == (9, CROP, CROP, 3)
    assert numbers.tolist() == [NUMBERS["house"], NUMBERS["cat"], NOTHING] * 3
    threads = torch.get_num_threads()
    told = []
    for _ in range(2):
        torch.manual_seed(1)
        namer = classifier.Namer(8)
        told.append(classifier.trained(namer, cuts, numbers, TINY))
    torch.set_num_threads(threads)
    assert told[0] == told[1]
    assert told[0][-1] < told[0][0]


def test_a_neighbor_is_found_by_its_sketch_in_its_mood() -> None:
    rng = np.random.default_rng(3)
    sketches = rng.uniform(0, 1, (3, 5, 128, 128)).astype(np.float32)
    painted = np.full((3, 3, 64, 64), [[[[10]]], [[[128]]], [[[250]]]], np.uint8)
    index = {
        "features": np.stack([features_of(one) for one in sketches]),
        "painted": painted,
        "words": np.zeros((3, 8), np.int64),
        "mood": np.array([0, 0, 2]),
    }
    with open_net(WEIGHTS / "house.onnx") as net:
        nearest = NearestNet(net, index)
        assert nearest.nearest(sketches[1], np.zeros(8, np.int64), 0) == 1
        assert nearest.nearest(sketches[1], np.zeros(8, np.int64), 2) == 2
        swapped = SwappedHouse(lambda _: nearest)
        with swapped:
            one, other = (
                swapped.paint(PictureRequest(TRIALS["cat"][0], size=64, seed=seed)).pixels
                for seed in (1, 1)
            )
    assert np.array_equal(one, other)


def test_a_regression_gives_one_underpainting_whatever_the_seed() -> None:
    drawing = TRIALS["house"][0]
    requests = [PictureRequest(drawing, size=64, seed=seed) for seed in (1, 2)]
    with SwappedHouse(Still) as still, HousePainter() as house:
        same = [still.underpainting(request)[0] for request in requests]
        free = [house.underpainting(request)[0] for request in requests]
    assert np.array_equal(same[0], same[1])
    assert not np.array_equal(free[0], free[1])


def test_everyday_things_are_told_apart_and_some_are_held_out() -> None:
    assert 120 <= len(THINGS) <= 160
    assert len(held_out_things()) >= 20
    assert set(ASKED) <= set(THINGS)
    assert tuple(LETTERS) == PAINTERS


def test_the_pad_drawings_came_from_a_pad() -> None:
    cases = pad_cases()
    assert len(cases) >= 12
    assert {stroke.pointer for case in cases for stroke in case.drawing.strokes} == {
        "pen", "touch", "mouse",
    }  # fmt: skip
    assert all(case.thing is None or case.thing in THINGS for case in cases)


def test_what_is_asked_for_is_not_drawn() -> None:
    pairs = asked_pairs(pad_cases(), 30)
    assert len(pairs) == 30
    assert not [case for case, word in pairs if word in case.holds]
    house = Case("house", "script", TRIALS["house"][0])
    assert {"house", "tree", "sun"} <= house.holds


def test_peoples_drawings_come_from_a_folder_with_many_things_first(tmp_path: Path) -> None:
    wire = to_wire(TRIALS["cat"][0])
    rows = [{"word": word, "drawing": wire} for word in ("cat", "cat", "eye")]
    (tmp_path / "some.ndjson").write_text("\n".join(json.dumps(row) for row in rows))
    found = [(case.name, case.thing) for case in person_cases(tmp_path, 3)]
    assert found == [("person cat 1", "cat"), ("person eye 1", None), ("person cat 2", "cat")]
    (tmp_path / "some.ndjson").unlink()
    with pytest.raises(DrawingError, match="holds no"):
        person_cases(tmp_path, 3)


@pytest.fixture(scope="module")
def pairs(easel: Easel) -> list[blind.Pair]:
    cases = asking([Case(name, "script", trial[0]) for name, trial in TRIALS.items()])[:6]
    lineup = {"blank": blank, "wash": easel.lineup["wash"]}
    return blind.pairs_of(cases, lineup, ("blank", "wash"), count=6, seed=3)


def test_blind_questions_are_shuffled_and_each_side_is_as_likely(pairs: list[blind.Pair]) -> None:
    assert [pair.number for pair in pairs] == [1, 2, 3, 4, 5, 6]
    assert sum(pair.first for pair in pairs) == 3
    assert not all(np.array_equal(pair.left, pair.right) for pair in pairs)


def test_a_blind_page_gives_nothing_away(pairs: list[blind.Pair], tmp_path: Path) -> None:
    blind.write(pairs, ("blank", "wash"), tmp_path, sheets=False)
    text = (tmp_path / blind.PAGE).read_text() + (tmp_path / blind.KEY).read_text()
    assert "wash" not in text
    assert "blank" not in text
    assert text.count("data:image/jpeg") == 18


def test_blind_answers_are_counted_by_painter(pairs: list[blind.Pair], tmp_path: Path) -> None:
    blind.write(pairs, ("blank", "wash"), tmp_path, sheets=True)
    answers = {str(pair.number): 2 if pair.first else 1 for pair in pairs} | {"6": 0}
    (tmp_path / "answers.json").write_text(json.dumps(answers))
    names, counts = blind.count(tmp_path, tmp_path / "answers.json")
    assert names == ("blank", "wash")
    assert (counts[0].for_a, counts[0].for_b, counts[0].neither) == (0, 5, 1)
    assert counts[0].low == pytest.approx(0.5655, abs=1e-4)
    assert len(list(tmp_path.glob("sheet-*.png"))) == 2


def test_answers_to_nothing_are_refused(pairs: list[blind.Pair], tmp_path: Path) -> None:
    blind.write(pairs, ("blank", "wash"), tmp_path, sheets=True)
    for answers in ({"99": 1}, {"1": 3}):
        with pytest.raises(RecordError, match="give 0, 1 or 2"):
            blind.count(tmp_path, answers)
    with pytest.raises(RecordError, match="holds no"):
        blind.count(tmp_path / "nowhere", {})


def test_the_judges_name_says_what_it_learned_from() -> None:
    other = classifier.Schooling(sheets=2)
    assert classifier.digest_of(TINY) != classifier.digest_of(other)
    assert vocabulary_in(WEIGHTS)
