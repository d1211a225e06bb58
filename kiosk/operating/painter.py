"""The painter, really tried: its own process, what it runs on, how quick, how much memory."""

from __future__ import annotations

import time
from pathlib import Path

from engines import catalog, strokes
from engines.doctor import Finding
from engines.errors import PaintingError
from engines.picture import PictureRequest
from engines.settings import Settings
from engines.studio import Settled
from engines.worker import PaintingWorker
from kiosk.operating.machine import figure_mb

DRAWING = Path(__file__).parents[1] / "static" / "looks" / "drawing.json"
_TRIALS, _TRIAL_S = 3, 120


def findings(network: Settled) -> tuple[list[Finding], float | None]:
    """What the painter does here, and its memory at most in MB; None where it did not paint."""
    chosen = network.settings
    try:
        with PaintingWorker(chosen) as worker:
            painted = _tried(worker, chosen)
            process = worker.status().pid
            peak_mb = figure_mb("VmHWM", process) if process is not None else None
    except PaintingError as error:
        return [Finding("painter", "problem", f"{chosen.painter}: {error}"), _weights()], None
    measured = ", ".join(f"{name} {took:.0f} ms" for name, took in network.took_ms.items())
    runs = f"{chosen.painter} on {chosen.runtime} in {chosen.precision}, {chosen.threads} threads"
    told = f"{runs}: {painted.text}" + (f"; one step: {measured}" if measured else "")
    told += f"; {peak_mb:,.0f} MB at most" if peak_mb is not None else ""
    return [Finding("painter", painted.standing, told), _weights()], peak_mb


def _tried(worker: PaintingWorker, chosen: Settings) -> Finding:
    began_s = time.monotonic()
    status = worker.wait_ready(chosen.start_limit_s)
    opened_s = time.monotonic() - began_s
    if not status.ready or status.problem is not None:
        raise PaintingError(status.problem or f"it did not open in {chosen.start_limit_s:g} s")
    took_s = [_answered_s(worker, chosen, number) for number in range(_TRIALS)]
    text = f"opens in {opened_s:.1f} s, answers in {1000 * sorted(took_s)[_TRIALS // 2]:.0f} ms"
    return Finding("painter", "ok", f"{text} at {chosen.size} pixels")


def _answered_s(worker: PaintingWorker, chosen: Settings, number: int) -> float:
    request = PictureRequest(
        strokes.parse(DRAWING.read_bytes()),
        seed=number,
        size=chosen.size,
        effort="live",
        painter=chosen.painter,
        runtime=chosen.runtime,
        precision=chosen.precision,
    )
    began_s = time.monotonic()
    state = worker.wait(worker.submit("doctor", request), _TRIAL_S)
    if state.state != "done":
        raise PaintingError(f"it does not paint: {state.state}")
    return time.monotonic() - began_s


def _weights() -> Finding:
    rows = {row.name: {catalog.condition(file) for file in row.files} for row in catalog.rows()}
    bad = [f"{name} {' and '.join(sorted(s))}" for name, s in rows.items() if s != {"verified"}]
    text = "; ".join(bad) or f"{', '.join(rows)}: every file is what it was when it was made"
    return Finding("weights", "problem" if bad else "ok", text)
