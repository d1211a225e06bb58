"""Sound as it leaves a synthesizer, made as loud as every other and as short as it can be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LOUDNESS_LUFS = -18.0
PEAK_DBFS = -1.0
_BLOCK_S, _HOP_S = 0.1, 0.05
_QUIET_DB = -45.0  # below the loudest block: silence before and after
_GATE_DB = -20.0
_MARGIN_S = 0.03
_FADE_S = 0.01
# Source: ITU-R BS.1770-5, annex 1, tables 1 and 2: numerators and denominators at 48 kHz.
_WEIGHTING_HZ = 48_000
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285),
          (1.0, -1.69065929318241, 0.73248077421585))  # fmt: skip
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
_OFFSET_DB = -0.691


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """Something spoken.

    Attributes:
        samples: float64 [n], -1..1, one channel.
        rate_hz: samples a second.
    """

    samples: NDArray[np.float64]
    rate_hz: int

    @property
    def length_s(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.rate_hz

    @property
    def peak_dbfs(self) -> float:
        """Its greatest sample in dB below full scale; -inf for silence."""
        return _db(float(np.max(np.abs(self.samples), initial=0.0)) ** 2)


def loudness_lufs(sound: Sound) -> float:
    """How loud speech is, pauses left out; -inf for silence.

    BS.1770's weighting over blocks of 100 ms (its 400 ms are longer than a word), gated at 20 dB
    below the loudest.
    """
    power = _powers(_weighted(sound), sound.rate_hz)
    loud = power[power >= np.max(power, initial=0.0) * 10 ** (_GATE_DB / 10)]
    return _OFFSET_DB + _db(float(np.mean(loud))) if loud.size else -np.inf


def ready(sound: Sound) -> Sound:
    """Without silence at its ends, at `LOUDNESS_LUFS`, its peak at most `PEAK_DBFS`."""
    cut = _trimmed(sound)
    loudness = loudness_lufs(cut)
    if not np.isfinite(loudness):
        return cut
    gain_db = min(LOUDNESS_LUFS - loudness, PEAK_DBFS - cut.peak_dbfs)
    return Sound(_faded(cut) * 10 ** (gain_db / 20), cut.rate_hz)


def _weighted(sound: Sound) -> NDArray[np.float64]:
    spectrum = np.fft.rfft(sound.samples)
    turns = np.exp(
        -2j * np.pi * np.fft.rfftfreq(len(sound.samples), 1 / sound.rate_hz) / _WEIGHTING_HZ
    )
    for above, below in (_SHELF, _HIGH_PASS):
        spectrum = spectrum * (_at(above, turns) / _at(below, turns))
    return np.fft.irfft(spectrum, len(sound.samples))


def _at(factors: tuple[float, ...], turns: NDArray[np.complex128]) -> NDArray[np.complex128]:
    return factors[0] + factors[1] * turns + factors[2] * turns**2


def _powers(samples: NDArray[np.float64], rate_hz: int) -> NDArray[np.float64]:
    """Mean squares of blocks, overlapping by half."""
    size, hop = int(_BLOCK_S * rate_hz), int(_HOP_S * rate_hz)
    starts = range(0, max(1, len(samples) - size + hop), hop)
    return np.array([np.mean(samples[at : at + size] ** 2) for at in starts if at < len(samples)])


def _trimmed(sound: Sound) -> Sound:
    size = int(0.01 * sound.rate_hz)
    power = np.convolve(sound.samples**2, np.ones(size) / size, mode="same")
    heard = np.flatnonzero(power > np.max(power, initial=0.0) * 10 ** (_QUIET_DB / 10))
    if not heard.size:
        return sound
    margin = int(_MARGIN_S * sound.rate_hz)
    first, last = max(0, heard[0] - margin), heard[-1] + 1 + margin
    return Sound(sound.samples[first:last], sound.rate_hz)


def _faded(sound: Sound) -> NDArray[np.float64]:
    """So that no cut is heard as a click."""
    ramp = np.linspace(0, 1, min(int(_FADE_S * sound.rate_hz), len(sound.samples)))
    samples = sound.samples.copy()
    samples[: len(ramp)] *= ramp
    samples[len(samples) - len(ramp) :] *= ramp[::-1]
    return samples


def _db(power: float) -> float:
    return 10 * float(np.log10(power)) if power > 0 else -np.inf
