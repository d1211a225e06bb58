"""Sentences as people write them, in four languages, and what is heard in them."""

from __future__ import annotations

import pytest

from engines.lexicon import Heard, Wish, read
from engines.lexicon.entries import content


def told(heard: Heard) -> str:
    """What was heard, short: "2 red bird left; tree | sea | unknown words"."""
    wishes = "; ".join(map(_wish, heard.wishes))
    parts = (wishes, ", ".join(heard.scenery), ", ".join(heard.unknown))
    return " ".join(" | ".join(parts).split())


def _wish(wish: Wish) -> str:
    names = {tuple(row["rgb"]): name for name, row in content()["color"].items()}
    color = "" if wish.color is None else names.get(wish.color, "shaded")
    parts = (str(wish.count) if wish.count > 1 else "", color, wish.thing, wish.side or "")
    return " ".join(part for part in parts if part)


ENGLISH = {
    "a tree and two birds": "tree; 2 bird | |",
    "a red balloon": "red balloon | |",
    "Please add a doggy": "dog | |",
    "some flowers, please": "3 flower | |",
    "birds": "3 bird | |",
    "many stars": "5 star | |",
    "a pair of butterflies": "2 butterfly | |",
    "12 clouds": "9 cloud | |",
    "a house on the left and a tree on the right": "house left; tree right | |",
    "on the left a boat, in the middle a whale": "boat left; whale middle | |",
    "On the left, a boat": "boat left | |",
    "the balloon is red": "red balloon | |",
    "a tree. The tree is yellow": "yellow tree | |",
    "a light blue fish": "shaded fish | |",
    "an orange and an orange cat": "orange; orange cat | |",
    "hot-air-balloon over the sea": "hot air balloon | sea |",
    "a hot air balloon": "hot air balloon | |",
    "no trees": "| |",
    "a house without trees": "house | |",
    "a house without trees or birds": "house | |",
    "no trees, a house": "house | |",
    "no clouds but a sun": "sun | |",
    "I don't want any dogs. I want a cat": "cat | |",
    "without a tree and a bird": "bird | |",
    "no monsters": "| |",
    "pain": "| | pain",
    "I am afraid and alone": "| | afraid, alone",
    "my dog died": "dog | | died",
    "Baum, oiseau and a cat": "cat | | Baum, oiseau",
    "a gun and a rose": "rose | | gun",
    "SNOW, MOUNTAINS": "| snow, mountains |",
    "ice cream": "ice cream | |",
    "a hot dog": "| | hot dog",
    "my grandma's house": "person; house | |",
    "sun tree house": "sun; tree; house | |",
    "a starry sky with shooting stars": "3 shooting star | starry sky |",
    "children under a rainbow": "3 child; rainbow | |",
    "gift": "gift | |",
    "three red and two blue balloons": "3 red balloon; 2 blue balloon | |",
    "not red, a green and a dark green tree": "green tree; shaded tree | |",
}
GERMAN = {
    "ein Baum und zwei Vögel": "tree; 2 bird | |",
    "ein roter Ballon": "red balloon | |",
    "ein Haeuschen mit Baeumen": "house; 3 tree | |",
    "zwei voegel": "2 bird | |",
    "ein Vöglein auf einem Bäumchen": "bird; tree | |",
    "Apfelbaum und Segelboot": "apple tree; boat | |",
    "ein Zwetschgenbaum, ein Gummiboot": "tree; boat | |",
    "Lieblings-Baum": "tree | |",
    "ein paar Wolken": "3 cloud | |",
    "viele Sterne": "5 star | |",
    "links ein Haus und rechts ein Baum": "house left; tree right | |",
    "ein Hund in der Mitte": "dog middle | |",
    "hellblaue Blumen": "3 shaded flower | |",
    "Der Ballon ist grün": "green balloon | |",
    "keine Bäume": "| |",
    "ein Haus ohne Bäume und Vögel": "house | |",
    "kein Regen, sondern Sonne": "sun | |",
    "Gift": "| | Gift",
    "Angst": "| | Angst",
    "ein Traum": "| | Traum",
    "Waffe und Schusswaffe": "| | Waffe, Schusswaffe",
    "vergleichen, verbergen": "| | vergleichen, verbergen",
    "eine Tasse Tee": "tea | |",
    "gruene Baeume": "3 green tree | |",
    "Rente und Momente": "| | Rente, Momente",
    "vereinzelt romantisch": "| | vereinzelt, romantisch",
    "eine junge Katze und ein Junge": "cat; child | |",
    "ein See mit Enten": "3 duck | lake |",
    "bird": "| | bird",
    "Eis": "ice cream | |",
    "eine orange Katze und eine Orange": "orange cat; orange | |",
    "im Schnee ein Schneemann": "snowman | snow |",
    "das Haus des Kindes": "house; child | |",
    "eine Katze in rotem Haus": "cat; red house | |",
    "ein Ballon in Rot": "red balloon | |",
    "Vögel über dem Schneemeer": "3 bird | sea |",
    "kein Baum, aber eine Fledermaus": "| | Fledermaus",
    "am Meer bei Sonnenuntergang": "| sea, sunset |",
}
FRENCH = {
    "un arbre et deux oiseaux": "tree; 2 bird | |",
    "un ballon rouge": "red balloon | |",
    "un papillon bleu et un chaton noir": "blue butterfly; black cat | |",
    "des oiseaux": "3 bird | |",
    "quelques etoiles": "3 star | |",
    "une paire de chaussures": "2 shoes | |",
    "l'arbre à gauche et la maison à droite": "tree left; house right | |",
    "pas d'arbres": "| |",
    "une maison sans arbres ni oiseaux": "house | |",
    "pas de nuages, mais un soleil": "sun | |",
    "une fleur rose": "pink flower | |",
    "une rose": "rose | |",
    "du pain": "bread | |",
    "un arc-en-ciel au-dessus de la mer": "rainbow | sea |",
    "un bateau à voile": "boat | |",
    "deux bateaux à voile": "2 boat | |",
    "un poisson bleu clair": "shaded fish | |",
    "la peur et la mort": "| | peur, mort",
    "un coeur": "heart | |",
    "trois chevaux": "3 horse | |",
    "J'aimerais qu'il y ait un chat": "cat | |",
    "un bateau sur la mer bleue": "boat | sea |",
    "trois ballons rouges et deux bleus": "3 red balloon; 2 blue balloon | |",
    "un feu d'artifice": "| fireworks |",
    "tree": "| | tree",
}
SPANISH = {
    "un árbol y dos pájaros": "tree; 2 bird | |",
    "un globo rojo": "red balloon | |",
    "dos gatitos negros": "2 black cat | |",
    "un perrito en la playa": "dog | beach |",
    "una casita a la izquierda y un arbol a la derecha": "house left; tree right | |",
    "muchas flores amarillas": "5 yellow flower | |",
    "unas nubes": "3 cloud | |",
    "sin árboles": "| |",
    "una casa sin árboles ni pájaros": "house | |",
    "no quiero perros. Quiero un gato": "cat | |",
    "una flor rosa": "pink flower | |",
    "una rosa": "rose | |",
    "un corazón azul claro": "shaded heart | |",
    "dos peces en el mar": "2 fish | sea |",
    "miedo y muerte": "| | miedo, muerte",
    "un globo rojo y dos azules": "red balloon; 2 blue balloon | |",
    "me siento solito": "| | solito",
    "tres aviones": "3 airplane | |",
    "mi papa y mi mamá": "person; person | |",
    "bread": "| | bread",
}
ROWS = [
    (language, words, heard)
    for language, rows in (("en", ENGLISH), ("de", GERMAN), ("fr", FRENCH), ("es", SPANISH))
    for words, heard in rows.items()
]


@pytest.mark.parametrize(("language", "words", "heard"), ROWS, ids=[row[1] for row in ROWS])
def test_words_are_heard_as_meant(language: str, words: str, heard: str) -> None:
    assert told(read(words, language)) == heard


def test_too_many_wishes_are_cut_and_said_to_be() -> None:
    every = "a sun, a moon, a star, a tree, a fir, a cat, a dog, a cow, a pig, a fox, a bee, an owl"
    assert len(read(every, "en").wishes) == 12
    assert not read(every, "en").cut
    more = read(f"{every}, a bus", "en")
    assert (len(more.wishes), more.cut) == (12, True)
    assert read("tree " * 400, "en").cut


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="'it'"):
        read("un albero", "it")


def test_an_empty_text_asks_for_nothing() -> None:
    assert read("  \n ", "de") == Heard((), (), (), cut=False)
