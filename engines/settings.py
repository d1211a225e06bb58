"""One frozen Settings: the only reader of environment variables and of the settings file.

A setting is looked up, first found first taken, in: the command line, the environment
(`SKETCHWELL_` and the name in capitals), the settings file (TOML, the names as they are), the
default. The file is the one that SKETCHWELL_SETTINGS names, else `sketchwell/settings.toml` in the
user's configuration folder where there is one.
"""

from __future__ import annotations

import difflib
import math
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from engines.errors import SettingsError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PREFIX = "SKETCHWELL_"
FILE_VARIABLE = "SKETCHWELL_SETTINGS"
AUTO = "auto"  # `runtime` and `precision` left to a measurement on this machine
ENGINES = ("tensorrt", "tensorrt_rtx")  # runtimes whose nets are built where they run
TORCHES = ("torch", "torch_graph")  # what runs a large painter from its weights themselves
LOG_LEVELS = ("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may be set, as `TABLE` says; built by `load`, which checks."""

    data: Path
    host: str
    port: int
    kiosk_port: int
    lan: str
    certificate: str
    certificate_key: str
    oidc: str
    oidc_client: str
    oidc_secret: str
    oidc_scopes: str
    threads: int
    painter: str
    fallback_painter: str
    runtime: str
    precision: str
    large_runtime: str
    other_shapes: str
    size: int
    live_answers: bool
    watchdog_s: float
    start_limit_s: float
    estimates: bool
    network: bool
    log_level: str


class _UnfitError(Exception):
    """What is allowed instead, as a phrase."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table.

    Attributes:
        name: as in the settings file; the environment variable is `SKETCHWELL_` and it in capitals.
        read: turns a text or a TOML value into the value, or raises with what is allowed instead.
        default: gives the value where nobody set it.
        help: one sentence for the person who sets it.
    """

    name: str
    read: Callable[[object], object]
    default: Callable[[], object]
    help: str

    @property
    def variable(self) -> str:
        """The environment variable of this setting."""
        return PREFIX + self.name.upper()


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _UnfitError("must be a text that is not empty")
    return value.strip()


def _folder(value: object) -> Path:
    return Path(_text(value)).expanduser().absolute()


def _yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    words = {"yes": True, "true": True, "on": True, "1": True}
    words |= {"no": False, "false": False, "off": False, "0": False}
    found = words.get(value.strip().lower()) if isinstance(value, str) else None
    if found is None:
        raise _UnfitError("must be yes or no")
    return found


def _whole(low: int, high: int, *, step: int = 1) -> Callable[[object], int]:
    of = f", a multiple of {step}" if step > 1 else ""

    def read(value: object) -> int:
        number = _number_of(value)
        if number is None or number != int(number) or not low <= number <= high or number % step:
            raise _UnfitError(f"must be a whole number from {low} to {high}{of}")
        return int(number)

    return read


def _number(low: float, high: float) -> Callable[[object], float]:
    def read(value: object) -> float:
        number = _number_of(value)
        if number is None or not low <= number <= high:
            raise _UnfitError(f"must be a number from {low:g} to {high:g}")
        return number

    return read


def _number_of(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _one_of(*allowed: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in allowed:
            raise _UnfitError(f"must be one of {', '.join(allowed)}")
        return cast(str, value)

    return read


def _cores() -> int:
    free = getattr(os, "sched_getaffinity", None)
    return min(8, len(free(0)) if free else os.cpu_count() or 1)


def _home(variable: str, *otherwise: str) -> Path:
    # An empty or relative value counts as unset.
    # Source: XDG Base Directory Specification 0.8, https://specifications.freedesktop.org/basedir-spec/0.8/
    given = Path(os.environ.get(variable, ""))
    return given if given.is_absolute() else Path.home().joinpath(*otherwise)


def _data_home() -> Path:
    return _home("XDG_DATA_HOME", ".local", "share") / "sketchwell"


TABLE: tuple[Setting, ...] = (
    Setting("data", _folder, _data_home, "Folder of the practice's data."),
    Setting("host", _text, lambda: "127.0.0.1", "Address the faces listen on."),
    Setting("port", _whole(1, 65535), lambda: 8501, "Port of the workbench."),
    Setting("kiosk_port", _whole(1, 65535), lambda: 8502, "Port of the kiosk."),
    Setting("lan", _text, lambda: "off", "Own address on the practice's network; off, or auto."),
    Setting("certificate", _text, lambda: "made", "Certificate for lan, a PEM file, or made here."),
    Setting("certificate_key", _text, lambda: "made", "That certificate's key, a PEM file."),
    Setting("oidc", _text, lambda: "off", "Address of the practice's identity provider, or off."),
    Setting("oidc_client", _text, lambda: "none", "Name of the workbench at that provider."),
    Setting("oidc_secret", _text, lambda: "none", "File (mode 600) of its secret there, or none."),
    Setting("oidc_scopes", _text, lambda: "openid", "Scopes asked for; offline_access to renew."),
    Setting("threads", _whole(1, 256), _cores, "Processor threads for painting; all, 8 at most."),
    Setting("painter", _text, lambda: "house", "Painter that answers."),
    Setting("fallback_painter", _text, lambda: "none", "Painter where that one lacks, or none."),
    Setting(
        "runtime",
        _one_of(AUTO, "onnxruntime", "openvino", *ENGINES),
        lambda: AUTO,
        "Library that runs the house's network; auto takes the processor's quicker one.",
    ),
    Setting(
        "precision",
        _one_of(AUTO, "fp32", "bf16", "fp16", "int8", "fp8"),
        lambda: AUTO,
        "Arithmetic of the house's network; auto: the quicker one, or what its engine has.",
    ),
    Setting(
        "large_runtime",
        _one_of(*TORCHES, "onnxruntime", "openvino", "openvino-bf16", *ENGINES),
        lambda: "torch",
        "What runs a large painter: torch, in CUDA graphs, or nets that were made beforehand.",
    ),
    Setting("other_shapes", _one_of("lay", "refuse"), lambda: "lay", "Pages that fit no nets."),
    Setting("size", _whole(64, 2048, step=8), lambda: 512, "Long side of a picture in pixels."),
    Setting("live_answers", _yes_no, lambda: True, "Whether the painter answers while one draws."),
    Setting("watchdog_s", _number(0.2, 3600), lambda: 20.0, "Seconds without a sign of life."),
    Setting("start_limit_s", _number(1, 3600), lambda: 90.0, "Seconds a painter may take to open."),
    Setting("estimates", _yes_no, lambda: False, "Whether a tone may be estimated and shown."),
    Setting("network", _yes_no, lambda: False, "Whether models fetch, and it alone, may connect."),
    Setting("log_level", _one_of(*LOG_LEVELS), lambda: "info", "Log detail."),
)


@dataclass(frozen=True, slots=True)
class Found:
    """One setting as it stands: its row, its value, and where that came from in plain words."""

    row: Setting
    value: object
    origin: str


def load(overrides: Mapping[str, object] | None = None, *, file: Path | None = None) -> Settings:
    """Reads the settings of this process.

    Args:
        overrides: values from the command line, by name; a None counts as not given.
        file: the settings file; else the one that the environment or the configuration folder has.

    Raises:
        SettingsError: a value is not allowed, a name is unknown, or the file cannot be read.
    """
    values = {found.row.name: found.value for found in look_up(overrides, file=file)}
    return Settings(**cast(dict[str, Any], values))


def look_up(
    overrides: Mapping[str, object] | None = None, *, file: Path | None = None
) -> tuple[Found, ...]:
    """Reads the settings with their origins, in the order of `TABLE`; as `load` otherwise."""
    rows = {row.name: row for row in TABLE}
    given: dict[str, tuple[object, str]] = {}
    path = file or _settings_file()
    if path is not None:
        given |= {key: (value, str(path)) for key, value in _file_values(path).items()}
    given |= _environment_values(rows)
    said = {key: value for key, value in (overrides or {}).items() if value is not None}
    given |= {key: (value, "the command line") for key, value in said.items()}
    _refuse_unknown(given, rows)
    return tuple(_found(row, given.get(row.name)) for row in TABLE)


def child_environment(**extra: str) -> dict[str, str]:
    """This process's environment for a process that it starts, with `extra` on top."""
    return {**os.environ, **extra}


def _found(row: Setting, given: tuple[object, str] | None) -> Found:
    if given is None:
        return Found(row, row.default(), "the default")
    value, origin = given
    try:
        return Found(row, row.read(value), origin)
    except _UnfitError as allowed:
        message = f"The setting {row.name} is {value!r} (from {origin}): it {allowed}."
        raise SettingsError(message) from None


def _settings_file() -> Path | None:
    if named := os.environ.get(FILE_VARIABLE):
        return Path(named).expanduser()
    usual = _home("XDG_CONFIG_HOME", ".config") / "sketchwell" / "settings.toml"
    return usual if usual.is_file() else None


def _file_values(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        why = f"The settings file {path} cannot be read: {error.strerror}."
        raise SettingsError(why) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"The settings file {path} is not TOML: {error}.") from error


def _environment_values(rows: Mapping[str, Setting]) -> dict[str, tuple[object, str]]:
    by_variable = {row.variable: name for name, row in rows.items()}
    mine = [key for key in os.environ if key.startswith(PREFIX) and key != FILE_VARIABLE]
    return {
        by_variable.get(key, key): (os.environ[key], f"the environment variable {key}")
        for key in mine
    }


def _refuse_unknown(given: Mapping[str, tuple[object, str]], rows: Mapping[str, Setting]) -> None:
    for key in given.keys() - rows.keys():
        name = key.removeprefix(PREFIX).lower()
        near = difflib.get_close_matches(name, rows, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(rows)}."
        raise SettingsError(f"{name} (from {given[key][1]}) is no setting: {hint}")
