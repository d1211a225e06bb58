"""The engines on the command line: paint, bench, models, helpcard, doctor; `--help` says more."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines import settings, sketch, strokes
from engines.bench.options import add_painters
from engines.errors import RequestError, SketchwellError
from engines.picture import (
    INFLUENCES,
    MOODS,
    STYLES,
    Picture,
    PictureRequest,
    Provenance,
    Region,
    pixels_of,
    png_of,
    told,
)
from engines.plans import processors
from engines.plans.reports import unread
from engines.roster import commands as roster
from engines.roster import limits_of
from engines.safety import commands as safety
from engines.sketch.pages import WHOLE, find_page
from engines.sketch.photos import read_photo
from engines.sketch.scans import Scan, scan_of
from engines.strokes import Drawing
from engines.studio import PAINTERS, Studio, settled

QUIET_S = 1.0
SAY_EVERY_S = 0.5
STOPPED, UNREAD = 130, 141  # 128 and SIGINT, SIGPIPE, as shells count


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command.

    Returns:
        The exit status: 0 done, 1 `doctor` found that the default painter cannot paint, 2 an error,
        told in one line on standard error, 130 stopped with Ctrl-C, 141 nobody reads it any more.
    """
    asked = _parser().parse_args(arguments)
    try:
        code = asked.run(asked)
        return UNREAD if unread() else code
    except BrokenPipeError:
        unread(known=True)
        return UNREAD
    except (SketchwellError, OSError) as error:
        print(f"python -m engines: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("python -m engines: stopped", file=sys.stderr)
        return STOPPED


def paint(asked: argparse.Namespace) -> int:
    """Paints a drawing and writes the picture, and its layers if asked for."""
    chosen = settled(settings.load({"painter": asked.painter, "size": asked.size})).settings
    request, parent, scan = _request(asked, chosen)
    start_s = time.perf_counter()
    with Studio(chosen) as studio:
        picture = studio.paint(request, parent=parent, scan=scan, watch=TerminalWatch())
    took_s = time.perf_counter() - start_s
    for limit in limits_of(picture.provenance.painter):
        _say(limit)
    asked.out.write_bytes(picture.to_png(mark=True))
    written = [asked.out, *_write_layers(picture, asked.layers)]
    made = picture.provenance
    said = told(made.unknown_words, made.notes)
    if asked.json:
        _print_json(_painted_json(picture, written, took_s) | {"said": said})
        return 0
    height, width = picture.painted.shape[:2]
    print(f"{asked.out}: {width} x {height}, {picture.provenance.painter}, {took_s:.2f} s")
    for line in (*said, *_nets_told(made.notes)):
        print(line)
    return 0


def _nets_told(notes: Sequence[str]) -> Iterator[str]:
    """The picture that a large painter's nets are for; no sentence of it is for clients."""
    sides = next((note.removeprefix("nets_") for note in notes if note.startswith("nets_")), None)
    if sides is not None:
        laid = ", on which the page was laid: it has another shape" if "page_laid" in notes else ""
        free = " with free sides, at" if "sides_free" in notes else " of"
        yield f"Painted on nets{free} {sides} px{laid}."


def bench(asked: argparse.Namespace) -> int:
    """Measures, and prints medians and ratios side by side."""
    from engines import bench as measuring
    from engines.bench import latent

    chosen = settled(settings.load({"threads": asked.threads})).settings
    rounds = measuring.ROUNDS if asked.rounds is None else asked.rounds
    if rounds < 1:
        raise RequestError(f"--rounds is {rounds}: a case must run at least once.")
    if asked.painter is not None:
        for limit in limits_of(asked.painter):
            _say(limit)
        found = latent.report(latent.asked_of(asked, chosen), say=_say)
        told = latent.table(found)
    else:
        way = (chosen.runtime, chosen.precision)
        found = measuring.report(rounds=rounds, threads=chosen.threads, way=way, say=_say)
        told = measuring.table(found)
    if asked.json:
        _print_json(found)
    else:
        print(told)
    return 0


def doctor(asked: argparse.Namespace) -> int:
    """Says what runs here; 1 where the default painter cannot paint."""
    from engines import doctor as looking

    findings = looking.examine(_say)
    painter = settings.load().painter
    paints = looking.can_paint(findings, painter)
    if asked.json:
        _print_json({"paints": paints, "findings": [asdict(finding) for finding in findings]})
        return 0 if paints else 1
    marks = {"ok": "   ", "note": " - ", "problem": " ! "}
    for finding in findings:
        print(f"{marks[finding.standing]}{finding.what}: {finding.text}")
    print(f"The default painter, {painter}, {'paints' if paints else 'cannot paint'} here.")
    return 0 if paints else 1


class TerminalWatch:
    """Says on standard error how far a painting is, once it takes longer than a second."""

    def __init__(self) -> None:
        self._said_s = time.monotonic() + QUIET_S - SAY_EVERY_S

    def progress(self, fraction: float) -> None:
        """Says it at most every half second."""
        now_s = time.monotonic()
        if now_s - self._said_s >= SAY_EVERY_S:
            self._said_s = now_s
            _say(f"painting, {fraction:.0%}")

    def preview(self, pixels: NDArray[np.uint8]) -> None:
        """A terminal shows no preview."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m engines", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    painting = _command(commands, "paint", paint)
    painting.add_argument(
        "drawing", type=Path, nargs="?", metavar="DRAWING.json", help="wire format 1"
    )
    painting.add_argument(
        "--scan", type=Path, metavar="PHOTO", help="a drawing on paper, below the strokes"
    )
    painting.add_argument("--out", type=Path, required=True, metavar="PICTURE.png")
    painting.add_argument("--layers", type=Path, metavar="DIR", help="also painted.png, lines.png")
    painting.add_argument("--words", default="", help="what to paint, in words")
    painting.add_argument("--language", default="en", help="the words' language: en, de, fr or es")
    painting.add_argument("--style", choices=STYLES, default="watercolor")
    painting.add_argument("--mood", choices=MOODS, help="mood of light; else the strokes' own")
    painting.add_argument("--influence", choices=INFLUENCES, default="together")
    painting.add_argument("--region", type=Path, metavar="MASK.png", help="white = paint again")
    painting.add_argument("--on", type=Path, metavar="PARENT.png", help="painted.png of the parent")
    painting.add_argument("--seed", type=int, default=0)
    painting.add_argument("--size", type=int, help="long side in pixels, a multiple of 8")
    painting.add_argument(
        "--painter", choices=sorted(PAINTERS), help="else the one in the settings"
    )
    measuring = _command(commands, "bench", bench)
    measuring.add_argument("--rounds", type=int, help="runs a case")
    measuring.add_argument("--threads", type=int, help="else as in the settings")
    add_painters(measuring)
    roster.add(_command(commands, "models", roster.listed))
    processors.add(_command(commands, "export", processors.exported), say=_say)
    safety.add(_command(commands, "helpcard", safety.checked))
    _command(commands, "doctor", doctor)
    return parser


def _command(commands: Any, name: str, run: Callable[..., int]) -> argparse.ArgumentParser:
    text = (run.__doc__ or "").strip()
    parser = commands.add_parser(name, help=text, description=text)
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    parser.set_defaults(run=run)
    return parser


def _request(
    asked: argparse.Namespace, chosen: settings.Settings
) -> tuple[PictureRequest, Picture | None, Scan | None]:
    drawing, scan = _drawing(asked)
    request = PictureRequest(
        drawing,
        words=asked.words,
        language=asked.language,
        style=asked.style,
        mood=asked.mood,
        influence=asked.influence,
        seed=asked.seed,
        size=chosen.size,
        painter=chosen.painter,
        runtime=chosen.runtime,
        precision=chosen.precision,
    )
    if (asked.region is None) != (asked.on is None):
        raise RequestError("--region and --on belong together: the mask, and the picture under it.")
    if asked.region is None:
        return request, None, scan
    parent = _parent(request, asked.on, scan)
    if asked.size not in (None, parent.request.size):
        raise RequestError(
            f"--size is {asked.size}, but {asked.on} has {parent.request.size}: "
            "a part is painted again at its picture's size; leave --size out."
        )
    region = Region(parent.digest(), asked.region.read_bytes())
    return replace(parent.request, region=region), parent, scan


def _drawing(asked: argparse.Namespace) -> tuple[Drawing, Scan | None]:
    """The drawing, and the paper drawing below it: a clean scan as it is, a photo straightened."""
    if asked.drawing is None and asked.scan is None:
        raise RequestError("There is nothing to paint: give DRAWING.json, --scan PHOTO, or both.")
    drawing = strokes.parse(asked.drawing.read_bytes()) if asked.drawing else Drawing()
    if asked.scan is None:
        return drawing, None
    photo = asked.scan.read_bytes()
    if drawing.paper.scan is not None:
        return drawing, Scan(photo)
    pixels = read_photo(photo)
    found = find_page(pixels)
    if found is None:
        _say(f"{asked.scan}: no sheet was found for sure; the whole photo is taken")
    scan, paper = scan_of(pixels, found or WHOLE)
    return replace(drawing, paper=paper), scan


def _parent(request: PictureRequest, path: Path, scan: Scan | None) -> Picture:
    painted = pixels_of(path.read_bytes())[..., :3]
    request = replace(request, size=max(painted.shape[:2]))
    width, height = sketch.size_of(request.drawing.paper, request.size)
    if painted.shape[:2] != (height, width):
        raise RequestError(
            f"{path} is {painted.shape[1]} x {painted.shape[0]}, the drawing {width} x {height}: "
            "a part can be painted again only on a picture of the same drawing."
        )
    lines = sketch.lines_rgba(request.drawing, request.size, scan=scan)
    return Picture(request, painted, lines, Provenance("import", "", "", ""))


def _write_layers(picture: Picture, folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    layers = {folder / "painted.png": picture.painted, folder / "lines.png": picture.lines}
    for path, pixels in layers.items():
        path.write_bytes(png_of(pixels))
    return list(layers)


def _painted_json(picture: Picture, written: list[Path], took_s: float) -> dict[str, Any]:
    height, width = picture.painted.shape[:2]
    return {
        "files": [str(path) for path in written],
        "width_px": width,
        "height_px": height,
        "digest": picture.digest(),
        "request": picture.request.digest(),
        "took_s": round(took_s, 4),
        **asdict(picture.provenance),
    }


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _print_json(value: object) -> None:
    print(json.dumps(value, indent=2))


if __name__ == "__main__":
    sys.exit(main())
