"""Which icons the house painter learns from, and which it must never see."""

from itertools import pairwise

TONES = ("light", "medium-light", "medium", "medium-dark", "dark")

# Any icon whose name holds one of these parts between hyphens is left out.
_DENIED_PARTS_TEXT = """
    gun pistol knife dagger sword swords bomb axe bow firecracker boomerang military pick
    hatchet razor fencing wrestling boxing martial ninja beer wine cocktail sake tumbler
    clinking champagne popping tropical-drink mate beverage cigarette smoking ashtray pill
    syringe mushroom-drug alembic blood bone skull coffin headstone funeral zombie vampire
    anatomical lungs brain supervillain ogre goblin mouse-trap hole x-ray microbe biohazard
    radioactive tooth mechanical poo vomiting nauseated flag flags sign button symbol zodiac
    cross menorah om khanda star-of-david dharma yin-yang hamsa aquarius aries cancer
    capricorn gemini leo libra pisces sagittarius scorpio taurus virgo ophiuchus
    crescent-and-star atom fleur-de-lis infinity recycling trident trade-mark copyright
    registered arrow arrows oclock thirty keycap latin letters numbers symbols banknote
    currency dollar exchange yen euro pound no warning prohibited restroom atm mark marks
    circle square diamond diamonds suit asterisk loop dash plus minus multiply divide equals
    information circled bubble speech thought hundred zzz anger dotted wavy medal placard
    barber stop left-luggage customs passport baggage hour hourglass clock stopwatch watch
    timer wireless vibration antenna-bars speaker claus genie levitating facepalming pouting
    bunny gesturing massage haircut finger fingers fist hand hands thumbs palm palms handshake
    horns kiss biting lip mouth tongue nose ear eye eyes foot leg biceps nail bikini briefs
    swimsuit underwear pregnant breast feeding bust busts crutch card slot joker dice die
    mahjong chess playing game pool bullseye chart calendar clown moai nazar prayer kaaba
    mosque synagogue church shinto hindu worship rosary cityscape police detective prince
    princess guard crown-person map monitor trackball blood-type litter non-potable wc closet
    mens womens peace medical orthodox bandage thermometer crutches urn spider cockroach
    mosquito fly rat scorpion worm devil alien monster smiling-face-with-horns exploding money
    heart-on-fire broken-heart gambling level-slider control-knobs radio low-battery key-cap
    id name badge label ticket tickets letter digit tone1 tone2 tone3 tone4 tone5 skin tone
    bald haired family couple fight fingerprint index backhand gesture mage fairy elf mermaid
    merman merperson superhero judge mechanic pilot scientist technologist office-worker
    health-worker factory-worker construction-worker ballet-dancer horse-racing vulcan salute
    splatter angel check-box hairy kissing
"""
DENIED_PARTS = frozenset(_DENIED_PARTS_TEXT.split())

# Whole names that the parts above would not catch, or that are plainer left out.
_DENIED_NAMES_TEXT = """
    tropical-drink bottle-with-popping-cork wine-glass bow-and-arrow water-pistol boxing-glove
    star-of-david star-and-crescent latin-cross orthodox-cross place-of-worship
    wheel-of-dharma hundred-points japanese-symbol-for-beginner part-alternation-mark e-mail
    memo oil-drum pile-of-poo stuffedbread-flat troll people-hugging chains broken-chain hook
    clamp safety-pin sparkler fire-extinguisher world-map hammer-and-pick hammer-and-wrench
    pushpin round-pushpin face-with-symbols-on-mouth person-in-bed person-taking-bath
    hot-springs love-hotel ballot-box-with-ballot bell-with-slash heart-exclamation
    red-triangle red-triangle-pointed-down rolling-on-the-floor-laughing star-struck
    head-shaking-horizontally head-shaking-vertically collision high-voltage children-crossing
    potable-water eight-pointed-star dashing-away cyclone carpentry-saw scissors
    heart-decoration horizontal-traffic selfie speaking-head dvd locked-with-pen
    mobile-phone-off sewing-needle test-tube petri-dish stethoscope dna vertical-traffic
    horizontal-traffic-light construction input-numbers trumpet-flag shield
"""
DENIED_NAMES = frozenset(_DENIED_NAMES_TEXT.split())

# Names the parts would wrongly drop.
_KEPT_NAMES_TEXT = """
    bow palm-tree crescent-moon first-quarter-moon-face full-moon hand-with-fingers-splayed
    waving-hand ear-of-corn bus castle heart-suit chess-pawn rainbow eagle
"""
KEPT_NAMES = frozenset(_KEPT_NAMES_TEXT.split())

# People: everyday figures only, each in all five tones (never the yellow default).
_PEOPLE_TEXT = """
    boy girl child baby man woman person old-man old-woman older-person man-standing
    woman-standing person-standing person-walking man-walking woman-walking person-running
    person-dancing woman-dancing man-dancing person-swimming person-biking farmer artist
    singer teacher student cook firefighter astronaut person-in-lotus-position
    woman-in-lotus-position person-in-manual-wheelchair man-in-manual-wheelchair
    person-rowing-boat person-surfing man-curly-hair woman-curly-hair woman-red-hair man-bald
    woman-white-hair man-beard woman-with-headscarf person-wearing-turban person-raising-hand
    person-bowing person-kneeling waving-hand hand-with-fingers-splayed
"""
PEOPLE = frozenset(_PEOPLE_TEXT.split())

