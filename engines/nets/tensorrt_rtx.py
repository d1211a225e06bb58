"""Engines on TensorRT-RTX, for desktop RTX GPUs: built ahead of time, finished on the GPU.

What it compiles at the first start is kept beside the engine (`GRAPH.cache`). That is code as the
engine is, so it is signed with the machine's key, and one that this machine did not sign is not
read: the library then compiles anew.
"""

from __future__ import annotations

import logging
from pathlib import Path
from types import TracebackType
from typing import Any

from engines import settings
from engines.errors import SealError
from engines.nets.plan import write_whole
from engines.nets.tensorrt import EngineNet
from engines.sealing.signing import known_key, machine_key

PURPOSE = "sketchwell runtime cache"
_log = logging.getLogger(__name__)


def open_file(path: Path, _threads: int | None, precision: str) -> RtxNet:
    """A net over one `.engine` file with its manifest, for `with`."""
    return RtxNet(path, precision=precision)


class RtxNet(EngineNet):
    """See `engines.nets.tensorrt.EngineNet`."""

    library = "tensorrt_rtx"
    _cache: Any = None
    _kept: bytes = b""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self._cache is not None and error is None:
                self._keep()
        finally:
            self._cache = None
            super().__exit__(kind, error, trace)

    def _made_context(self, engine: Any) -> Any:
        config = engine.create_runtime_config()
        self._cache = config.create_runtime_cache()
        self._kept = self._genuine()
        if self._kept:
            self._cache.deserialize(self._kept)
        config.set_runtime_cache(self._cache)
        return engine.create_execution_context(config)

    def _files(self) -> tuple[Path, Path]:
        return self._path.with_suffix(".cache"), self._path.with_suffix(".cache.sig")

    def _genuine(self) -> bytes:
        """What was kept, if this machine signed it for this very engine."""
        cache, signature = self._files()
        try:
            key = known_key(self._keys or settings.load().data)
            found = cache.read_bytes()
            if key is None:
                return b""
            key.check(self._named(found), signature.read_text(encoding="ascii"), purpose=PURPOSE)
        except (OSError, UnicodeDecodeError):
            return b""
        except SealError as error:
            _log.warning("The runtime cache %s is not read: %s.", cache.name, error)
            return b""
        return found

    def _keep(self) -> None:
        told = bytes(self._cache.serialize())
        if told == self._kept:
            return
        cache, signature = self._files()
        try:
            key = machine_key(self._keys or settings.load().data)
            signed = key.sign(self._named(told), purpose=PURPOSE)
            for path, content in ((cache, told), (signature, signed.encode())):
                write_whole(path, content)
        except (OSError, SealError) as error:
            _log.warning("The runtime cache is not kept: %s.", error)

    def _named(self, cache: bytes) -> bytes:
        if self.manifest is None:
            raise ValueError("The engine was not opened: there is no cache of it.")
        return self.manifest.outcome.engine_sha256.encode() + b"\0" + cache
