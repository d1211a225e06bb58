"""The family-safe gate: tricks are seen through, ordinary words pass, nobody is scolded."""

from __future__ import annotations

import pytest

from engines.lexicon import LANGUAGES
from engines.lexicon.entries import content
from engines.lexicon.index import noun_forms
from engines.safety.family import sift
from engines.wording import sentence

ORDINARY = """
Scunthorpe and Penistone; Essex, Sussex, Middlesex; Hancock; a peacock; a cockerel; cocktail
breast cancer support group; my mastectomy scar; Meine Brust nach der Operation; le sein; mi pecho
Hahn und Henne; la chatte de ma voisine; Schwanz der Katze; der Fuchs; una zorra roja; la concha
kill the dragon; killing time; Kill Bill; Mama tötet die Spinne; maman tue l'araignée
matar el tiempo; mamá mata la araña; a knight with a sword; cowboy with a gun; pirate ship
grandma's grave; my dead dog; a coffin with flowers; my baby who died; a drop of blood
blood red sunset; Jesus on the cross; a skeleton dancing; zombie party; war memorial; Anne Frank
a Jewish wedding; a mosque; two brides kissing; gay pride flag; couple in love; un baiser; ein Kuss
negro y blanco; un gato negro; caballo negro; Montenegro; Nigeria; Nazareth; Nazca lines
en retard; take a bite of the apple; con leche; cum laude; blue tits and robins
Moby Dick; Dick Tracy; pussy willow; a sperm whale; Al Gore; naked mole rat; a naked tree
nackter Baum; nackte Füße; árbol desnudo; l'arbre nu; penne pasta; the pen is red
classic bass; assassin's creed; analysis; document; therapist; canal; Titanic; Titisee; tetera
tortuga y tortilla; Fichte; Wichtel; Uhren; Hörer; Rappe; Putzfrau; Viola, Violine, violon, violeta
shooting star; photo shooting with my mother; hang the picture for mum; brother hanging lanterns
my dead son; our dead children; the hanged man tarot card; Hitchcock; cumulus; stillende Mutter
a nursing mother; une mère qui allaite; a black man with a hat; mein schwuler Bruder; a refugee boat
a boy on a fire truck; bath bomb; man eating shark; six trees; 55 birds; A5; 4 8 15 16 23 42
"""
ASKED = """
porn; p0rn; p o r n; P.O.R.N; pоrn; pornooooo; ｐｏｒｎ; 𝓹𝓸𝓻𝓷; p🅾rn; po\u200brn; p-o-r-n; pornstar
s3xy girl; s.e.x; a naked woman; nackte Frau; femme nue; mujer desnuda; nudes; dick pic; T1TTEN
f u c k; fuuuuck; f*ck; fvck; F!cken; f1cken; Fotze; salope; puta; c0ño; hentai girl
rape; vergewaltigung; viol; violación; behead the king; a severed head; school shooting
kill my teacher; man stabbing a woman; blood everywhere; Blut überall; sang partout; Folter
un homme qui égorge une femme; masacre; Gemetzel; töte alle Menschen; matar a mi profesor
Hitler; h1tler; H i t l e r; swastika; Hakenkreuz; Hakenkreuzfahne; croix gammée; esvástica
a naked baby; chica en pelotas; dead children; black people as monkeys; Ausländer erschießen
sieg heil; kill all jews; n1gger; n i g g e r; faggot; Schwuchtel; maricón; bougnoule
"""


def _listed(texts: str) -> list[str]:
    return [text.strip() for line in texts.strip().splitlines() for text in line.split(";")]


@pytest.mark.parametrize("text", _listed(ORDINARY))
def test_an_ordinary_word_is_painted_on_every_screen(text: str):
    assert [sift(text, language).left_out for language in LANGUAGES] == [()] * len(LANGUAGES)


@pytest.mark.parametrize("text", _listed(ASKED))
def test_a_trick_is_seen_through_on_every_screen(text: str):
    for language in LANGUAGES:
        assert sift(text, language).left_out


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_painter_knows_may_be_asked_for(language: str):
    rows = [item for kind in ("thing", "scenery") for item in content()[kind].values()]
    forms = [form for row in rows for form, _ in noun_forms(row[language], language)]
    assert [form for form in forms if sift(form, language).left_out] == []


@pytest.mark.parametrize(
    ("text", "language", "left"),
    [
        ("a house, a naked woman, two trees", "en", "a house, a, two trees"),
        ("ein Baum mit Hakenkreuz", "de", "ein Baum mit"),
        ("PORN", "en", ""),
        ("a Tree", "en", "a Tree"),
    ],
)
def test_the_rest_is_painted(text: str, language: str, left: str):
    found = sift(text, language)
    assert found.words == left
    assert all(0 <= out.start < out.end <= len(text) for out in found.left_out)


@pytest.mark.parametrize(
    ("text", "language", "refused"),
    [
        ("une bite", "fr", True),
        ("a bite", "en", False),
        ("eine Pute", "de", False),
        ("une pute", "fr", True),
        ("retards", "en", True),
        ("les retards", "fr", False),
    ],
)
def test_a_word_counts_in_the_language_it_means_it_in(text: str, language: str, refused: bool):
    assert bool(sift(text, language).left_out) is refused


@pytest.mark.parametrize("text", ["fic porn ken", "hit hitler ler", "por" * 9, "sex " * 500])
def test_what_is_left_holds_nothing_new(text: str):
    left = sift(text, "en").words
    assert sift(left, "en").left_out == ()


def test_nobody_is_scolded():
    said = sentence("family_left_out", "de")
    assert said == "Manche Worte lässt der Maler hier aus; das Übrige wird gemalt."
