"""A plan at rest: written and signed beside its engine, checked before anything is deserialized.

An engine is code that runs with the rights of whoever opens it. So the order is fixed: this
machine's signature over the manifest, then every field an engine is bound to, then the engine's own
hash; only then does TensorRT see a byte of it. A plan of another machine is never opened: it is
built again.
"""

from __future__ import annotations

import hashlib
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engines.errors import PlanMismatchError, SealError
from engines.nets.manifest import Ingredients, Manifest, parse, rebuild
from engines.nets.place import BOUND, Place, release
from engines.sealing.signing import known_key, machine_key

PURPOSE = "sketchwell plan"
_BLOCK = 1 << 22


@dataclass(frozen=True, slots=True)
class PlanFiles:
    """The three files of a plan.

    Attributes:
        engine: `GRAPH.engine`.
    """

    engine: Path

    @property
    def manifest(self) -> Path:
        """`GRAPH.json`."""
        return self.engine.with_suffix(".json")

    @property
    def signature(self) -> Path:
        """`GRAPH.sig`."""
        return self.engine.with_suffix(".sig")


def write(engine: Path, manifest: Manifest, *, keys: Path) -> PlanFiles:
    """Writes the manifest and its signature beside an engine that lies there whole.

    Cut off at any moment, the plan is refused or whole: the signature comes last.

    Args:
        engine: the engine file.
        manifest: what to say of it.
        keys: the practice's folder, with the machine's key; made where there is none yet.

    Raises:
        SealError: the machine's key cannot be used.
    """
    files, told = PlanFiles(engine), manifest.to_bytes()
    files.signature.unlink(missing_ok=True)
    write_whole(files.manifest, told)
    signed = machine_key(keys).sign(_named(engine, told), purpose=PURPOSE)
    write_whole(files.signature, signed.encode())
    return files


def read(engine: Path, *, keys: Path) -> Manifest:
    """The manifest beside an engine, after its signature was checked; the engine is not looked at.

    Args:
        engine: the engine file.
        keys: the practice's folder, with the machine's key.

    Raises:
        PlanMismatchError: a file is missing, unsigned, signed by somebody else, changed, or of
            another format; the message has the command that builds the plan again.
    """
    files = PlanFiles(engine)
    told = _bytes_of(files.manifest, "manifest", engine)
    signature = _bytes_of(files.signature, "signature", engine).decode("ascii", errors="replace")
    try:
        key = known_key(keys)
        if key is None:
            raise SealError("this machine has no key: it never built a plan")
        key.check(_named(engine, told), signature, purpose=PURPOSE)
    except SealError as error:
        raise _refused(engine, f"signature: {error}", _guessed(engine, told)) from error
    try:
        return parse(told)
    except PlanMismatchError as error:
        raise _refused(engine, str(error), _guessed(engine, told)) from error


def checked(
    engine: Path, place: Place, *, library_version: str, keys: Path, verified: bool = True
) -> Manifest:
    """The manifest of an engine that may be opened here; nothing of the engine was interpreted.

    Args:
        engine: the engine file.
        place: this machine.
        library_version: of the TensorRT that is about to open it.
        keys: the practice's folder, with the machine's key.
        verified: whether an engine that was never verified is refused.

    Raises:
        PlanMismatchError: it is not this machine's, or not whole. The message names the field, both
            values and the command that builds it again.
    """
    with opened(
        engine, place, library_version=library_version, keys=keys, verified=verified
    ) as plan:
        return plan[0]


@contextmanager
def opened(
    engine: Path, place: Place, *, library_version: str, keys: Path, verified: bool = True
) -> Iterator[tuple[Manifest, mmap.mmap]]:
    """As `checked`; gives the very bytes that were checked too, mapped and not copied."""
    manifest = read(engine, keys=keys)
    _check_fields(engine, manifest, place, library_version)
    if verified:
        _check_verified(engine, manifest, place)
    size = engine.stat().st_size if engine.is_file() else 0
    if size != manifest.outcome.engine_bytes or not size:
        what = f"engine_bytes is {manifest.outcome.engine_bytes} in the manifest, {size} on disk"
        raise _refused(engine, what, rebuild(manifest.ingredients))
    with engine.open("rb") as stream, _mapped(stream.fileno()) as mapped:
        _check_hash(engine, manifest, mapped)
        yield manifest, mapped


