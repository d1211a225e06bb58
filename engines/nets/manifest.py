"""What a plan's manifest says: what went into the engine, what came out, what was verified.

A plan is three files side by side: `unet.engine`, `unet.json` (the manifest) and `unet.sig`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from engines.errors import PlanMismatchError
from engines.nets.base import Slot
from engines.nets.place import BOUND, Place, release
from engines.nets.sides import Sides
from engines.nets.sides import told as sides_told

FORMAT = 3
KEY_DIGITS = 16
OUTSIDE = "not from the store"
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.A)
_OPTION = re.compile(r"(?:--)?[a-z0-9][a-z0-9+-]*", re.A)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The shapes one input may have in one profile: the least, the best and the most."""

    input: str
    least: tuple[int, ...]
    best: tuple[int, ...]
    most: tuple[int, ...]

    def hold(self, shape: tuple[int, ...]) -> bool:
        """Whether a shape lies between the least and the most."""
        rows = zip(self.least, shape, self.most, strict=False)
        return len(shape) == len(self.least) and all(low <= at <= high for low, at, high in rows)


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose weights an engine was made of, and what they may be used for.

    Attributes:
        model: its name in the catalog; "unknown" where nobody knows.
        source: where it was fetched from; the folder's name for weights not from the store.
        revision: the commit that was met, or the catalog's; "unknown" where nobody knows.
        licence: its name; "unknown" where nobody knows.
        use_limits: what the licence forbids or asks for, in plain words: to be passed on.
        by: what vouches for the files: "catalog", "host", "nobody" (what came first), "mixed"; or
            "not from the store".
        files: their SHA-256, by name.
    """

    model: str
    source: str
    revision: str
    licence: str
    use_limits: str
    by: str
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ingredients:
    """Everything that decides an engine. Its key is made of these, never of the engine's bytes.

    Attributes:
        model: "house", "sd15", ...
        revision: the model's, as in the catalog.
        licence: of all its weights, by name; not in the key.
        graph: "unet", "decoder", ...
        precision: "fp16", ...
        onnx_sha256: over the ONNX file and its external data.
        opset: of the ONNX file.
        target: a name of `engines/plans/targets.toml`.
        library: "tensorrt" or "tensorrt_rtx".
        library_version: as the library itself says it.
        place: where it was built; the key has what an engine is bound to (`place.BOUND`).
        preset: "quick", "kiosk" or "max".
        sizes: the pictures' sides it was made for, in pixels.
        dynamic: whether it takes any size between them.
        inputs: what it takes.
        outputs: what it gives.
        profiles: shapes where they are free; empty where they are static.
        islands: nodes kept in fp32.
        weights: file name and SHA-256 of the weights the graph was exported from.
        origins: whose weights they are, with licences and limits; not in the key.
        calibration_sha256: over the trials that eight-bit ranges were taken from; None where there
            were none.
        flags: builder flags that were set, as the library names them.
        options: every other builder setting: workspace, level, tiling, ...
        computes: compute capabilities that it was built for; empty where only for its place.
    """

    model: str
    revision: str
    licence: str
    graph: str
    precision: str
    onnx_sha256: str
    opset: int
    target: str
    library: str
    library_version: str
    place: Place
    preset: str = "kiosk"
    sizes: tuple[Sides, ...] = ()
    dynamic: bool = False
    inputs: tuple[Slot, ...] = ()
    outputs: tuple[Slot, ...] = ()
    profiles: tuple[tuple[Bounds, ...], ...] = ()
    islands: tuple[str, ...] = ()
    weights: Mapping[str, str] = field(default_factory=dict)
    origins: tuple[Origin, ...] = ()
    calibration_sha256: str | None = None
    flags: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    computes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What building gave.

    Attributes:
        engine_sha256: of the engine file. Two identical builds give different bytes.
        engine_bytes: its size.
        built: ISO time in UTC.
        seconds: how long it took.
        peak_rss_mb: the most memory of the building process, in MiB.
        skipped_tactics: ways of computing that did not fit into memory; the engine is valid without
            them, perhaps slower.
        warnings: what the builder warned of.
        layers: how many layers compute in which precision.
        table: one row a layer as the builder recorded it: name, kind, precision, shapes.
        judged: what the precision costs, as it was judged before building: by this graph alone
            ("graph") and by the whole model, words to picture ("whole"); empty where neither was.
    """

    engine_sha256: str
    engine_bytes: int
    built: str
    seconds: float
    peak_rss_mb: float | None = None
    skipped_tactics: int = 0
    warnings: tuple[str, ...] = ()
    layers: Mapping[str, int] = field(default_factory=dict)
    table: tuple[Mapping[str, Any], ...] = ()
    judged: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What lies beside an engine.

    Attributes:
        ingredients: what went in.
        outcome: what came out.
        builder: Sketchwell's version.
        verified: the figures of the last verification, where it held; else None.
        failed: what the last verification found wrong and what to do, where it did not; else None.
    """

    ingredients: Ingredients
    outcome: Outcome
    builder: str
    verified: Mapping[str, Any] | None = None
    failed: Mapping[str, Any] | None = None

    @property
    def key(self) -> str:
        """The engine's name by what went in."""
        return key_of(self.ingredients)

    def to_bytes(self) -> bytes:
        """The manifest as JSON."""
        told = {"format": FORMAT, "key": self.key, **asdict(self)}
        return f"{json.dumps(told, indent=1, sort_keys=True)}\n".encode()


