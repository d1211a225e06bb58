"""A carry kit: one archive with which a Jetson without network builds, verifies and benches.

It holds the exported graphs with their fp32 references, this very code, the wheels for the board's
own Python, the sums of all files, a script and a sheet to fill in. On the board nothing is
installed: pip runs out of its own wheel and unpacks into the kit's folder, so that neither network,
nor pip, nor a virtual environment is needed, and JetPack's TensorRT is seen.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from engines import catalog
from engines.errors import PlanBuildError, PlanRefused
from engines.plans import listing
from engines.plans.apart import exported_apart
from engines.plans.models import checked_sizes
from engines.plans.orders import Order
from engines.plans.origins import page_of
from engines.plans.targets import Release, Target
from engines.plans.wishes import check_wishes

HERE = Path(__file__).parent
ENGINES = HERE.parent
# Large, and of no use on a board: the graphs are exported already.
LEFT_OUT = (".onnx", ".safetensors", ".jpg")
# What building, verifying and benching import.
NEEDS = (
    "numpy>=2.1,<3",
    "pillow>=11,<14",
    "opencv-python-headless>=4.10,<6",
    "onnxruntime>=1.22,<2",
    "cryptography>=44,<51",
    "onnx>=1.17",
    "babel>=2.16,<3",
    "pip",
)
PIP_LIMIT_S = 900.0

Fetch = Callable[["Python", Path], None]


@dataclass(frozen=True, slots=True)
class Python:
    """A board's own Python.

    Attributes:
        version: "3.10".
        glibc: the newest C library its wheels may want, as (2, 35).
        extra: what this version needs besides `NEEDS`.
    """

    version: str
    glibc: tuple[int, int]
    extra: tuple[str, ...] = ()

    @property
    def platforms(self) -> list[str]:
        """Every platform tag of wheels that run there."""
        major, minor = self.glibc
        numbered = [f"manylinux_{major}_{each}_aarch64" for each in range(17, minor + 1)]
        return [*numbered, "manylinux2014_aarch64"]


# JetPack 6 is Ubuntu 22.04, JetPack 7 is Ubuntu 24.04.
PYTHONS = {
    "6": Python("3.10", (2, 35), ("tomli>=2.0", "typing-extensions>=4.7")),
    "7": Python("3.12", (2, 39)),
}


@dataclass(frozen=True, slots=True)
class Packed:
    """A kit that lies there whole.

    Attributes:
        path: the archive.
        size: its bytes.
        sha256: to compare after carrying.
        jetpack: what it is for.
        python: the board's.
        wheels: their file names.
    """

    path: Path
    size: int
    sha256: str
    jetpack: str
    python: str
    wheels: tuple[str, ...]


def fetched(python: Python, folder: Path) -> None:
    """Fetches the wheels of a board's Python, with what they need in turn.

    Raises:
        PlanBuildError: one cannot be had.
    """
    digits = python.version.replace(".", "")
    tags = [f"--platform={each}" for each in python.platforms]
    tags += [f"--abi={each}" for each in (f"cp{digits}", "abi3", "none")]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--only-binary", ":all:"]
    command += ["--implementation", "cp", "--python-version", python.version, *tags]
    command += ["--dest", str(folder), *NEEDS, *python.extra]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PIP_LIMIT_S)
    except subprocess.TimeoutExpired as error:
        raise PlanBuildError(
            f"The board's wheels took longer than {PIP_LIMIT_S:g} s to fetch. Try again."
        ) from error
    if done.returncode:
        last = (done.stderr.strip() or "no reason given").splitlines()[-1]
        raise PlanBuildError(
            f"The board's wheels cannot be fetched: {last}. The kit is packed on a machine with "
            "network."
        )


def pack(
    order: Order,
    *,
    jetpack: str,
    out: Path,
    say: Callable[[str], None],
    fetch: Fetch = fetched,
) -> Packed:
    """Makes one archive for a board.

    Args:
        order: what is to be built there; `order.onnx` takes graphs that were exported before.
        jetpack: the board's, "6.2"; it decides Python, TensorRT and so the graphs' opset.
        out: the folder that gets the archive.
        say: told what comes next.
        fetch: puts the wheels into a folder.

    Raises:
        PlanRefused: the target is no board, or no JetPack of that number is known for it.
        PlanBuildError: the export failed, or a wheel cannot be had.
    """
    order.check(None)
    check_wishes(order.wishes, order.target, order.precision, dynamic=order.dynamic)
    release, python = release_of(order.target, jetpack), python_of(jetpack)
    graphs = order.onnx or _exported(order, release, say)
    made, asked = listing.read(graphs)
    name = name_of(order)
    with TemporaryDirectory(prefix="sketchwell-kit-") as aside:
        kit = Path(aside) / name
        (kit / "wheels").mkdir(parents=True)
        say("fetching the board's wheels")
        fetch(python, kit / "wheels")
        say("packing")
        shutil.copytree(graphs, kit / "graphs", copy_function=shutil.copyfile)
        # no folder of this machine: it says nothing there
        listing.write(kit / "graphs", made, {**asked, "weights": None})
        (kit / "WEIGHTS.md").write_text(page_of(made[0].origins), encoding="utf-8")
        _copy_code(kit / "code")
        wheels = tuple(sorted(path.name for path in (kit / "wheels").iterdir()))
        _write_papers(kit, order, jetpack, wheels)
        out.mkdir(parents=True, exist_ok=True)
        path = _archive(kit, out / f"{name}.tar")
    size = path.stat().st_size
    return Packed(path, size, catalog.digest(path), jetpack, python.version, wheels)


def name_of(order: Order) -> str:
    """What a kit is called: another for every picture and precision."""
    size = "to".join(map(str, order.sizes)) if order.dynamic else "-".join(map(str, order.sizes))
    asked = (order.model, order.target.name, order.precision, order.wishes.rest, size)
    return "-".join(["sketchwell-kit", *(word for word in asked if word)])


def release_of(target: Target, jetpack: str) -> Release:
    """The TensorRT that a JetPack brings for a target.

    Raises:
        PlanRefused: the target is no board, or none is known.
    """
    if not target.jetson:
        raise PlanRefused(
            f"A kit is for a Jetson; {target.name} is none. Build there: python build_trt.py build "
            f"--target {target.name}"
        )
    fits = [each for each in target.releases if each.jetpack and each.belongs_to(jetpack)]
    if not fits:
        known = ", ".join(" to ".join(each.jetpack) for each in target.releases if each.jetpack)
        raise PlanRefused(f"{target.name} runs JetPack {known}, not {jetpack}: change --jetpack.")
    return fits[0]


def python_of(jetpack: str) -> Python:
    """The Python of a JetPack.

    Raises:
        PlanRefused: it is older or newer than those we know.
    """
    major = jetpack.split(".")[0]
    if major not in PYTHONS:
        known = " and ".join(PYTHONS)
        raise PlanRefused(f"Kits are for JetPack {known}, not {jetpack}: change --jetpack.")
    return PYTHONS[major]


def _exported(order: Order, release: Release, say: Callable[[str], None]) -> Path:
    sizes = checked_sizes(order.model, order.sizes, dynamic=order.dynamic)
    sides = "-".join(map(str, sizes))
    rest = {} if order.wishes.rest is None else {"rest": order.wishes.rest}
    kind = "-".join([order.target.name, order.precision, *rest.values()])
    folder = order.home / "onnx" / f"kit-{kind}-{sides}"
    asked = {"model": order.model, "precision": order.precision, "sizes": list(sizes)}
    asked |= {"dynamic": order.dynamic, "weights": str(order.weights), "for": release.lowest}
    asked |= {"islands": list(order.islands)} | rest
    if listing.kept(folder, asked) is not None:
        say(f"the graphs in {folder} stand already")
        return folder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    names = ("model", "precision", "dynamic", "weights", "islands")
    task = {name: getattr(order, name) for name in names}
    task |= {"target": order.target.name, "sizes": sizes, "into": folder, "version": release.lowest}
    task |= rest
    listing.write(folder, exported_apart(task, say), asked)
    return folder


def _copy_code(place: Path) -> None:
    copied = shutil.copyfile
    shutil.copytree(ENGINES, place / "engines", ignore=_left_out, copy_function=copied)
    shutil.copyfile(ENGINES.parent / "build_trt.py", place / "build_trt.py")


def _left_out(folder: str, names: list[str]) -> list[str]:
    large = LEFT_OUT if Path(folder).name == "weights" else ()
    return [name for name in names if name == "__pycache__" or name.endswith(large)]


def _write_papers(kit: Path, order: Order, jetpack: str, wheels: tuple[str, ...]) -> None:
    """The script, the sheet, what the kit is, and the sums of everything."""
    words = {
        "name": kit.name,
        "model": order.model,
        "target": order.target.name,
        "title": order.target.title,
        "precision": order.precision,
        "preset": order.preset.name,
        "jetpack": jetpack,
        "more": "".join(
            [
                f" --size {','.join(map(str, order.sizes))}" if order.sizes else "",
                " --dynamic" if order.dynamic else "",
                *(f" {word}" for word in order.wishes.words),
            ]
        ),
    }
    for name in ("run.sh", "SHEET.md"):
        text = (HERE / "papers" / name).read_text(encoding="utf-8")
        for word, value in words.items():
            text = text.replace(f"@{word}@", value)
        (kit / name).write_text(text, encoding="utf-8")
    command = replace(order, onnx=None, weights=None, out=None).command
    told = {**words, "wheels": wheels, "order": command, "python": asdict(python_of(jetpack))}
    (kit / "kit.json").write_text(f"{json.dumps(told, indent=1)}\n", encoding="utf-8")
    sums = [f"{catalog.digest(path)}  {path.relative_to(kit).as_posix()}" for path in _files(kit)]
    (kit / "SHA256SUMS").write_text("\n".join([*sums, ""]), encoding="utf-8")


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _archive(kit: Path, path: Path) -> Path:
    """The same files give the same archive: no times, no owners."""
    part = path.with_name(f"{path.name}.part")
    try:
        with tarfile.open(part, "w") as archive:
            for entry in _files(kit):
                archive.add(entry, f"{kit.name}/{entry.relative_to(kit)}", filter=_plain)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o755 if entry.name.endswith("run.sh") else 0o644
    return entry