def mismatches(
    ingredients: Ingredients, place: Place, library_version: str
) -> Iterator[tuple[str, object, object]]:
    """Every field that binds the engine elsewhere: its name, the manifest's value, the value here.

    None in the manifest binds to nothing.
    """
    built = ingredients.place
    for name in BOUND:
        told, found = getattr(built, name), getattr(place, name)
        if name == "l4t":
            told, found = release(told), release(found)
        if told is not None and told != found:
            yield name, told, found
    if ingredients.computes and place.compute not in ingredients.computes:
        yield "computes", " ".join(ingredients.computes), place.compute
    if ingredients.library_version != library_version:
        yield "library_version", ingredients.library_version, library_version


def _check_fields(engine: Path, manifest: Manifest, place: Place, library_version: str) -> None:
    went_in = manifest.ingredients
    if went_in.graph != engine.stem:
        what = f"graph is {went_in.graph!r} in the manifest, the file is {engine.name!r}"
        raise _refused(engine, what, rebuild(went_in))
    found = list(mismatches(went_in, place, library_version))
    if found:
        told = "; ".join(
            f"{name} is {there!r} in the manifest, {here!r} here" for name, there, here in found
        )
        elsewhere = {name for name, _, _ in found} != {"library_version"}
        raise _refused(engine, told, rebuild(went_in, target="here" if elsewhere else None))


def _check_hash(engine: Path, manifest: Manifest, mapped: mmap.mmap) -> None:
    found = hashlib.sha256()
    with memoryview(mapped) as view:
        for start in range(0, len(view), _BLOCK):
            found.update(view[start : start + _BLOCK])
    if found.hexdigest() != manifest.outcome.engine_sha256:
        what = (
            f"engine_sha256 is {manifest.outcome.engine_sha256} in the manifest, "
            f"{found.hexdigest()} on disk: the engine was changed"
        )
        raise _refused(engine, what, rebuild(manifest.ingredients))


def _check_verified(engine: Path, manifest: Manifest, place: Place) -> None:
    """Whether it held, and on this GPU: an engine for several was tried on one of them."""
    if manifest.verified is None:
        what = "was built and never verified"
    else:
        gpu = manifest.verified.get("gpu", place.gpu)
        if gpu == place.gpu:
            return
        what = f"was verified on {gpu}, and here is {place.gpu}"
    raise PlanMismatchError(
        f"The plan {engine} {what}. Run: python build_trt.py verify {engine.parent}"
    )


@contextmanager
def _mapped(handle: int) -> Iterator[mmap.mmap]:
    mapped = mmap.mmap(handle, 0, access=mmap.ACCESS_READ)
    try:
        yield mapped
    finally:
        mapped.close()


def _named(engine: Path, told: bytes) -> bytes:
    """The manifest bound to its engine's name, so that two plans' manifests cannot be swapped."""
    return engine.stem.encode() + b"\0" + told


def _bytes_of(path: Path, what: str, engine: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        told = f"{what}: {path.name} is missing ({error.strerror})"
        raise _refused(engine, told, _guessed(engine, b"")) from error


def _refused(engine: Path, what: str, command: str) -> PlanMismatchError:
    return PlanMismatchError(
        f"The plan {engine} is not opened: {what}. Build it on this machine: {command}"
    )


def _guessed(engine: Path, told: bytes) -> str:
    """The command where nobody vouches for the manifest: of plain names alone."""
    try:
        return rebuild(parse(told).ingredients, target="here")
    except PlanMismatchError:
        return f"python build_trt.py build --model {_model_of(engine)} --target here"


def _model_of(engine: Path) -> str:
    name = engine.absolute().parent.parent.name
    return name if name.replace("-", "").replace("_", "").isalnum() else "NAME"


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file beside its place, syncs it, and only then puts it there."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.new")
    with aside.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(path)


def figures_of(manifest: Manifest) -> dict[str, Any]:
    """What a manifest says in few words, for lists."""
    went_in, came_out = manifest.ingredients, manifest.outcome
    computes = f"compute {', '.join(went_in.computes)}" if went_in.computes else "any"
    pictures = ", ".join(map(str, went_in.sizes)) + " and between" * went_in.dynamic
    return {
        "graph": went_in.graph,
        "precision": went_in.precision,
        "pictures": pictures or "the model's own",
        "library": f"{went_in.library} {went_in.library_version}",
        "target": went_in.target,
        "gpu": went_in.place.gpu or computes,
        "engine_mb": round(came_out.engine_bytes / 1e6, 1),
        "built": came_out.built,
        "seconds": round(came_out.seconds, 1),
        "verified": manifest.verified is not None,
        "key": manifest.key,
    }
