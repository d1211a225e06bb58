"""The house painter's data and network: what is left out, what is deterministic, what fits."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from engines.errors import RecordError, SettingsError
from engines.training import icons as icon_files
from engines.training import pack
from engines.training.chosen import FACE_COLORS, PEOPLE, is_denied, split_tone, words_of
from engines.training.contours import lines_of
from engines.training.figures import SKIN
from engines.training.hands import hand_of
from engines.training.icons import Icons
from engines.training.lights import LIGHTS, MOODS, PAPER, Textures, paper_of, sky_of
from engines.training.presets import PRESETS, preset_of
from engines.training.repertoire import GROUND_FIGURES, LOOSE_FIGURES, SKY_FIGURES
from engines.training.samples import sample_of
from engines.training.scenes import drawn_words, scene_of
from engines.training.things import recolored, thing_of_figure
from engines.training.vocabulary import SHIPPED, ids_of, vocabulary_of


@pytest.fixture(scope="module")
def textures() -> Textures:
    return Textures(count=4)


@pytest.fixture(scope="module")
def icons() -> Icons:
    rgba = np.zeros((1, 128, 128, 4), np.uint8)
    rgba[0, 30:100, 30:100] = (200, 60, 40, 255)
    rgba[0, 50:70, 50:70] = (40, 60, 200, 255)
    groups = {"people": [[0]], "faces": [[0]], "things": [[0]]}
    return Icons(rgba, ["red-apple"], [("red", "apple")], [lines_of(rgba[0])], groups)


@pytest.mark.parametrize(
    "name",
    ["pistol", "kitchen-knife", "bomb", "beer-mug", "wine-glass", "cigarette", "pill", "syringe",
     "drop-of-blood", "skull", "rainbow-flag", "keycap-1", "letter-a", "om", "latin-cross",
     "stop-sign", "ok-button", "eight-oclock", "alarm-clock", "middle-finger",
     "face-with-tears-of-joy", "yen-banknote", "vampire", "water-pistol"],
)  # fmt: skip
def test_icons_that_hurt_or_mean_signs_are_denied(name: str) -> None:
    assert is_denied(name)


@pytest.mark.parametrize("name", ["house", "cat-face", "sailboat", "palm-tree", "bus", "old-woman"])
def test_icons_of_plain_things_are_kept(name: str) -> None:
    assert not is_denied(name)


def test_tones_are_read_from_names() -> None:
    assert split_tone("woman-walking-medium-dark") == ("woman-walking", "medium-dark")
    assert split_tone("house") == ("house", None)
    assert "woman-walking" in PEOPLE


def test_words_bring_their_synonyms() -> None:
    assert words_of("sailboat") == ("sailboat", "boat")
    assert "sad" in words_of("slightly-frowning-face")


def test_faces_have_no_emoji_yellow() -> None:
    assert not [color for color in FACE_COLORS if color.startswith("#ff")]


def test_skin_has_every_tone_and_bare_paper() -> None:
    lightness = [sum(color) / 3 for color in SKIN]
    assert max(lightness) > 0.93
    assert min(lightness) < 0.3
    assert len(SKIN) >= 6


def test_contours_give_the_outline_first(icons: Icons) -> None:
    lines = icons.lines[0]
    assert lines[0].outer
    assert not all(line.outer for line in lines)
    assert all(line.points.min() >= 0 and line.points.max() <= 1 for line in lines)


@pytest.mark.parametrize("name", sorted({**GROUND_FIGURES, **SKY_FIGURES, **LOOSE_FIGURES}))
def test_every_figure_paints_something_and_can_be_drawn(name: str) -> None:
    figures = {**GROUND_FIGURES, **SKY_FIGURES, **LOOSE_FIGURES}
    rng = np.random.default_rng(2)
    thing = thing_of_figure(name, figures[name](rng), rng)
    assert thing.rgba[..., 3].sum() > 100
    assert thing.lines


def test_recolored_things_take_the_color() -> None:
    rng = np.random.default_rng(1)
    thing = thing_of_figure("tree", GROUND_FIGURES["tree"](rng), rng)
    red = recolored(thing, np.array([0.85, 0.1, 0.1]), share=1.0).color
    assert red[0] > red[1] + 0.3
    assert red[0] > red[2] + 0.3


def test_light_without_a_mood_is_paper_like(textures: Textures) -> None:
    page = paper_of(np.random.default_rng(3), textures)
    assert np.abs(page.mean((0, 1)) - PAPER).max() < 0.12
    assert len(LIGHTS) == len(MOODS) == 7


def test_stormy_and_dusk_are_darker_than_bright(textures: Textures) -> None:
    means = {MOODS[m]: sky_of(m, np.random.default_rng(3), textures).mean() for m in (3, 5, 6)}
    assert means["bright"] > means["stormy"] + 0.15
    assert means["bright"] > means["dusk"] + 0.15


def test_samples_are_the_same_for_the_same_index(icons: Icons, textures: Textures) -> None:
    one, again, other = (sample_of(5, i, icons=icons, textures=textures) for i in (3, 3, 4))
    assert np.array_equal(one.sketch, again.sketch)
    assert np.array_equal(one.painted, again.painted)
    assert not np.array_equal(one.painted, other.painted)


def test_samples_have_the_shapes_the_network_takes(icons: Icons, textures: Textures) -> None:
    for index in range(12):
        sample = sample_of(6, index, icons=icons, textures=textures)
        assert sample.sketch.shape == (6, 128, 128)
        assert sample.painted.shape == (3, 128, 128)
        assert len(sample.words) <= len(sample.drawn) == 8
        assert set(sample.drawn[len(sample.words) :]) <= {-1}
        assert 0 <= sample.mood <= 6


def test_imagined_things_are_shown_and_painted_but_not_drawn(
    icons: Icons, textures: Textures
) -> None:
    made = [sample_of(8, index, icons=icons, textures=textures) for index in range(40)]
    imagined = [one for one in made if one.sketch[5].max() > 200]
    assert 3 < len(imagined) < 30
    for one in imagined:
        inside = one.sketch[5] > 200
        assert one.sketch[3:5, inside].max() < 60
        if one.mood == 0:
            apart = one.sketch[:3, inside].astype(float) - one.painted[:, inside]
            assert np.abs(apart).mean() < 45


def test_words_say_whether_their_things_are_drawn(icons: Icons, textures: Textures) -> None:
    rng = np.random.default_rng(4)
    scenes = [scene_of(rng, icons, textures) for _ in range(30)]
    for scene in scenes:
        told = drawn_words(scene)
        absent = [p for p in scene.placed if not p.in_sketch]
        drawn = {word for p in scene.placed if p.in_sketch for word in p.thing.words}
        assert all(told[word] == 0 for p in absent for word in p.thing.words if word not in drawn)
    states = [state for scene in scenes for state in drawn_words(scene).values()]
    assert set(states) == {-1, 0, 1}


def test_most_hands_draw_in_black_alone(icons: Icons, textures: Textures) -> None:
    made = [sample_of(9, index, icons=icons, textures=textures) for index in range(60)]
    colors = [one.sketch[:3][:, one.sketch[5] < 5].astype(int) for one in made]
    black = sum(bool((own.max(0) - own.min(0)).max() <= 30) for own in colors)
    assert 24 <= black <= 45


def test_hands_differ() -> None:
    rng = np.random.default_rng(1)
    assert len({hand_of(rng).simple for _ in range(40)}) == 3


def test_vocabulary_numbers_words_from_one(icons: Icons) -> None:
    vocabulary = vocabulary_of(icons)
    assert sorted(vocabulary.values()) == list(range(1, len(vocabulary) + 1))
    shipped = json.loads(SHIPPED.read_text(encoding="utf-8"))["words"]
    assert {word: vocabulary[word] for word in shipped} == shipped
    assert max(shipped.values()) == len(shipped)
    assert ids_of(["apple", "nonsense"], vocabulary) == [vocabulary["apple"]] + [0] * 7


def test_an_unknown_preset_is_refused() -> None:
    with pytest.raises(SettingsError, match="nonsense"):
        preset_of("nonsense")
    assert PRESETS["cpu"].minutes <= 90
    assert PRESETS["gpu"].minutes <= 9
    assert 1 <= PRESETS["gpu"].makers <= max(1, (os.cpu_count() or 1) - 2)


@pytest.fixture
def prepared(icons: Icons, tmp_path: Path) -> Path:
    folder = tmp_path / "icons"
    folder.mkdir()
    np.save(folder / "rgba.npy", icons.rgba)
    icon_files._save_lines(folder / "lines.npz", icons.lines)  # pyright: ignore[reportPrivateUsage]
    (folder / "icons.json").write_text(json.dumps({"names": icons.names}))
    return tmp_path


def test_packed_icons_are_the_same_elsewhere(prepared: Path, tmp_path: Path) -> None:
    size = pack.write(tmp_path / "icons.tar.xz", prepared)
    there = icon_files.load(pack.unpack(tmp_path / "icons.tar.xz", tmp_path / "elsewhere"))
    here = icon_files.load(prepared)
    assert size == (tmp_path / "icons.tar.xz").stat().st_size <= pack.MOST_BYTES
    assert np.array_equal(there.rgba, here.rgba)
    assert there.names == here.names
    assert np.array_equal(there.lines[0][0].points, here.lines[0][0].points)


def test_a_pack_that_is_too_large_is_not_written(prepared: Path, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="at most 500 are allowed"):
        pack.write(tmp_path / "icons.tar.xz", prepared, most_bytes=500)
    assert not list(tmp_path.glob("*.tar.xz*"))


def test_what_is_no_pack_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pack").write_bytes(b"no pack")
    for name in ("pack", "nowhere"):
        with pytest.raises(RecordError, match="prepare --pack"):
            pack.unpack(tmp_path / name, tmp_path)
