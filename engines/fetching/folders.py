"""Models from a folder: no network. Laid out like the hub, or the hub's own cache."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from engines.catalog import Model, Part
from engines.errors import FetchError
from engines.fetching.sources import BLOCK, Stated

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{40}", re.ASCII)


class Folder:
    """See `engines.fetching.sources.Source`.

    Args:
        folder: holds OWNER/NAME/... as on the hub; or the hub's cache, models--OWNER--NAME with
            its snapshots and blobs; or one repository's files themselves.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.expanduser().resolve()
        self.name = str(self._folder)

    def survey(self, model: Model) -> dict[str, Stated]:
        """Finds the model's files; see `Source.survey`."""
        if not self._folder.is_dir():
            raise FetchError(f"{self._folder} is no folder: give --from one that holds the models.")
        root = self._root(model)
        commit = root.name if _COMMIT.fullmatch(root.name) else ""
        return {part.path: self._stated(root, model, part, commit) for part in model.files}

    def bring(
        self, model: Model, part: Part, to: Path, *, stated: Stated, told: Callable[[int], None]
    ) -> None:
        """Copies one file; see `Source.bring`."""
        done = 0
        path = self._found(self._root(model), model, part)
        with path.open("rb") as source, to.open("wb") as target:
            while block := source.read(BLOCK):
                target.write(block)
                done += len(block)
                told(done)
        if done != stated.bytes:
            raise FetchError(f"{path} changed while it was copied: try again.")
        shutil.copymode(path, to)

    def _root(self, model: Model) -> Path:
        for root in self._roots(model):
            if (root / model.files[0].at).is_file():
                return root
        raise FetchError(
            f"{self._folder} does not hold {model.name}: looked for {model.files[0].at} there, in "
            f"{model.repository} and in the hub's cache. {model.advice}".rstrip()
        )

    def _roots(self, model: Model) -> Iterator[Path]:
        cached = f"models--{model.repository.replace('/', '--')}"
        yield self._folder / model.repository
        for cache in (self._folder / cached, self._folder / "hub" / cached, self._folder):
            yield from _snapshots(cache, model.revision)
        yield self._folder / model.name
        yield self._folder

    def _found(self, root: Path, model: Model, part: Part) -> Path:
        path = root / part.at
        if not path.is_file():
            raise FetchError(f"{root} lacks {part.at} of {model.name}. {model.advice}".rstrip())
        return path

    def _stated(self, root: Path, model: Model, part: Part, commit: str) -> Stated:
        path = self._found(root, model, part)
        real = path.resolve()
        if not real.is_relative_to(self._folder):
            raise FetchError(f"{path} is a link that leads out of {self._folder}: refused.")
        # The cache calls a large file by its SHA-256.
        blob = real.name if real.parent.name == "blobs" else ""
        return Stated(real.stat().st_size, blob if _SHA256.fullmatch(blob) else None, commit)


def _snapshots(cache: Path, revision: str) -> Iterator[Path]:
    """The snapshot of that revision first, then what its branch points at, then any."""
    yield cache / "snapshots" / revision
    branch = cache / "refs" / revision
    if branch.is_file():
        yield cache / "snapshots" / branch.read_text(encoding="utf-8").strip()
    if not _COMMIT.fullmatch(revision):
        yield from sorted((cache / "snapshots").glob("*"))
