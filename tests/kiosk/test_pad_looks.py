"""The pad's pixels: at every size, over pictures, and as the painters' raster has them."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engines import sketch, strokes

pytestmark = pytest.mark.browser


def draw_scene(pad, line) -> None:
    pad.run("pad.setTool('brush'); pad.setColor('#93c9e8'); pad.setWidth(4)")
    pad.mouse(line((0.1, 0.2), (0.9, 0.3)))
    pad.run("pad.setTool('pen'); pad.setColor('#22262b'); pad.setWidth(4)")
    pad.pen([(0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7), (0.3, 0.3)], force=0.7)
    pad.run("pad.setTool('fill'); pad.setColor('#dc4539')")
    pad.mouse([(0.5, 0.6)])
    pad.run("pad.setTool('stamp'); pad.setShape('star')")
    pad.mouse([(0.85, 0.8)])
    pad.run("pad.setTool('eraser'); pad.setWidth(2)")
    pad.mouse(line((0.6, 0.2), (0.6, 0.45)))


@pytest.mark.parametrize("side", [256, 512])
def test_pad_looks_as_the_painters_see_it(pad, line, side) -> None:
    draw_scene(pad, line)
    drawing = strokes.parse(json.dumps(pad.run("pad.drawing")))
    seen = sketch.rasterize(drawing, side).rgb
    apart = np.abs(pad.raster(side) / 255 - seen).max(-1)
    assert apart.mean() < 0.01
    assert (apart > 0.35).mean() < 0.004


def test_resize_and_density_lose_nothing(open_pad, line) -> None:
    pad = open_pad(device_scale_factor=2)
    draw_scene(pad, line)
    before = pad.run("JSON.stringify(pad.drawing)")
    look = pad.raster(256)
    pad.page.set_viewport_size({"width": 390, "height": 844})
    pad.laid()
    layer = "document.querySelector('.swp-inked')"
    width_px, width = pad.run(f"[{layer}.width, {layer}.clientWidth]")
    assert width_px == 2 * width < 800
    assert pad.run("JSON.stringify(pad.drawing)") == before
    assert np.array_equal(pad.raster(256), look)


def test_a_line_drawn_across_a_resize_goes_on(pad, line) -> None:
    pad.pen(line((0.2, 0.2), (0.5, 0.5)), lift=False)
    pad.page.set_viewport_size({"width": 900, "height": 800})
    pad.laid()
    pad.pen(line((0.5, 0.5), (0.8, 0.5))[1:])
    assert pad.strokes[0]["points"][-1][0] == pytest.approx(0.8, abs=0.01)


def test_heavier_pressure_draws_a_wider_line(pad, line) -> None:
    pad.run("pad.setWidth(5)")
    pad.pen(line((0.1, 0.3), (0.9, 0.3)), force=0.1)
    pad.pen(line((0.1, 0.7), (0.9, 0.7)), force=0.9)
    dark = pad.raster(1000)[:, 500].mean(-1) < 128
    thin, thick = dark[:375].sum(), dark[375:].sum()
    assert thin == pytest.approx(0.034 * (0.4 + 0.12) * 1000, abs=1.5)
    assert thick == pytest.approx(0.034 * (0.4 + 1.08) * 1000, abs=1.5)


def test_picture_lies_under_the_lines_and_hides_answered_areas(pad, line) -> None:
    pad.run("pad.setTool('brush'); pad.setColor('#93c9e8')")
    pad.mouse(line((0.1, 0.5), (0.9, 0.5)))
    pad.run(PICTURE + "await pad.setPicture(picture) }")
    assert pad.page.locator(".swp-picture").count() == 1
    assert pad.run(SHOWN) == 0
    pad.mouse(line((0.1, 0.5), (0.9, 0.5)))
    assert pad.run(SHOWN) > 100
    pad.run("pad.setPicture(null, {mode: 'none'})")
    pad.page.locator(".swp-picture").wait_for(state="detached")


def test_areas_are_back_once_no_picture_lies_under_them(pad, line) -> None:
    pad.run("pad.setTool('brush'); pad.setColor('#93c9e8')")
    pad.mouse(line((0.1, 0.5), (0.9, 0.5)))
    pad.run(PICTURE + "await pad.setPicture(picture) }")
    assert pad.run(SHOWN) == 0
    pad.run("() => pad.setPicture(null, {mode: 'under'})")
    assert pad.run(SHOWN) > 100


def test_the_newest_picture_wins(pad) -> None:
    pad.run(
        PICTURE
        + """const older = new Image(2, 2);
          older.src = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>";
          await Promise.all([pad.setPicture(older.src), pad.setPicture(picture)]) }"""
    )
    pad.page.wait_for_function("document.querySelectorAll('.swp-picture').length === 1")
    assert pad.run("document.querySelector('.swp-picture').width") == 40


def test_a_live_picture_takes_the_place_of_the_last_at_once(pad) -> None:
    pad.run(
        PICTURE
        + """await pad.setPicture(picture);
          window.first = document.querySelector('.swp-picture');
          const red = new OffscreenCanvas(40, 30);
          Object.assign(red.getContext('2d'), { fillStyle: '#ff0000' }).fillRect(0, 0, 40, 30);
          await pad.setPicture(red.transferToImageBitmap(), { fade: false }) }"""
    )
    pixel = "window.first.getContext('2d').getImageData(20, 15, 1, 1).data.join()"
    assert pad.run(pixel) == "255,0,0,255"
    assert pad.page.locator(".swp-picture").count() == 1


def test_scan_lies_under_the_lines(pad) -> None:
    pad.run(PICTURE + "await pad.setScan(picture) }")
    width = pad.run("document.querySelector('.swp-scan').width")
    assert width == 40


def test_a_fill_stops_at_a_paper_drawings_lines_and_stays_below_them(pad) -> None:
    pad.run(PRINTED)
    pad.run("pad.setTool('fill'); pad.setColor('#dc4539')")
    pad.mouse([(0.5, 0.5)])
    color, lines = (pad.run(f"({AT})('.swp-{name}', 0.5, 0.5)") for name in ("area", "printed"))
    assert (color, lines) == (255, 0)
    assert pad.run(f"({AT})('.swp-area', 0.1, 0.1)") == 0
    assert pad.run(f"({AT})('.swp-printed', 0.25, 0.5)") == 255


PRINTED = """async () => {
  const lines = document.createElement("canvas");
  [lines.width, lines.height] = [400, 300];
  const ctx = lines.getContext("2d");
  ctx.lineWidth = 6;
  ctx.strokeRect(100, 75, 200, 150);
  await pad.setScan(lines, { lines });
}"""
AT = """(layer, x, y) => {
  const canvas = document.querySelector(layer);
  const at = [x * canvas.width, y * canvas.height].map(Math.floor);
  return canvas.getContext("2d").getImageData(...at, 1, 1).data[3];
}"""
SHOWN = """() => {
  const canvas = document.querySelector(".swp-area");
  return canvas.getContext("2d").getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data[3];
}"""
PICTURE = """async () => {
  const picture = document.createElement("canvas");
  picture.width = 40;
  picture.height = 30;
  picture.getContext("2d").fillRect(0, 0, 40, 30);
"""
