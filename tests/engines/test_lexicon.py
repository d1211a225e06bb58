"""The vocabulary itself: whole in four languages, each form once, family-safe, with shapes."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile

import numpy as np
import pytest
from PIL import Image

from engines.lexicon import LANGUAGES, groups, picture_png, read, sceneries, shape, things
from engines.lexicon.entries import content, label_of
from engines.lexicon.forms import bare, plain
from engines.lexicon.index import index_of, listed, noun_forms
from engines.lexicon.shapes import FILE

MOST_BYTES = 3 * 2**20
# Forms that two entries have, and which of the two is meant; a word in both a small one.
RESOLVED = {
    ("fr", "mais"): "but",
    ("fr", "pres"): "meadow",
    ("de", "junge"): "child",
    ("de", "jungen"): "child",
    ("de", "weg"): "path",
}
DENIED = {
    "en": """gun guns pistol rifle knife knives sword swords dagger bomb bombs weapon weapons tank
        grenade bullet axe arrow bow beer wine whisky vodka rum cocktail champagne alcohol drunk
        cigarette cigarettes cigar pipe smoke drug drugs cocaine heroin weed cannabis pill syringe
        sex sexy naked nude penis vagina breast breasts boobs cock pussy ass dick butt porn slut
        whore blood bloody gore corpse skeleton skull bone bones grave coffin tomb cemetery zombie
        vampire death dead die dying kill killing murder suicide hang gallows devil demon hell
        ghost war fight torture poison nazi swastika fag nigger retard bitch bastard cripple gypsy
        eskimo midget idiot moron spider monster""",
    "de": """gewehr pistole messer schwert dolch bombe waffe waffen panzer granate kugel axt pfeil
        bier wein schnaps whisky wodka rum sekt champagner alkohol zigarette zigaretten zigarre
        pfeife rauch droge drogen kokain heroin gras-joint joint pille spritze sex nackt penis
        vagina brust busen schwanz muschi arsch porno schlampe hure nutte blut leiche skelett
        totenkopf schädel knochen grab sarg friedhof zombie vampir tod tot töten mord mörder
        selbstmord galgen teufel dämon hölle geist gespenst krieg kampf folter gift nazi hakenkreuz
        schwuchtel neger zigeuner krüppel idiot spasti hexe monster spinne""",
    "fr": """fusil pistolet couteau épée poignard bombe arme armes char grenade hache flèche bière
        vin whisky vodka rhum champagne alcool cigarette cigare pipe fumée drogue cocaïne héroïne
        joint pilule seringue sexe nu nue pénis vagin sein seins bite chatte cul queue porno pute
        salope putain sang cadavre squelette crâne os tombe cercueil cimetière zombie vampire mort
        morte tuer meurtre suicide potence diable démon enfer fantôme guerre combat torture poison
        nazi croix-gammée pédé nègre gitan handicapé idiot monstre araignée sorcière""",
    "es": """fusil pistola cuchillo espada puñal daga bomba arma armas tanque granada hacha flecha
        cerveza vino whisky vodka ron champán alcohol cigarro cigarrillo pipa humo droga drogas
        cocaína heroína porro pastilla jeringa sexo desnudo desnuda pene vagina pecho tetas polla
        coño culo cola porno puta zorra perra sangre cadáver esqueleto calavera cráneo hueso huesos
        tumba ataúd cementerio zombi vampiro muerte muerto muerta matar asesino suicidio horca
        diablo demonio infierno fantasma guerra pelea tortura veneno nazi esvástica maricón negrata
        gitano inválido idiota monstruo araña bruja""",
}


def nouns(language: str) -> list[tuple[str, str]]:
    """Every form of every thing and scenery, with its name."""
    rows = [item for kind in ("thing", "scenery") for item in content()[kind].items()]
    return [(form, name) for name, row in rows for form, _ in noun_forms(row[language], language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_means_one_thing(language: str) -> None:
    meant: dict[str, str] = {}
    for form, name in nouns(language):
        for written in {form, bare(form)}:
            assert meant.setdefault(written, name) == name, (language, written, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_small_words_hide_no_thing_unresolved(language: str) -> None:
    own = content()["language"][language]
    rows = [own[key] for key in ("no", "the", "is", "light", "dark", "small", "trap")]
    rows += [row for key in ("count", "side", "joint") for row in own[key].values()]
    small = {written for row in rows for form in listed(row) for written in {plain(form)}}
    hidden = {form for form, _ in nouns(language)} & small
    assert {(language, form) for form in hidden} <= set(RESOLVED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_is_read_as_its_own_entry(language: str) -> None:
    for kind in ("thing", "scenery"):
        for name, row in content()[kind].items():
            heard = read(label_of(row[language]), language)
            found = [wish.thing for wish in heard.wishes] + list(heard.scenery)
            assert (found, heard.unknown) == ([name], ()), (language, name, heard)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_color_is_heard_in_every_form(language: str) -> None:
    index = index_of(language)
    for name, row in content()["color"].items():
        assert {index.color_of(form) for form in listed(row[language])} == {name}
        assert all(0 <= part <= 1 for part in row["rgb"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_vocabulary_is_family_safe(language: str) -> None:
    denied = {bare(word) for word in DENIED[language].split()}
    words = {word for form, _ in nouns(language) for word in bare(form).split()}
    words |= {word for key in ("thing", "scenery") for name in content()[key] for word in
              name.split()} if language == "en" else set()  # fmt: skip
    # Feuille morte is an autumn leaf.
    assert words & denied <= {"morte"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_denied_words_ask_for_nothing(language: str) -> None:
    for word in DENIED[language].split():
        heard = read(word, language)
        assert (heard.wishes, heard.scenery) == ((), ()), (language, word, heard)


def test_groups_show_everything_once_in_every_language() -> None:
    every = {*things(), *sceneries()}
    for language in LANGUAGES:
        shown = [word.name for group in groups(language) for word in group.words]
        assert sorted(shown) == sorted(every)
        assert all(group.label and group.words for group in groups(language))
        assert all(word.label for group in groups(language) for word in group.words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_of_everything_shown_are_heard_as_two(language: str) -> None:
    for word in (word for group in groups(language) for word in group.words if word.many):
        (wish,) = read(f"2 {word.many}", language).wishes
        assert (wish.thing, wish.count) == (word.name, 2)


def test_there_are_enough_things_of_sensible_sizes() -> None:
    assert len(things()) >= 260
    assert len(sceneries()) >= 30
    assert all(0.06 <= thing.size <= 0.6 for thing in things().values())
    assert {thing.place for thing in things().values()} == {"ground", "sky", "water", "loose"}


def test_every_thing_has_its_shapes_and_no_more() -> None:
    listed_shapes = [(thing.name, k) for thing in things().values() for k in range(thing.shapes)]
    with zipfile.ZipFile(FILE) as kept:
        signs = sum(len(row.get("shapes", ())) for row in content()["scenery"].values())
        assert len(kept.namelist()) == len(listed_shapes) + signs
    assert all(1 <= thing.shapes <= 3 for thing in things().values())
    assert FILE.stat().st_size <= MOST_BYTES


def test_shapes_fill_their_square_and_are_centered() -> None:
    for name in ("tree", "bird", "lighthouse", "airplane", "person", "bridge"):
        rgba = shape(name, 0)
        assert (rgba.shape, rgba.dtype) == ((96, 96, 4), np.uint8)
        ys, xs = np.nonzero(rgba[..., 3] > 24)
        assert max(np.ptp(ys), np.ptp(xs)) >= 92
        assert abs(ys.min() - (95 - ys.max())) <= 2
        assert abs(xs.min() - (95 - xs.max())) <= 2


@pytest.mark.parametrize("name", ["person", "child", "family", "friends"])
def test_people_are_bare_paper_not_a_default_skin(name: str) -> None:
    for number in range(things()[name].shapes):
        rgba = shape(name, number)
        top = rgba[: 96 // 4][rgba[: 96 // 4, :, 3] > 200][:, :3].astype(int)
        pale = np.median(top[top.sum(1) > 450], axis=0)
        assert pale.max() - pale.min() < 40


def test_a_shape_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no shape 9 of 'tree'"):
        shape("tree", 9)
    with pytest.raises(ValueError, match="'gun'"):
        picture_png("gun")


@pytest.mark.parametrize("name", ["cat", "starry sky", "beach"])
def test_a_tile_is_a_small_png_and_stays_the_same(name: str) -> None:
    image = Image.open(io.BytesIO(picture_png(name)))
    assert (image.format, image.size, image.mode) == ("PNG", (96, 96), "RGBA")
    first = picture_png(name)
    picture_png.cache_clear()
    assert picture_png(name) == first


def test_reading_is_the_same_every_time() -> None:
    words = "zwei rote Vögel links, ein Haus und der Mond über dem Meer, keine Angst"
    assert len({read(words, "de") for _ in range(3)}) == 1


def test_the_lexicon_loads_without_heavy_libraries() -> None:
    script = "import sys, engines.lexicon; print('cv2' in sys.modules, 'torch' in sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["False", "False"]


@pytest.mark.parametrize("name", ["things.toml", "shapes.zip"])
def test_the_wheel_carries_the_lexicon(name: str) -> None:
    project = FILE.parents[2] / "pyproject.toml"
    assert (FILE.parent / name).exists()
    assert f'"**/*{name[name.index(".") :]}"' in project.read_text("utf-8")


def test_translations_say_that_they_are_drafts() -> None:
    assert "Sketchwell draft, not yet reviewed" in (FILE.parent / "things.toml").read_text("utf-8")
    assert (content()["author"], content()["reviewed_by"]) == ("", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_several_are_called_is_understood_as_several(language: str) -> None:
    words = [word for group in groups(language) for word in group.words if word.many]
    for word in words:
        (wish,) = read(f"3 {word.many}", language).wishes
        assert (wish.thing, wish.count) == (word.name, 3), word


@pytest.mark.parametrize(
    ("language", "label", "many"),
    [
        ("en", "cup of tea", "cups of tea"),
        ("en", "cherries", "cherries"),
        ("de", "Adler", "Adler"),
        ("fr", "étoile filante", "étoiles filantes"),
        ("fr", "noix de coco", "noix de coco"),
        ("es", "ratón", "ratones"),
        ("es", "nota musical", "notas musicales"),
        ("es", "paraguas", "paraguas"),
    ],
)
def test_several_are_called_as_people_do(language: str, label: str, many: str) -> None:
    words = {word.label: word.many for group in groups(language) for word in group.words}
    assert words[label] == many
