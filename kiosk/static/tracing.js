// A drawing that appears as a hand draws it, and the paint that spreads from its lines. It lies on small tiles, and only those change
// on which something happens: a browser without a GPU puts together anew whatever part of the screen a canvas covers.
import { createSheet } from "/static/pad.js";
import { make } from "/static/parts.js";

const ASPECT = 4 / 3;
const MOST_PX = 1600;
const PAPER = "#fffefb"; // as .sheet in idle.css
const TILES = Object.freeze({ columns: 4, rows: 3 });
// The paint spreads on a coarse grid and is drawn smoothly over the page: 28 of its cells to a tile.
const GRID = Object.freeze({ width: 112, height: 84 });
const SOFT = 0.22;

/**
 * A sheet for `drawing` (wire format) and its painted layer. `length` is how long the hand took, in ms; `trace(ms)` brings the
 * drawing there and gives `{x, y, down}`, where the hand is in 0..1; `spread(0..1)` lets the paint come; `finish()` shows all.
 */
export function createTracing({ strokes }, picture) {
  const [color, ink, whole, part] = Array.from({ length: 4 }, () => make("canvas").getContext("2d"));
  const surface = createTiles();
  const grid = make("canvas", GRID);
  const sheet = createSheet({ aspect: ASPECT });
  const timed = strokes.map((stroke) => ({ stroke, from: stroke.points[0][2], to: stroke.points.at(-1)[2] }));
  const arrival = arrivals(strokes);
  const awaited = surface.tiles.map(({ column, row }) => spanOf(arrival, column, row));
  let at = 0; // the stroke in hand
  let point = 0; // its points that are drawn
  let hand = null; // the way of its points that are drawn, and the stroke as what it is drawn with
  let reached = 0; // how far the paint has spread
  let size = { width: 0, height: 0 };

  /** As large as it is shown now; what was drawn begins anew. */
  function fit() {
    size = surface.fit();
    for (const { canvas } of [color, ink, whole]) Object.assign(canvas, size);
    [at, point, reached] = [0, 0, 0];
  }

  const layerOf = ({ tool }) => (tool === "pen" ? ink : color);
  const cleared = (ctx) => ctx.clearRect(0, 0, size.width, size.height);

  /** Gets the finished stroke ready, to be let through where the hand has been. */
  function take({ stroke }) {
    cleared(whole);
    sheet.draw(whole, [stroke]);
    hand = { way: new Path2D(), thick: thicknessOf(stroke), drawn: color.createPattern(whole.canvas, "no-repeat") };
    hand.way.moveTo(...placed(stroke.points[0]));
    point = 1;
  }

  function put({ stroke }) {
    layerOf(stroke).drawImage(whole.canvas, 0, 0);
    surface.draw(boxOf(stroke.points.map(placed), thicknessOf(stroke) / 2 + 2), [color, ink]);
    [at, point, hand] = [at + 1, 0, null];
  }

  const placed = ([x, y]) => [x * size.width, y * size.height];
  const thicknessOf = (stroke) => stroke.width * size.width * 1.7 + 4;

  function reveal(stroke, upTo) {
    const path = stroke.points.slice(point - 1, upTo).map(placed);
    path.forEach((place) => hand.way.lineTo(...place));
    const through = (ctx) => {
      Object.assign(ctx, { lineWidth: hand.thick, lineCap: "round", lineJoin: "round", strokeStyle: hand.drawn });
      ctx.stroke(hand.way);
    };
    const layers = stroke.tool === "pen" ? [color, ink, through] : [color, through, ink];
    surface.draw(boxOf(path, hand.thick / 2 + 2), layers);
    point = upTo;
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

  /** The answer as far as it has come, on one tile. */
  function painted({ left, top, width, height }) {
    Object.assign(part.canvas, { width, height }); // which clears it too
    part.drawImage(grid, -left, -top, size.width, size.height);
    part.globalCompositeOperation = "source-in";
    part.drawImage(picture, -left, -top, size.width, size.height);
  }

  function spread(share) {
    if (!picture) return;
    const small = grid.getContext("2d");
    const pixels = small.createImageData(GRID.width, GRID.height);
    arrival.forEach((when, index) => (pixels.data[4 * index + 3] = 255 * wetness(share, when)));
    small.putImageData(pixels, 0, 0);
    surface.tiles.forEach((tile, number) => {
      const [first, last] = awaited[number];
      if (wetness(share, first) === 0 || wetness(reached, last) === 1) return; // dry still, or wet already
      painted(tile.box);
      surface.draw(tile.box, [color, (ctx) => ctx.drawImage(part.canvas, tile.box.left, tile.box.top), ink]);
    });
    reached = share;
  }

  return Object.freeze({
    node: surface.node,
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
      for (const { canvas } of [color, ink, whole, part]) Object.assign(canvas, { width: 0, height: 0 });
      surface.close();
    },
  });
}

