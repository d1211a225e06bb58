// A drawing that appears as a hand draws it, and the paint that spreads from its lines. Redraws only where something changed.
import { createSheet } from "/static/pad.js";
import { make } from "/static/parts.js";

const ASPECT = 4 / 3;
const MOST_PX = 1100;
// The paint spreads on a coarse grid and is drawn smoothly over the page.
const GRID = Object.freeze({ width: 112, height: 84 });
const SOFT = 0.22;

/**
 * A sheet for `drawing` (wire format) and its painted layer. `length` is how long the hand took, in ms; `trace(ms)` brings the
 * drawing there and gives `{x, y, down}`, where the hand is in 0..1; `spread(0..1)` lets the paint come; `finish()` shows all.
 */
export function createTracing({ strokes }, picture) {
  const layers = Object.fromEntries(["color", "answer", "ink", "wet"].map((name) => [name, make("canvas", { class: name })]));
  const node = make("span", { class: "sheet" }, Object.values(layers));
  const canvases = Object.values(layers);
  const whole = make("canvas");
  const mask = make("canvas");
  const grid = make("canvas", GRID);
  const sheet = createSheet({ aspect: ASPECT });
  const timed = strokes.map((stroke) => ({ stroke, from: stroke.points[0][2], to: stroke.points.at(-1)[2] }));
  const arrival = arrivals(strokes);
  let at = 0; // the stroke in hand
  let point = 0; // its points that are drawn
  let size = { width: 0, height: 0 };

  /** As large as it is shown now; what was drawn begins anew. */
  function fit() {
    const width = Math.min(MOST_PX, Math.round(node.clientWidth * Math.min(2, devicePixelRatio)));
    size = { width, height: Math.round(width / ASPECT) };
    for (const canvas of [...canvases, whole, mask]) Object.assign(canvas, size);
    [at, point] = [0, 0];
  }

  const layerOf = ({ tool }) => (tool === "pen" ? layers.ink : layers.color).getContext("2d");

  /** Gets the finished stroke ready, to be let through where the hand has been. */
  function take({ stroke }) {
    whole.getContext("2d").clearRect(0, 0, size.width, size.height);
    mask.getContext("2d").clearRect(0, 0, size.width, size.height);
    sheet.draw(whole.getContext("2d"), [stroke]);
    layers.wet.dataset.tool = stroke.tool;
    point = 1;
  }

  function put({ stroke }) {
    layerOf(stroke).drawImage(whole, 0, 0);
    layers.wet.getContext("2d").clearRect(0, 0, size.width, size.height);
    [at, point] = [at + 1, 0];
  }

  function reveal(stroke, upTo) {
    const path = stroke.points.slice(Math.max(0, point - 1), upTo).map(([x, y]) => [x * size.width, y * size.height]);
    const thick = stroke.width * size.width * 1.7 + 4;
    const hidden = mask.getContext("2d");
    Object.assign(hidden, { lineWidth: thick, lineCap: "round", lineJoin: "round" });
    hidden.beginPath();
    path.forEach(([x, y], number) => (number === 0 ? hidden.moveTo(x, y) : hidden.lineTo(x, y)));
    hidden.stroke();
    show(boxOf(path, thick / 2 + 2));
    point = upTo;
  }

  function show({ left, top, width, height }) {
    const wet = layers.wet.getContext("2d");
    wet.save();
    wet.beginPath();
    wet.rect(left, top, width, height);
    wet.clip();
    wet.clearRect(left, top, width, height);
    wet.drawImage(mask, left, top, width, height, left, top, width, height);
    wet.globalCompositeOperation = "source-in";
    wet.drawImage(whole, left, top, width, height, left, top, width, height);
    wet.restore();
  }

  function trace(ms) {
    while (at < timed.length && timed[at].to <= ms) {
      if (point === 0) take(timed[at]);
      put(timed[at]);
    }
    const now = timed[at];
    if (!now) return { ...placeOf(strokes.at(-1).points.at(-1)), down: false };
    if (now.from > ms) return between(timed[at - 1], now, ms);
    if (point === 0) take(now);
    const upTo = now.stroke.points.findIndex(([, , t]) => t > ms);
    if (upTo > point) reveal(now.stroke, upTo);
    return { ...placeOf(now.stroke.points[upTo - 1] ?? now.stroke.points[0]), down: true };
  }

  function spread(share) {
    if (!picture) return;
    const small = grid.getContext("2d");
    const pixels = small.createImageData(GRID.width, GRID.height);
    arrival.forEach((when, index) => {
      const wet = Math.min(1, Math.max(0, (share * (1 + SOFT) - when) / SOFT));
      pixels.data[4 * index + 3] = 255 * wet * wet * (3 - 2 * wet);
    });
    small.putImageData(pixels, 0, 0);
    const answer = layers.answer.getContext("2d");
    answer.clearRect(0, 0, size.width, size.height);
    answer.globalCompositeOperation = "source-over";
    answer.drawImage(grid, 0, 0, size.width, size.height);
    answer.globalCompositeOperation = "source-in";
    answer.drawImage(picture, 0, 0, size.width, size.height);
  }

  return Object.freeze({
    node,
    length: timed.at(-1).to,
    fit,
    trace,
    spread,
    finish() {
      trace(Infinity);
      spread(1);
    },
    close() {
      picture?.close();
      for (const canvas of [...canvases, whole, mask]) Object.assign(canvas, { width: 0, height: 0 });
      node.remove();
    },
  });
}

