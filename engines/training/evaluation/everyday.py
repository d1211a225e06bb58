"""About 130 everyday things, by the names of their icons: what the classifier tells apart."""

from __future__ import annotations

from engines.training.held_out import is_held_out

# Each line: the thing, then names of its icons (Fluent, Noto and Twemoji share them).
_TEXT = """
    apple: red-apple green-apple
    banana: banana
    strawberry: strawberry
    lemon: lemon
    grapes: grapes
    cherries: cherries
    pineapple: pineapple
    watermelon: watermelon
    carrot: carrot
    mushroom: mushroom brown-mushroom
    bread: bread
    cake: birthday-cake shortcake
    ice cream: soft-ice-cream ice-cream
    cup: teacup-without-handle
    teapot: teapot
    pizza: pizza
    hamburger: hamburger
    pie: pie
    cat: cat cat-face black-cat
    dog: dog dog-face guide-dog poodle
    horse: horse horse-face
    cow: cow cow-face
    pig: pig pig-face
    sheep: ewe ram
    rabbit: rabbit rabbit-face
    mouse: mouse mouse-face
    bear: bear polar-bear
    panda: panda
    elephant: elephant
    mammoth: mammoth
    giraffe: giraffe
    lion: lion
    tiger: tiger tiger-face
    leopard: leopard
    monkey: monkey monkey-face
    camel: camel two-hump-camel
    deer: deer
    kangaroo: kangaroo
    hedgehog: hedgehog
    otter: otter
    fox: fox
    frog: frog
    turtle: turtle
    snake: snake
    crocodile: crocodile
    dinosaur: sauropod t-rex
    dragon: dragon dragon-face
    unicorn: unicorn
    bird: bird dove blackbird
    chicken: chicken rooster
    chick: baby-chick hatching-chick front-facing-baby-chick
    duck: duck
    goose: goose
    swan: swan
    owl: owl
    penguin: penguin
    flamingo: flamingo
    parrot: parrot
    butterfly: butterfly monarch-butterfly
    bee: honeybee
    ladybug: lady-beetle
    snail: snail
    fish: fish tropical-fish
    whale: whale spouting-whale
    dolphin: dolphin
    shark: shark
    octopus: octopus
    crab: crab
    jellyfish: jellyfish
    seal: seal
    shell: spiral-shell
    tree: deciduous-tree
    pine: evergreen-tree christmas-tree
    palm tree: palm-tree
    cactus: cactus
    tulip: tulip
    rose: rose
    sunflower: sunflower
    flower: blossom hibiscus cherry-blossom white-flower
    leaf: maple-leaf fallen-leaf leaf-fluttering-in-wind
    potted plant: potted-plant
    sun: sun sun-with-face
    moon: crescent-moon waning-crescent-moon waxing-crescent-moon
    star: star glowing-star
    cloud: cloud
    rain: cloud-with-rain
    lightning: cloud-with-lightning cloud-with-lightning-and-rain
    rainbow: rainbow
    snowflake: snowflake
    snowman: snowman snowman-without-snow
    mountain: mountain snow-capped-mountain mount-fuji
    volcano: volcano
    ocean: water-wave
    campfire: fire
    tornado: tornado
    planet: ringed-planet
    rock: rock
    house: house house-with-garden
    castle: castle
    tent: tent
    lighthouse: lighthouse
    fountain: fountain
    tower: tokyo-tower
    ferris wheel: ferris-wheel
    car: automobile oncoming-automobile sport-utility-vehicle
    bus: bus oncoming-bus
    truck: delivery-truck pickup-truck
    train: train locomotive railway-car
    bicycle: bicycle
    tractor: tractor
    airplane: airplane small-airplane
    helicopter: helicopter
    rocket: rocket
    sailboat: sailboat
    ship: ship passenger-ship ferry
    canoe: canoe
    balloon: balloon
    kite: kite
    umbrella: umbrella closed-umbrella umbrella-with-rain-drops
    chair: chair seat
    bed: bed
    door: door
    window: window
    light bulb: light-bulb
    candle: candle
    book: open-book closed-book blue-book green-book
    key: key old-key
    guitar: guitar
    violin: violin
    trumpet: trumpet
    ball: soccer-ball basketball volleyball
    teddy-bear: teddy-bear
    robot: robot
    ghost: ghost
    crown: crown
    hat: top-hat womans-hat
    glasses: glasses sunglasses
    shoe: running-shoe mans-shoe
    gift: wrapped-gift
    package: package
    bell: bell
    telescope: telescope
    television: television
    heart: red-heart heart-suit
    basket: basket
    toolbox: toolbox
"""
ICONS: dict[str, tuple[str, ...]] = {
    name.strip(): tuple(icons.split())
    for name, _, icons in (line.partition(":") for line in _TEXT.strip().splitlines())
}
THINGS: tuple[str, ...] = tuple(ICONS)
NUMBERS = {name: number for number, name in enumerate(THINGS)}


def held_out_things() -> tuple[str, ...]:
    """The everyday things of which training saw no icon at all."""
    return tuple(name for name, icons in ICONS.items() if all(map(is_held_out, icons)))