/** The page in tiles, each an opaque canvas that lies two pixels under the next ones, so that no seam shows on any screen. */
function createTiles() {
  const tiles = Array.from({ length: TILES.columns * TILES.rows }, (_, number) => {
    const [column, row] = [number % TILES.columns, Math.floor(number / TILES.columns)];
    return { column, row, ctx: make("canvas").getContext("2d"), box: null };
  });
  const node = make("span", { class: "sheet" }, tiles.map(({ ctx }) => ctx.canvas));

  /** @returns the page's size in pixels. */
  function fit() {
    const density = devicePixelRatio / Math.ceil((node.clientWidth * devicePixelRatio) / MOST_PX);
    const width = Math.round(node.clientWidth * density);
    const size = { width, height: Math.round(width / ASPECT) };
    const edge = (each, of, most) => Math.round((each * most) / of);
    const over = (at, most) => Math.min(most, at + 2);
    for (const tile of tiles) {
      const [left, right] = [0, 1].map((more) => edge(tile.column + more, TILES.columns, size.width));
      const [top, bottom] = [0, 1].map((more) => edge(tile.row + more, TILES.rows, size.height));
      tile.box = { left, top, width: over(right, size.width) - left, height: over(bottom, size.height) - top };
      Object.assign(tile.ctx.canvas, { width: tile.box.width, height: tile.box.height });
      for (const [side, px] of Object.entries(tile.box)) tile.ctx.canvas.style[side] = `${px / density}px`;
    }
    return size;
  }

  /** Puts layers of the page one on the other, in the tiles that a box touches; a layer may be a way to draw on the page. */
  function draw(box, layers) {
    for (const { ctx, box: own } of tiles) {
      const part = common(box, own);
      if (part === null) continue;
      const { left, top, width, height } = part;
      within(ctx, { ...part, left: left - own.left, top: top - own.top }, () => {
        ctx.translate(-own.left, -own.top);
        ctx.fillStyle = PAPER;
        ctx.fillRect(left, top, width, height);
        for (const layer of layers) {
          if (typeof layer === "function") layer(ctx);
          else ctx.drawImage(layer.canvas, left, top, width, height, left, top, width, height);
        }
      });
    }
  }

  return Object.freeze({
    node,
    tiles,
    fit,
    draw,
    close() {
      for (const { ctx } of tiles) Object.assign(ctx.canvas, { width: 0, height: 0 });
      node.remove();
    },
  });
}

/** What two boxes share, or null. */
function common(one, other) {
  const [left, top] = [Math.max(one.left, other.left), Math.max(one.top, other.top)];
  const width = Math.min(one.left + one.width, other.left + other.width) - left;
  const height = Math.min(one.top + one.height, other.top + other.height) - top;
  return width > 0 && height > 0 ? { left, top, width, height } : null;
}

function within(ctx, { left, top, width, height }, act) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  act();
  ctx.restore();
}

/** How wet a place is, 0..1, once the paint has come `share` of its way and reaches the place at `when`. */
function wetness(share, when) {
  const wet = Math.min(1, Math.max(0, (share * (1 + SOFT) - when) / SOFT));
  return wet * wet * (3 - 2 * wet);
}

/** When the paint first and last comes to a tile; a cell around it counts, since the grid is drawn smoothly. */
function spanOf(arrival, column, row) {
  const [wide, high] = [GRID.width / TILES.columns, GRID.height / TILES.rows];
  const found = arrival.filter((_, index) => {
    const [x, y] = [index % GRID.width, Math.floor(index / GRID.width)];
    return Math.abs(x + 0.5 - (column + 0.5) * wide) < wide / 2 + 1 && Math.abs(y + 0.5 - (row + 0.5) * high) < high / 2 + 1;
  });
  return [Math.min(...found), Math.max(...found)];
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