const placeOf = ([x, y]) => ({ x, y });

/** The hand goes from one line to the next, quick in the middle. */
function between(before, next, ms) {
  const [x1, y1] = next.stroke.points[0];
  if (!before) return { x: x1, y: y1, down: false };
  const [x0, y0] = before.stroke.points.at(-1);
  const share = (ms - before.to) / (next.from - before.to);
  const eased = share * share * (3 - 2 * share);
  return { x: x0 + (x1 - x0) * eased, y: y0 + (y1 - y0) * eased, down: false };
}

function boxOf(path, margin) {
  const [xs, ys] = [path.map(([x]) => x), path.map(([, y]) => y)];
  const [left, top] = [Math.floor(Math.min(...xs) - margin), Math.floor(Math.min(...ys) - margin)];
  return { left, top, width: Math.ceil(Math.max(...xs) + margin) - left, height: Math.ceil(Math.max(...ys) + margin) - top };
}

/** When the paint comes to each place, 0..1: near the lines first, and with an edge as water gives it. */
function arrivals(strokes) {
  const { width, height } = GRID;
  const far = new Float32Array(width * height).fill(width);
  for (const { points } of strokes)
    for (const [x, y] of points) far[Math.min(height - 1, Math.floor(y * height)) * width + Math.min(width - 1, Math.floor(x * width))] = 0;
  const pass = (index, steps) => {
    for (const [by, cost] of steps) far[index] = Math.min(far[index], (far[index + by] ?? width) + cost);
  };
  for (let index = 0; index < far.length; index += 1) pass(index, [[-1, 1], [-width, 1], [-width - 1, 1.4], [1 - width, 1.4]]);
  for (let index = far.length - 1; index >= 0; index -= 1) pass(index, [[1, 1], [width, 1], [width + 1, 1.4], [width - 1, 1.4]]);
  const ragged = far.map((distance, index) => distance + 9 * cloud((index % width) / 13, Math.floor(index / width) / 13));
  const most = Math.max(...ragged);
  return ragged.map((each) => each / most);
}

/** Smooth noise, 0..1, the same every time. */
function cloud(x, y) {
  return (2 * noise(x, y) + noise(2.3 * x + 7, 2.3 * y + 3)) / 3;
}

function noise(x, y) {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [u, v] = [x - left, y - top].map((each) => each * each * (3 - 2 * each));
  const row = (down) => grain(left, top + down) * (1 - u) + grain(left + 1, top + down) * u;
  return row(0) * (1 - v) + row(1) * v;
}

const grain = (x, y) => Math.abs(Math.sin(x * 127.1 + y * 311.7) * 43758.5453) % 1;
