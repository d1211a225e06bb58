"""Settings: where a value comes from, what is allowed, and what the person reads when it is not."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from engines import settings
from engines.errors import SettingsError


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for row in settings.TABLE:
        monkeypatch.delenv(row.variable, raising=False)
    monkeypatch.delenv(settings.FILE_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))


def test_settings_table_and_class_name_the_same_things() -> None:
    fields = [field.name for field in dataclasses.fields(settings.Settings)]
    assert fields == [row.name for row in settings.TABLE]
    assert all(row.help.endswith(".") for row in settings.TABLE)


def test_settings_defaults_need_nothing_and_listen_on_this_machine_only(tmp_path: Path) -> None:
    found = settings.load()
    assert found.data == tmp_path / "share" / "sketchwell"
    assert (found.host, found.port, found.painter) == ("127.0.0.1", 8501, "house")
    assert found.fallback_painter == "none"
    assert 1 <= found.threads <= 8


def test_settings_relative_data_home_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "somewhere")
    assert settings.load().data == Path.home() / ".local" / "share" / "sketchwell"


def test_settings_command_line_beats_environment_beats_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config" / "sketchwell" / "settings.toml"
    file.parent.mkdir(parents=True)
    file.write_text('port = 1001\nhost = "10.0.0.1"\nlive_answers = false\n')
    monkeypatch.setenv("SKETCHWELL_PORT", "1002")
    monkeypatch.setenv("SKETCHWELL_THREADS", "3")
    found = settings.load({"port": 1003, "host": None})
    assert (found.port, found.threads, found.host, found.live_answers) == (
        1003,
        3,
        "10.0.0.1",
        False,
    )
    origins = {each.row.name: each.origin for each in settings.look_up()}
    assert (settings.load().port, origins["port"]) == (
        1002,
        "the environment variable SKETCHWELL_PORT",
    )
    assert (origins["host"], origins["size"]) == (str(file), "the default")


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("port", "eighty", "a whole number from 1 to 65535"),
        ("port", "70000", "a whole number from 1 to 65535"),
        ("size", "500", "a multiple of 8"),
        ("size", "nan", "a whole number from 64 to 2048"),
        ("live_answers", "perhaps", "yes or no"),
        ("watchdog_s", "inf", "a number from 0.2 to 3600"),
        ("precision", "int3", "one of auto, fp32, bf16"),
        ("runtime", "torch", "one of auto, onnxruntime, openvino"),
        ("painter", " ", "a text that is not empty"),
    ],
)
def test_settings_refusal_names_setting_value_origin_and_what_is_allowed(
    name: str, value: str, allowed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    variable = f"SKETCHWELL_{name.upper()}"
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as caught:
        settings.load()
    for part in (name, repr(value), variable, allowed):
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [("prot = 1", "did you mean port"), ("port = ", "not TOML"), ("port = true", "whole number")],
)
def test_settings_file_faults_are_told(text: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises(SettingsError, match=told) as caught:
        settings.load(file=file)
    assert str(file) in str(caught.value)


def test_settings_missing_named_file_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.FILE_VARIABLE, "/nowhere/settings.toml")
    with pytest.raises(SettingsError, match=r"/nowhere/settings\.toml cannot be read"):
        settings.load()


def test_settings_unknown_variable_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKETCHWELL_WATCHDOG", "3")
    with pytest.raises(SettingsError, match="did you mean watchdog_s"):
        settings.load()


@pytest.mark.parametrize(
    ("value", "meant"), [("on", True), ("No", False), ("1", True), ("0", False)]
)
def test_settings_yes_and_no_may_be_said_in_several_ways(
    value: str, meant: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKETCHWELL_LIVE_ANSWERS", value)
    assert settings.load().live_answers is meant


def test_settings_child_environment_adds_to_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/mine")
    found = settings.child_environment(OMP_NUM_THREADS="1")
    assert (found["XDG_CONFIG_HOME"], found["OMP_NUM_THREADS"]) == ("/mine", "1")
