// A lens: a fixed window in a corner of the table that shows, larger, where the hand or the cursor is.

import { make } from "/static/parts.js";

const TIMES = 2.5;
const SHARE = 0.36; // of the page's width
const EVERY_MS = 250; // looks again while nothing moves: an answer may have come
const WAKES = ["pointermove", "pointerdown", "keydown", "focusin", "kiosk:answer", "kiosk:page"];

/** Shows a part of the pad's page, `lens.set(true)`. It hops to the other side where the hand comes near. */
export function createLens({ pad, table = document.querySelector(".table") }) {
  const root = table.querySelector(".place");
  const canvas = make("canvas", { class: "lens", "aria-hidden": "true" });
  const ctx = canvas.getContext("2d");
  let isOn = false;
  let frame = 0;
  let timer = 0;

  function set(is) {
    if (is === isOn) return;
    isOn = is;
    clearInterval(timer);
    for (const what of WAKES) (is ? addEventListener : removeEventListener)(what, soon, { capture: true, passive: true });
    if (!is) return canvas.remove();
    root.append(canvas);
    timer = setInterval(soon, EVERY_MS);
    return soon();
  }

  function soon() {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(look);
  }

  function look() {
    const [over, around] = [root.querySelector(".swp-page").getBoundingClientRect(), root.getBoundingClientRect()];
    if (!isOn || over.width === 0) return;
    const [x, y] = seen(over);
    const wide = Math.round(over.width * SHARE);
    fit(wide, Math.round(wide * 0.75));
    canvas.style.top = `${over.top - around.top + 8}px`;
    canvas.style.left = `${over.left - around.left + (x < 0.5 ? over.width - wide - 8 : 8)}px`;
    const [width, aspect] = [SHARE / TIMES, over.width / over.height];
    pad.copy(ctx, { left: x - width / 2, top: y - (0.75 * width * aspect) / 2, width });
    cross();
  }

  /** Where to look: at the place that has the focus while drawing with taps, else where the hand or the cursor was. */
  function seen(over) {
    const spot = document.activeElement?.closest(".spot")?.getBoundingClientRect();
    if (!spot) return pad.at;
    return [(spot.left + spot.width / 2 - over.left) / over.width, (spot.top + spot.height / 2 - over.top) / over.height];
  }

  function fit(width, height) {
    const [w, h] = [width, height].map((each) => Math.round(each * devicePixelRatio));
    if (canvas.width === w && canvas.height === h) return;
    [canvas.width, canvas.height] = [w, h];
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }

  function cross() {
    const [x, y, arm] = [canvas.width / 2, canvas.height / 2, 14 * devicePixelRatio];
    for (const [color, width] of [["#ffffff", 6], ["#2b261f", 2.5]]) {
      ctx.strokeStyle = color;
      ctx.lineWidth = width * devicePixelRatio;
      ctx.beginPath();
      for (const [dx, dy] of [[1, 0], [0, 1]]) {
        ctx.moveTo(x - arm * dx, y - arm * dy);
        ctx.lineTo(x + arm * dx, y + arm * dy);
      }
      ctx.stroke();
    }
  }

  return Object.freeze({ set, get isOn() { return isOn; } });
}
