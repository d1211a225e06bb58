"""Strokes drawn without a pad look as they do on it, whole, in part and over a picture."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

SHEET = """window.shown = (how = {}) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 400, height: 300 });
  const ctx = canvas.getContext("2d");
  ctx.fillStyle = pad.drawing.paper.color;
  ctx.fillRect(0, 0, 400, 300);
  window.sheet ??= createSheet(pad.drawing.paper);
  sheet.draw(ctx, how.strokes ?? pad.drawing.strokes, how);
  return ctx.getImageData(0, 0, 400, 300).data;
};
window.apart = (data) => {
  const other = pad.raster(400).getContext("2d").getImageData(0, 0, 400, 300).data;
  return data.reduce((sum, value, i) => sum + Math.abs(value - other[i]), 0) / data.length;
};
null;"""


def draw_some(pad, line) -> None:
    pad.run(SHEET)
    pad.run("pad.setTool('brush'); pad.setColor('#93c9e8'); pad.setWidth(4)")
    pad.mouse(line((0.1, 0.2), (0.9, 0.3)))
    pad.run("pad.setTool('pen'); pad.setColor('#22262b'); pad.setWidth(4)")
    pad.mouse([(0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7), (0.3, 0.3)])
    pad.run("pad.setTool('fill'); pad.setColor('#dc4539')")
    pad.mouse([(0.5, 0.6)])


def test_a_sheet_looks_as_the_pad(pad, line) -> None:
    draw_some(pad, line)
    assert pad.run("apart(shown())") < 0.5
    # Back to fewer strokes and on again: what is drawn is what was asked for.
    assert pad.run("apart(shown({ strokes: pad.drawing.strokes.slice(0, 1) }))") > 1
    assert pad.run("apart(shown())") < 0.5


def test_a_sheet_stops_fills_at_printed_lines(pad) -> None:
    pad.run(SHEET)
    pad.run("pad.setTool('fill'); pad.setColor('#dc4539')")
    pad.mouse([(0.5, 0.5)])
    assert pad.run("shown()[4 * (400 * 30 + 40) + 1]") < 100
    pad.run("""() => {
      const lines = document.createElement("canvas");
      [lines.width, lines.height] = [400, 300];
      const ctx = lines.getContext("2d");
      ctx.lineWidth = 6;
      ctx.strokeRect(100, 75, 200, 150);
      sheet.print(lines);
    }""")
    seen = pad.run(
        "(() => { const s = shown(); return [[200, 150], [40, 30], [100, 150]]"
        ".map(([x, y]) => s[4 * (400 * y + x) + 1]); })()"
    )
    assert seen[0] < 100 < 200 < seen[1]
    assert seen[2] < 20


def test_a_sheet_hides_answered_areas_and_draws_a_part(pad, line) -> None:
    draw_some(pad, line)
    hidden = "{ hidden: new Set([pad.drawing.strokes[2].id]) }"
    assert pad.run(f"Array.from(shown({hidden}).slice(4 * (400 * 180 + 200), -1))[0]") > 240
    part = "{ strokes: [], part: { ...pad.drawing.strokes[0], points: [[0.1, 0.2], [0.4, 0.2]] } }"
    assert pad.run(f"shown({part})[4 * (400 * 60 + 100)]") < 240
    assert pad.run(f"shown({part})[4 * (400 * 60 + 300)]") > 240
