"""python -m engines.training: prepare the icons, train, export, look."""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import sys
from pathlib import Path

from engines.training import icons, pool, presets
from engines.training.vocabulary import vocabulary_of

SEED = 1
CACHE = Path.home() / ".cache" / "sketchwell" / "training"


def main(arguments: list[str] | None = None) -> int:
    """Runs one command."""
    parser = argparse.ArgumentParser("python -m engines.training", description=__doc__)
    parser.add_argument("command", choices=["prepare", "run", "export", "evaluate"])
    parser.add_argument("--preset", default="cpu")
    parser.add_argument(
        "--out", type=Path, default=Path("training-out"), help="checkpoints and pictures"
    )
    parser.add_argument("--cache", type=Path, default=CACHE, help="fetched icons")
    parser.add_argument(
        "--minutes", type=float, default=None, help="of this run, instead of the preset's"
    )
    parser.add_argument("--makers", type=int, default=1, help="processes that make samples")
    chosen = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stdout)
    {"prepare": _prepare, "run": _run, "export": _export, "evaluate": _evaluate}[chosen.command](
        chosen
    )
    return 0


def _prepare(chosen: argparse.Namespace) -> None:
    print(icons.prepare(chosen.cache))


def _run(chosen: argparse.Namespace) -> None:
    from torch.multiprocessing.spawn import spawn

    from engines.training.loop import work

    preset = presets.preset_of(chosen.preset)
    words = len(vocabulary_of(icons.load(chosen.cache)))
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / "peers").unlink(missing_ok=True)
    makers = _makers(chosen, preset.shards, chosen.out / "pool")
    arguments = (preset, words, chosen.out, chosen.minutes or preset.minutes)
    try:
        spawn(work, arguments, nprocs=preset.peers)
    finally:
        for maker in makers:
            maker.terminate()


def _makers(chosen: argparse.Namespace, shards: int, folder: Path) -> list[multiprocessing.Process]:
    parts = [range(k, shards, chosen.makers) for k in range(chosen.makers)]
    spawn = multiprocessing.get_context("spawn")
    makers = [
        spawn.Process(
            target=pool.fill,
            args=(folder, chosen.cache),
            kwargs={"seed": SEED, "shards": part},
            daemon=True,
        )
        for part in parts
    ]
    for maker in makers:
        maker.start()
    return makers  # pyright: ignore[reportReturnType]


def _export(chosen: argparse.Namespace) -> None:
    from engines.training.export import export

    export(chosen.out / "last.pt", chosen.cache)


def _evaluate(chosen: argparse.Namespace) -> None:
    from engines.training.evaluate import evaluate

    print(evaluate(chosen.out / "last.pt", chosen.out, chosen.cache))


if __name__ == "__main__":
    sys.exit(main())