PERSON_PARTS = frozenset(("man", "woman", "person", "men", "women", "people", "mx", "mrs"))
_ANIMAL_FACES_TEXT = """
    cat dog cow pig fox lion tiger monkey mouse rabbit bear horse frog panda wolf unicorn dragon sun
"""
ANIMAL_FACES = frozenset(_ANIMAL_FACES_TEXT.split())

# Faces kept from the smileys, rendered in paper, in the tones and in free colors, never in yellow.
_FACES_TEXT = """
    slightly-smiling-face smiling-face-with-smiling-eyes neutral-face slightly-frowning-face
    frowning-face crying-face loudly-crying-face worried-face sleeping-face relieved-face
    angry-face fearful-face astonished-face pensive-face expressionless-face grinning-face
    tired-face
"""
FACES = frozenset(_FACES_TEXT.split())

# What replaces the emoji yellow: bare paper, the five tones, and colors a person might choose.
FACE_COLORS = (
    "#f7f2e8", "#f2ece0", "#f3cbb0", "#e0ac84", "#bd8558", "#8f5c3a", "#5d3c2a", "#9fc3dd",
    "#b7d3a8", "#cdb6dc",
)  # fmt: skip
FACE_YELLOWS = ("#ffb02e", "#FFB02E")

# Extra words a person may use for an icon's name; the first is the name's own word.
SYNONYMS = {
    "automobile": ("car",),
    "deciduous": ("tree",),
    "evergreen": ("pine",),
    "sailboat": ("boat",),
    "canoe": ("boat",),
    "ship": ("boat",),
    "rabbit": ("bunny",),
    "kitten": ("cat",),
    "puppy": ("dog",),
    "couch": ("sofa",),
    "bicycle": ("bike",),
    "airplane": ("plane",),
    "ocean": ("sea",),
    "hut": ("house", "home"),
    "house": ("home",),
    "desert": ("sand",),
    "beach": ("sand", "sea"),
    "blossom": ("flower",),
    "tulip": ("flower",),
    "rose": ("flower",),
    "sunflower": ("flower",),
    "hibiscus": ("flower",),
    "hyacinth": ("flower",),
    "bouquet": ("flowers",),
    "seedling": ("plant",),
    "potted": ("pot",),
    "boy": ("child", "person"),
    "girl": ("child", "person"),
    "man": ("person",),
    "woman": ("person",),
    "frowning": ("sad",),
    "crying": ("sad", "tears"),
    "pensive": ("sad",),
    "smiling": ("happy",),
    "grinning": ("happy",),
    "fearful": ("afraid",),
}

STOPWORDS = frozenset(
    (
        "with",
        "the",
        "of",
        "and",
        "in",
        "on",
        "a",
        "an",
        "face",
        "without",
        "at",
        "for",
        "to",
        "not",
        "small",
        "large",
        "facing",
    )
)


def is_denied(name: str) -> bool:
    """Whether an icon is left out because of what it shows.

    Args:
        name: hyphenated icon name, without a skin tone.

    Returns:
        True where the name or one of its parts is on a deny-list.
    """
    if name in KEPT_NAMES or name in PEOPLE or name in FACES:
        return False
    if name.isdigit():
        return True
    parts = name.split("-")
    pairs = {f"{a}-{b}" for a, b in pairwise(parts)}
    person = PERSON_PARTS & set(parts)
    smiley = name.endswith("-face") or name.startswith("face-") or "-face-with" in name
    animal_face = parts[0] in ANIMAL_FACES
    if person or (smiley and not animal_face) or name in DENIED_NAMES:
        return True
    return bool(DENIED_PARTS & (set(parts) | pairs | {name}))


def split_tone(name: str) -> tuple[str, str | None]:
    """Separates an icon's name from its skin tone.

    Returns:
        The plain name and the tone ("default" for the yellow one), or None where it has none.
    """
    for tone in ("medium-light", "medium-dark", "light", "medium", "dark", "default"):
        for ending in (f"-{tone}", f"-{tone}-skin-tone"):
            if name.endswith(ending):
                return name[: -len(ending)], tone
    return name, None


def words_of(name: str) -> tuple[str, ...]:
    """The words an icon's name gives, most telling first.

    Args:
        name: hyphenated icon name, without a skin tone.

    Returns:
        Lower-case words, each once, with synonyms.
    """
    own = [p for p in name.lower().split("-") if p.isalpha() and len(p) > 1 and p not in STOPWORDS]
    if name in FACES:
        own.append("face")
    more = [extra for word in own for extra in SYNONYMS.get(word, ())]
    return tuple(dict.fromkeys(own + more))