def key_of(ingredients: Ingredients) -> str:
    """The same ingredients, the same key: 16 hexadecimal digits."""
    told = asdict(ingredients)
    del told["licence"], told["origins"]
    told["place"] = {name: told["place"][name] for name in BOUND}
    told["place"]["l4t"] = release(ingredients.place.l4t)
    return _digest(told)


def folder_of(all_ingredients: Iterable[Ingredients]) -> str:
    """The name of the folder that holds the plans of one model's graphs."""
    return _digest(sorted(key_of(each) for each in all_ingredients))


def rebuild(ingredients: Ingredients, *, target: str | None = None) -> str:
    """The command that builds this engine again, perhaps for another target.

    It can be pasted even where nobody vouches for the manifest: what is no plain name is left out.
    """
    told = {
        "model": ingredients.model,
        "target": target or ingredients.target,
        "precision": ingredients.precision,
        "size": ",".join(map(str, sides_told(ingredients.sizes))),
        "preset": ingredients.preset,
    }
    plain = {
        name: value for name, value in told.items() if _PLAIN.fullmatch(value.replace(",", "-"))
    }
    words = [f"--{name} {value}" for name, value in plain.items()]
    words += ["--weights DIR"] * any(each.by == OUTSIDE for each in ingredients.origins)
    words += ["--dynamic"][: ingredients.dynamic]
    words += [each for each in ingredients.options.get("asked", ()) if _OPTION.fullmatch(each)]
    return " ".join(["python build_trt.py build", *words])


def parse(data: bytes) -> Manifest:
    """The manifest that `Manifest.to_bytes` wrote.

    Raises:
        PlanMismatchError: it is none, of another format, or its key is not of its ingredients.
    """
    try:
        told = json.loads(data)
        version = told["format"]
        if version != FORMAT:
            raise PlanMismatchError(
                f"format is {version!r} in the manifest, {FORMAT} is what this Sketchwell reads"
            )
        manifest = _manifest(told)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PlanMismatchError(f"the manifest cannot be read ({error})") from error
    if manifest.key != told.get("key"):
        raise PlanMismatchError(
            f"key is {told.get('key')!r} in the manifest, {manifest.key!r} by its ingredients"
        )
    return manifest


def _manifest(told: dict[str, Any]) -> Manifest:
    went_in, came_out = dict(told["ingredients"]), dict(told["outcome"])
    for name in ("islands", "flags", "computes"):
        went_in[name] = tuple(went_in[name])
    went_in["sizes"] = sides_told(went_in["sizes"])
    for name in ("inputs", "outputs"):
        went_in[name] = tuple(
            replace(slot, shape=tuple(slot.shape)) for slot in (Slot(**s) for s in went_in[name])
        )
    went_in["profiles"] = tuple(tuple(map(_bounds, profile)) for profile in went_in["profiles"])
    went_in["place"] = Place(**went_in["place"])
    went_in["origins"] = tuple(Origin(**each) for each in went_in["origins"])
    came_out["warnings"], came_out["table"] = tuple(came_out["warnings"]), tuple(came_out["table"])
    made = Ingredients(**went_in), Outcome(**came_out), str(told["builder"])
    return Manifest(*made, told["verified"], told["failed"])


def _bounds(told: dict[str, Any]) -> Bounds:
    return Bounds(told["input"], *(tuple(told[name]) for name in ("least", "best", "most")))


def _digest(told: object) -> str:
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:KEY_DIGITS]
