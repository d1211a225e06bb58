"""python -m engines.training: prepare the icons, train, export, look; make the lexicon's shapes.

On two cores, in one run of 90 minutes; a run that was stopped goes on with the same command::

    python -m engines.training prepare
    python -m engines.training run --preset cpu --out DIR
    python -m engines.training evaluate --out DIR
    python -m engines.training export --out DIR

`evaluate` measures the run in DIR, else `--weights`, else what ships, against bare paper, wash,
the nearest neighbor and, with `--regression RUN`, a network of equal size without noise, trained
by `run --preset regression`. `--drawings FOLDER` adds real people's drawings. In DIR it leaves
report.json, table.md and page.html. Ten minutes on two cores; `--quick` takes two. `blind --out
DIR` writes questions for somebody who does not know which painter is which, `blind --count DIR
ANSWERS` counts the answers.

On a machine with a GPU and without a network, in runs of at most 9 minutes. PACK (at most 30 MiB)
and the last run's DIR are all that travels in; NEXT travels out: `run.json` and shards of at most
16 MiB. The samples are made there, in the cache, other ones in each run::

    python -m engines.training prepare --pack PACK                                  # with a network
    python -m engines.training run --preset gpu --input PACK --out DIR              # the first run
    python -m engines.training run --preset gpu --input PACK --from DIR --out NEXT  # each next one

`lexicon` writes `engines/lexicon/shapes.zip` from the icons and figures that `things.toml` names.
`evaluate --hedge` measures the shipped weights for `HEDGE` in `engines/painters/keeping.py`.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import sys
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

from engines.errors import SettingsError, SketchwellError
from engines.training import icons, pack, pool, presets
from engines.training.evaluation import options
from engines.training.vocabulary import vocabulary_of

SEED = 1
POOL = "pool-3"  # another name wherever samples change: older ones would be read as new
CACHE = Path.home() / ".cache" / "sketchwell" / "training"


def main(arguments: list[str] | None = None) -> int:
    """Runs one command."""
    parser = argparse.ArgumentParser(
        "python -m engines.training",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = {
        "prepare": _prepare,
        "run": _run,
        "export": _export,
        "evaluate": _evaluate,
        "blind": _blind,
        "lexicon": _lexicon,
    }
    parser.add_argument("command", choices=list(commands))
    parser.add_argument("--preset", default="cpu")
    parser.add_argument(
        "--out", type=Path, default=Path("training-out"), help="checkpoint and pictures"
    )
    parser.add_argument("--cache", type=Path, default=CACHE, help="icons and samples")
    parser.add_argument("--pack", type=Path, help="prepare: also write all icons into this file")
    parser.add_argument("--input", type=Path, help="run: read the icons from this pack, not npm")
    parser.add_argument("--from", dest="start", type=Path, help="run: go on from this folder's run")
    parser.add_argument("--warm", type=Path, help="run: begin with this house.safetensors")
    parser.add_argument("--minutes", type=float, help="of this run, instead of the preset's")
    parser.add_argument("--makers", type=int, help="processes that make samples")
    options.add_arguments(parser)
    chosen = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stdout)
    commands[chosen.command](chosen)
    return 0


def _prepare(chosen: argparse.Namespace) -> None:
    print(icons.prepare(chosen.cache))
    if chosen.pack is not None:
        print(chosen.pack, pack.write(chosen.pack, chosen.cache), "bytes")


def _run(chosen: argparse.Namespace) -> None:
    from torch.multiprocessing.spawn import spawn

    from engines.training.loop import Place, work

    preset = presets.preset_of(chosen.preset)
    until = time.time() + 60 * (chosen.minutes or preset.minutes)
    done = _runs_done(chosen.out, chosen.start)
    cache = chosen.cache if chosen.input is None else pack.unpack(chosen.input, chosen.cache)
    words = len(vocabulary_of(icons.load(cache)))
    place = Place(chosen.out, cache / POOL, until, chosen.start, chosen.warm)
    place.pool.mkdir(parents=True, exist_ok=True)
    (place.pool / "peers").unlink(missing_ok=True)
    shards = range(done * preset.shards, (done + 1) * preset.shards)
    makers = _makers(cache, shards, chosen.makers or preset.makers)
    try:
        spawn(work, (preset, words, place), nprocs=preset.peers)
    finally:
        for maker in makers:
            maker.terminate()


def _runs_done(out: Path, start: Path | None) -> int:
    from engines.training import checkpoint

    held = (out / checkpoint.STORY).exists()
    if held and start is not None:
        raise SettingsError(
            f"{out} holds a run already: leave --from away to go on with it, or name another --out."
        )
    folder = out if held else start
    return 0 if folder is None else int(checkpoint.read(folder)[1]["runs"])


def _makers(cache: Path, shards: range, count: int) -> list[BaseProcess]:
    spawn = multiprocessing.get_context("spawn")
    makers: list[BaseProcess] = [
        spawn.Process(
            target=pool.fill,
            args=(cache / POOL, cache),
            kwargs={"seed": SEED, "shards": shards[k::count]},
            daemon=True,
        )
        for k in range(count)
    ]
    for maker in makers:
        maker.start()
    return makers


def _export(chosen: argparse.Namespace) -> None:
    from engines.training.export import export

    export(chosen.out, chosen.cache)


def _evaluate(chosen: argparse.Namespace) -> None:
    from engines.training.evaluation.commands import run_evaluate

    run_evaluate(chosen)


def _blind(chosen: argparse.Namespace) -> None:
    from engines.training.evaluation.commands import run_blind

    run_blind(chosen)


def _lexicon(chosen: argparse.Namespace) -> None:
    from engines.training import shapes

    print(shapes.write(chosen.cache), "shapes")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SketchwellError as error:
        sys.exit(str(error))
