"""What the kiosk can say: the list, its recordings, and how the page gets them."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np
import pytest
from starlette.testclient import TestClient

from engines.settings import load
from engines.voice import recordings
from engines.voice.making import make
from engines.voice.recordings import RecordingsError
from engines.voice.sound import LOUDNESS_LUFS, PEAK_DBFS, Sound, loudness_lufs, ready
from engines.voice.speakers import Speaker, spoken
from kiosk.app import create_app
from kiosk.voice import making
from kiosk.voice.commands import unsaid
from kiosk.voice.routes import folder_of
from kiosk.voice.sayable import card_texts, pieces_of, sayable, speaker_of

RATE_HZ = 16_000
CARD = {
    "staff": "Ask at the desk.",
    "emergency": {"number": "112", "where": ""},
    "lines": [{"name": "A line", "number": "1", "note": "", "hours": ["day and night"],
               "languages": ["English"]}],
}  # fmt: skip


def tone(seconds: float, level: float, hz: float = 1000.0) -> np.ndarray:
    return level * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE_HZ)) / RATE_HZ)


def speak(text: str, language: str) -> bytes:
    return f"{language}: {text}".encode()


def test_the_list_has_pieces_numbers_things_and_names_of_languages() -> None:
    german = sayable("de")
    assert {"0", "100", "Baum", "Deutsch", "English", "Zu Hause", "oben links"} <= set(german)
    assert not [text for text in german if "{" in text]
    assert list(pieces_of("{what} {where}, in {color}.")) == ["in"]
    assert (speaker_of("English", "de"), speaker_of("Baum", "de")) == ("en", "de")


def test_a_sound_is_as_loud_as_every_other_and_has_no_silence_around() -> None:
    quiet = Sound(np.r_[np.zeros(8000), tone(0.5, 0.01), np.zeros(8000)], RATE_HZ)
    made = ready(quiet)
    assert loudness_lufs(made) == pytest.approx(LOUDNESS_LUFS, abs=0.3)
    assert 0.5 <= made.length_s < 0.6


def test_a_sound_with_a_high_peak_is_never_cut_off() -> None:
    clicks = np.zeros(RATE_HZ)
    clicks[::4000] = 0.9
    made = ready(Sound(clicks, RATE_HZ))
    assert made.peak_dbfs <= PEAK_DBFS + 1e-6
    assert ready(Sound(np.zeros(100), RATE_HZ)).peak_dbfs == -np.inf


def test_loudness_is_that_of_the_standard() -> None:
    # Source: ITU-R BS.1770-5, annex 1: a sine of 997 Hz at 0 dBFS in one channel is -3.01 LUFS
    assert loudness_lufs(Sound(tone(1, 1.0, 997), RATE_HZ)) == pytest.approx(-3.01, abs=0.1)


def test_only_what_changed_is_spoken_again(tmp_path: Path) -> None:
    first = make("de", ["Ja", "Deutsch"], tmp_path, by="a", speak=speak, spoken_in=lambda _: "de")
    again = make("de", ["Ja", "Nein"], tmp_path, by="a", speak=speak)
    other = make("de", ["Ja", "Nein"], tmp_path, by="b", speak=speak)
    assert (first.fresh, again.fresh, other.fresh) == (2, 1, 2)
    found = recordings.read(tmp_path, "de")
    assert sorted(found.texts) == ["Ja", "Nein"]
    assert found.sounds[found.texts["Nein"]] == b"de: Nein"


def test_the_same_recordings_are_the_same_bytes(tmp_path: Path) -> None:
    texts = ["b", "a", "English"]
    one = make("de", texts, tmp_path / "1", by="a", speak=speak).path.read_bytes()
    assert make("de", texts[::-1], tmp_path / "2", by="a", speak=speak).path.read_bytes() == one


def test_a_broken_file_of_recordings_says_what_to_do(tmp_path: Path) -> None:
    recordings.path_of(tmp_path, "de").write_bytes(b"PK no zip")
    with pytest.raises(RecordingsError, match="delete the file and make it anew"):
        recordings.read(tmp_path, "de")


def test_a_synthesizer_s_sound_comes_as_samples() -> None:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        file.writeframes(np.array([0, 16384, -32768], "<i2").tobytes())
    by = Speaker("me", "me", {"de": "low"}, "", lambda *_: out.getvalue())
    assert spoken("Ja", "de", by).samples.tolist() == [0, 0.5, -1]


def test_the_page_gets_what_ships_and_what_the_site_says_besides(tmp_path: Path) -> None:
    own = card_texts(CARD)
    make("en", own, folder_of(tmp_path), by="a", speak=speak)
    app = create_app(load({"data": str(tmp_path)}))
    client = TestClient(app, base_url="http://127.0.0.1")
    told = client.get("/voice/en.json").json()
    sound = client.get(told["Ask at the desk."])
    assert (sound.content, sound.headers["content-type"]) == (b"en: Ask at the desk.", "audio/ogg")


@pytest.mark.parametrize("path", ["xx.json", "..%2fen.json", "en/nothing.ogg", "en.zip"])
def test_what_was_never_spoken_is_not_there(path: str, tmp_path: Path) -> None:
    client = TestClient(create_app(load({"data": str(tmp_path)})), base_url="http://127.0.0.1")
    assert client.get(f"/voice/{path}").status_code == 404


def test_the_operator_is_told_of_what_cannot_be_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = create_app(load({"data": str(tmp_path)})).state.site
    monkeypatch.setattr(making, "SHIPPED", tmp_path)
    assert "python -m kiosk voice make" in unsaid(site, tmp_path)
