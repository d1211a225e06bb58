/**
 * The drawing pad of Sketchwell: strokes in, strokes out. No imports, no network, no storage.
 * What it offers and what it promises stands in README.md beside it.
 *
 * Coordinates are 0..1 of the paper's width and height; widths are in paper widths; times are milliseconds since the
 * first touch of the drawing. Absent pressure or tilt is null, never 0.
 */

/** What a stroke looks like. engines/sketch draws by the same figures: change both or neither. */
export const PAD_LOOK = Object.freeze({
  // pen width at pressure p = width * (PRESSURE_BASE + PRESSURE_GAIN * p); without pressure, width
  PRESSURE_BASE: 0.4,
  PRESSURE_GAIN: 1.2,
  BRUSH_OPACITY: 0.55,
  // the blur at a brush's edge: its standard deviation in widths of the brush
  BRUSH_SOFTNESS: 0.05,
  // A vertex is rounded by a quadratic curve: up to the middles of its two segments where the line turns by less than
  // 45 degrees, else at most this far (paper widths), so that sparse points keep their corners.
  CORNER_REACH: 0.006,
  CORNER_COS: Math.SQRT1_2,
  // Without pressure a pen line begins and ends a little thinner.
  TAPER: 0.8,
  TAPER_WIDTHS: 1.2,
  FILL_SIDE_PX: 1024,
  // Gaps in an outline up to this wide (paper widths) do not let a fill out.
  FILL_GAP: 0.015,
});

export const PAD_LIMITS = Object.freeze({ STROKE_POINTS: 20000, DRAWING_POINTS: 200000, LOOP_POINTS: 240 });

/** The palette, in reading order. Names are keys of the text dictionary ("color.ink"). */
export const PAD_COLORS = Object.freeze([
  ["ink", "#22262b"],
  ["grey", "#858d92"],
  ["white", "#ffffff"],
  ["night", "#26396b"],
  ["blue", "#3b70b8"],
  ["sky", "#93c9e8"],
  ["teal", "#3a9c98"],
  ["forest", "#2d5e45"],
  ["grass", "#559c4c"],
  ["sage", "#a3bf90"],
  ["sun", "#f5c842"],
  ["orange", "#ee8a3d"],
  ["red", "#dc4539"],
  ["brick", "#9c3630"],
  ["pink", "#e58aa8"],
  ["plum", "#71408c"],
  ["lavender", "#b9a0d8"],
  ["umber", "#47301f"],
  ["chestnut", "#75472d"],
  ["sienna", "#a5673f"],
  ["ochre", "#c7923f"],
  ["sand", "#ddbd92"],
  ["peach", "#f3d2b8"],
]);

/** Every word a person may see or hear. `options.text` replaces any of them. {n}, {what}, {where}, {color} are filled in. */
export const PAD_TEXT = Object.freeze({
  "pad.name": "Drawing page",
  "pad.role": "drawing page",
  "pad.keys":
    "Draw with a pen, a finger or a mouse. With the keyboard: Arrow keys move. Shift and arrow keys move in big steps. " +
    "Space puts the pen down and lifts it. Escape drops the line. Control Z takes back. Control Y brings back.",
  "pad.hint": "Arrow keys move · Space draws · Esc drops the line",
  "pad.enter": "Press Enter to draw here.",
  "pad.empty": "Draw here",
  "tools.name": "Drawing tools",
  "tool.group": "Tool",
  "tool.pen": "Pen",
  "tool.brush": "Brush",
  "tool.fill": "Fill",
  "tool.eraser": "Eraser",
  "tool.stamp": "Stamp",
  "tool.loop": "Mark",
  "stamp.group": "Stamp shape",
  "stamp.heart": "Heart",
  "stamp.star": "Star",
  "stamp.sun": "Sun",
  "stamp.moon": "Moon",
  "stamp.tree": "Tree",
  "stamp.house": "House",
  "stamp.person": "Person",
  "stamp.cloud": "Cloud",
  "stamp.flower": "Flower",
  "stamp.bird": "Bird",
  "stamp.fish": "Fish",
  "stamp.boat": "Boat",
  "width.group": "Size",
  "width.1": "Very small",
  "width.2": "Small",
  "width.3": "Medium",
  "width.4": "Large",
  "width.5": "Very large",
  "color.group": "Color",
  "color.ink": "ink black",
  "color.grey": "grey",
  "color.white": "white",
  "color.night": "night blue",
  "color.blue": "blue",
  "color.sky": "sky blue",
  "color.teal": "teal",
  "color.forest": "forest green",
  "color.grass": "grass green",
  "color.sage": "sage green",
  "color.sun": "sun yellow",
  "color.orange": "orange",
  "color.red": "red",
  "color.brick": "brick red",
  "color.pink": "pink",
  "color.plum": "plum",
  "color.lavender": "lavender",
  "color.umber": "dark brown",
  "color.chestnut": "chestnut brown",
  "color.sienna": "copper brown",
  "color.ochre": "ochre",
  "color.sand": "sand",
  "color.peach": "peach",
  "color.custom": "Own color",
  "mixer.name": "Mix your own color",
  "mixer.hue": "Color",
  "mixer.strength": "Strength",
  "mixer.light": "Light",
  "mixer.done": "Done",
  "action.group": "Take back and clear",
  "action.undo": "Undo",
  "action.redo": "Redo",
  "action.clear": "Clear",
  "saved.all": "Saved",
  "saved.busy": "Saving…",
  "saved.waiting": "Not saved yet ({n})",
  "page.full": "The page is full. Take something back or begin a new page.",
  "say.down": "Pen down.",
  "say.dropped": "Line dropped.",
  "say.at": "{x} across, {y} down.",
  "say.undone": "Taken back.",
  "say.redone": "Brought back.",
  "say.cleared": "Page cleared. Undo brings it back.",
  "say.marked": "Marked, {where}.",
  "twin.empty": "The page is empty.",
  "twin.pen.one": "1 line",
  "twin.pen.other": "{n} lines",
  "twin.brush.one": "1 brushed area",
  "twin.brush.other": "{n} brushed areas",
  "twin.fill.one": "1 filled area",
  "twin.fill.other": "{n} filled areas",
  "twin.stamp.one": "1 stamp",
  "twin.stamp.other": "{n} stamps",
  "twin.eraser.one": "1 erasure",
  "twin.eraser.other": "{n} erasures",
  "twin.more": "The latest are described.",
  "twin.item": "{what} {where}",
  "item.pen": "a line in {color}",
  "item.brush": "a brushed area in {color}",
  "item.fill": "an area filled with {color}",
  "item.stamp": "a stamp in {color}",
  "item.shape": "a {shape} in {color}",
  "item.eraser": "something rubbed out",
  "place.all": "across the page",
  "place.00": "at the top left",
  "place.10": "at the top",
  "place.20": "at the top right",
  "place.01": "on the left",
  "place.11": "in the middle",
  "place.21": "on the right",
  "place.02": "at the bottom left",
  "place.12": "at the bottom",
  "place.22": "at the bottom right",
});

const TOOLS = ["pen", "brush", "fill", "eraser", "stamp"];
const AREA_TOOLS = new Set(["brush", "fill"]);
// Sizes in paper widths: of the line, of the whole stamp, of the round mark that a tap makes.
const WIDTHS = {
  pen: [0.003, 0.006, 0.011, 0.02, 0.034],
  brush: [0.025, 0.045, 0.075, 0.12, 0.18],
  fill: [0.006],
  eraser: [0.015, 0.03, 0.06, 0.1, 0.16],
  stamp: [0.07, 0.12, 0.19, 0.29, 0.42],
  loop: [0.08, 0.14, 0.2, 0.3, 0.45],
};
const FIRST_WIDTH = { pen: 2, brush: 3, fill: 1, eraser: 3, stamp: 3, loop: 3 };
const UNIT = 1000; // paths are kept in thousandths of the paper's width, so that a resize only fills them again
const MAX_SIDE_PX = 4096;
const LIVE_EVERY_MS = 50;
const IN_FLIGHT_MS = 5000;
const SPEAK_AFTER_MS = 900;

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
const round = (value, digits) => Number(value.toFixed(digits));

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join("") + Date.now().toString(36).slice(-4);
}

/** The part of an id that strokes made by one gesture share: they are taken back together. */
const stepOf = (id) => id.split(".", 1)[0];

// ---- Color ----------------------------------------------------------------------------------------------------------

function rgbOf(hex) {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function checked(hex, who) {
  if (!/^#[0-9a-f]{6}$/i.test(hex)) throw new Error(`${who}: "${hex}" is not a color like "#22262b"`);
  return hex.toLowerCase();
}

const hexOf = (rgb) => "#" + rgb.map((part) => clamp(Math.round(part), 0, 255).toString(16).padStart(2, "0")).join("");

function rgbOfHsl(hue, strength, light) {
  const spread = strength * Math.min(light, 1 - light);
  const part = (n) => {
    const k = (n + hue / 30) % 12;
    return 255 * (light - spread * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [part(0), part(8), part(4)];
}

function hslOf(hex) {
  const [r, g, b] = rgbOf(hex).map((part) => part / 255);
  const high = Math.max(r, g, b);
  const low = Math.min(r, g, b);
  const light = (high + low) / 2;
  const span = high - low;
  if (span === 0) return [0, 0, light];
  const turn = high === r ? ((g - b) / span) % 6 : high === g ? (b - r) / span + 2 : (r - g) / span + 4;
  return [(turn * 60 + 360) % 360, span / (1 - Math.abs(2 * light - 1)), light];
}

/** Oklab, for "which named color is nearest". Source: Bjoern Ottosson, 2020, bottosson.github.io/posts/oklab. */
function oklabOf(hex) {
  const [r, g, b] = rgbOf(hex).map((part) => {
    const v = part / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function nearestColor(hex, colors) {
  const [l, a, b] = oklabOf(hex);
  let best = colors[0][0];
  let least = Infinity;
  for (const [name, known] of colors) {
    const [kl, ka, kb] = oklabOf(known);
    const distance = (l - kl) ** 2 + (a - ka) ** 2 + (b - kb) ** 2;
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}

// ---- Stamps: contours in a box of 100 x 100. M, L, C, Z as in SVG (absolute); O cx cy r is a circle ------------------

const STAMPS = {
  heart: ["M50 89 C20 64 7 48 7 31 C7 17 18 8 30 8 C40 8 47 14 50 22 C53 14 60 8 70 8 C82 8 93 17 93 31 C93 48 80 64 50 89 Z"],
  star: ["M50 6 L62 36 L94 39 L69 60 L77 92 L50 75 L23 92 L31 60 L6 39 L38 36 Z"],
  sun: [
    "O50 50 21", "M50 6 L50 18", "M50 82 L50 94", "M6 50 L18 50", "M82 50 L94 50",
    "M19 19 L27.5 27.5", "M72.5 72.5 L81 81", "M19 81 L27.5 72.5", "M72.5 27.5 L81 19",
  ],
  moon: ["M60 7 C30 8 10 28 10 52 C10 76 30 94 54 94 C72 94 86 84 92 68 C70 76 46 62 44 40 C43 27 49 15 60 7 Z"],
  tree: [
    "M50 7 C64 5 76 15 75 27 C87 31 88 48 77 54 C71 65 57 66 50 61 C43 66 29 65 23 54 C12 48 13 31 25 27 C24 15 36 5 50 7 Z",
    "M44 63 C44 74 43 84 40 93 L60 93 C57 84 56 74 56 63",
  ],
  house: ["M19 45 L19 91 L81 91 L81 45", "M8 52 L50 12 L92 52", "M55 91 L55 66 L69 66 L69 91", "M30 58 L44 58 L44 72 L30 72 Z"],
  person: ["O50 19 12", "M50 31 L50 62", "M24 40 C34 47 42 46 50 42 C58 46 66 47 76 40", "M31 94 L50 62 L69 94"],
  cloud: ["M26 76 C11 76 5 64 11 54 C15 46 23 44 29 47 C29 32 42 23 55 26 C66 29 72 36 73 44 C86 42 95 51 94 61 C93 71 85 76 76 76 Z"],
  flower: [
    "O50 32 8.5", "M45 25 C36 12 43 4 50 4 C57 4 64 12 55 25", "M57.5 28 C68 17 78 22 79 29 C80 36 71 41 58.5 36",
    "M56 38 C67 46 66 56 60 59 C53 62 47 54 49 40.5", "M44 38 C33 46 34 56 40 59 C47 62 52 54 50 41",
    "M42.5 28 C32 17 22 22 21 29 C20 36 29 41 41.5 36", "M50 58 L50 95", "M50 84 C56 70 68 68 76 70 C73 80 62 86 50 84 Z",
  ],
  bird: [
    "M17 45 C20 30 35 24 47 31 C58 38 70 50 93 45 C89 63 73 77 52 75 C32 73 18 62 17 45 Z",
    "M17 42 L5 47 L18 52", "M39 51 C48 66 63 67 72 57", "O29 41 1.6", "M45 75 L43 89", "M55 75 L55 89",
  ],
  fish: ["M7 50 C22 24 54 24 71 50 C54 76 22 76 7 50 Z", "M71 50 L93 31 C88 44 88 56 93 69 Z", "O25 45 2", "M42 33 C48 44 48 56 42 67"],
  boat: ["M8 64 L92 64 C89 76 82 85 76 88 L26 88 C18 85 11 76 8 64 Z", "M48 64 L48 8", "M48 12 C66 22 78 38 82 55 L48 55", "M48 20 C38 32 28 44 19 55 L48 55"],
};

function circlePath(cx, cy, r) {
  const points = [];
  const steps = Math.max(10, Math.ceil(r * 1.6));
  for (let i = 0; i <= steps; i += 1) {
    const angle = (2 * Math.PI * i) / steps;
    points.push([cx + r * Math.cos(angle), cy + r * Math.sin(angle)]);
  }
  return points;
}

function curvePoints([x0, y0], [x1, y1, x2, y2, x3, y3]) {
  const length = Math.hypot(x1 - x0, y1 - y0) + Math.hypot(x2 - x1, y2 - y1) + Math.hypot(x3 - x2, y3 - y2);
  const steps = Math.max(4, Math.ceil(length / 4));
  return Array.from({ length: steps }, (_, i) => {
    const t = (i + 1) / steps;
    const u = 1 - t;
    const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
    return [a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3];
  });
}

/** One contour as a list of [x, y] in 0..100. */
function contourPoints(source) {
  const points = [];
  for (const [, command, rest] of source.matchAll(/([MLCOZ])([^MLCOZ]*)/g)) {
    const values = rest.trim().split(/\s+/).filter(Boolean).map(Number);
    if (command === "O") points.push(...circlePath(...values));
    else if (command === "C") points.push(...curvePoints(points[points.length - 1], values));
    else if (command === "Z") points.push([...points[0]]);
    else points.push(values);
  }
  return points;
}

// ---- The shape of a line --------------------------------------------------------------------------------------------

function radiusOf(stroke, point) {
  const pressure = point[3] ?? null;
  const shaped = stroke.tool === "pen" && pressure !== null && (stroke.pointer === "pen" || stroke.pointer === "touch");
  const factor = shaped ? PAD_LOOK.PRESSURE_BASE + PAD_LOOK.PRESSURE_GAIN * pressure : 1;
  return (stroke.width * factor * UNIT) / 2;
}

/** Turns points into close samples (x, y, radius) of a smooth line, as they come: the same line live and afterwards. */
class Tracer {
  constructor({ tapered }) {
    this.xs = [];
    this.ys = [];
    this.rs = [];
    this.length = 0;
    this.tapered = tapered;
    this.before = null;
    this.last = null;
  }

  push(x, y, r) {
    const point = [x, y, r];
    if (this.last === null) this.emit(x, y, r);
    else if (this.before !== null) this.corner(this.before, this.last, point);
    this.before = this.last;
    this.last = point;
  }

  emit(x, y, r) {
    const n = this.xs.length;
    if (n > 0) this.length += Math.hypot(x - this.xs[n - 1], y - this.ys[n - 1]);
    this.xs.push(x);
    this.ys.push(y);
    this.rs.push(this.tapered ? r * taperAt(this.length, r) : r);
  }

  corner([ax, ay, ar], [bx, by, br], [cx, cy, cr]) {
    const before = Math.hypot(bx - ax, by - ay);
    const after = Math.hypot(cx - bx, cy - by);
    if (before === 0 || after === 0) return this.emit(bx, by, br);
    const cos = ((bx - ax) * (cx - bx) + (by - ay) * (cy - by)) / (before * after);
    const reach = cos > PAD_LOOK.CORNER_COS ? Infinity : PAD_LOOK.CORNER_REACH * UNIT;
    const s = Math.min(0.5, reach / before);
    const e = Math.min(0.5, reach / after);
    const start = [bx + (ax - bx) * s, by + (ay - by) * s, br + (ar - br) * s];
    const end = [bx + (cx - bx) * e, by + (cy - by) * e, br + (cr - br) * e];
    this.emit(...start);
    return this.curve(start, [bx, by, br], end, Math.acos(clamp(cos, -1, 1)));
  }

  curve(a, b, c, turn) {
    const bend = Math.hypot(a[0] - 2 * b[0] + c[0], a[1] - 2 * b[1] + c[1]);
    const steps = clamp(Math.ceil(Math.max(Math.sqrt(bend / 0.3), turn / 0.25)), 1, 14);
    for (let i = 1; i <= steps; i += 1) {
      const t = i / steps;
      const [p, q, w] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
      this.emit(p * a[0] + q * b[0] + w * c[0], p * a[1] + q * b[1] + w * c[1], p * a[2] + q * b[2] + w * c[2]);
    }
  }

  /** Everything traced since `from`, up to the very last point: what to draw now. */
  since(from) {
    const [xs, ys, rs] = [this.xs.slice(from), this.ys.slice(from), this.rs.slice(from)];
    if (this.before !== null) {
      xs.push(this.last[0]);
      ys.push(this.last[1]);
      rs.push(this.tapered ? this.last[2] * taperAt(this.length, this.last[2]) : this.last[2]);
    }
    return { xs, ys, rs };
  }

  whole() {
    const samples = this.since(0);
    if (this.tapered) taperEnd(samples);
    return samples;
  }
}

function taperAt(length, radius) {
  const reach = PAD_LOOK.TAPER_WIDTHS * 2 * radius;
  return PAD_LOOK.TAPER + (1 - PAD_LOOK.TAPER) * Math.min(1, length / reach);
}

function taperEnd({ xs, ys, rs }) {
  let length = 0;
  for (let i = rs.length - 1; i > 0; i -= 1) {
    const factor = taperAt(length, rs[i]);
    if (factor >= 1) return;
    rs[i] *= factor;
    length += Math.hypot(xs[i] - xs[i - 1], ys[i] - ys[i - 1]);
  }
}

function disc(path, x, y, r) {
  path.moveTo(x + r, y);
  path.arc(x, y, r, 0, 2 * Math.PI);
}

/**
 * The outline of a line whose width changes. Smooth stretches are one polygon each, every polygon and disc turns the
 * same way, so that one non-zero fill gives their union without holes; discs make round joins and caps.
 */
function ribbon({ xs, ys, rs }) {
  const path = new Path2D();
  const n = xs.length;
  disc(path, xs[0], ys[0], rs[0]);
  let upper = [];
  let lower = [];
  let past = null; // direction and length of the segment before
  const side = (i, nx, ny) => {
    upper.push(xs[i] + nx * rs[i], ys[i] + ny * rs[i]);
    lower.push(xs[i] - nx * rs[i], ys[i] - ny * rs[i]);
  };
  const flush = () => {
    if (upper.length >= 4) {
      path.moveTo(upper[0], upper[1]);
      for (let i = 2; i < upper.length; i += 2) path.lineTo(upper[i], upper[i + 1]);
      for (let i = lower.length - 2; i >= 0; i -= 2) path.lineTo(lower[i], lower[i + 1]);
      path.closePath();
    }
    upper = [];
    lower = [];
  };
  for (let i = 0; i + 1 < n; i += 1) {
    const length = Math.hypot(xs[i + 1] - xs[i], ys[i + 1] - ys[i]);
    if (length < 1e-6) continue;
    const dx = (xs[i + 1] - xs[i]) / length;
    const dy = (ys[i + 1] - ys[i]) / length;
    if (past === null) side(i, dy, -dx);
    else {
      const sin = Math.abs(past.dx * dy - past.dy * dx);
      const cos = past.dx * dx + past.dy * dy;
      // The inner edge would fold back where the line turns tighter than it is wide.
      if (cos < 0.94 || sin * rs[i] > 0.8 * Math.min(length, past.length)) {
        side(i, past.dy, -past.dx);
        flush();
        disc(path, xs[i], ys[i], rs[i]);
        side(i, dy, -dx);
      } else {
        const [nx, ny] = [past.dy + dy, -past.dx - dx];
        const norm = Math.hypot(nx, ny);
        side(i, nx / norm, ny / norm);
      }
    }
    past = { dx, dy, length };
  }
  if (past !== null) side(n - 1, past.dy, -past.dx);
  flush();
  if (n > 1) disc(path, xs[n - 1], ys[n - 1], rs[n - 1]);
  return path;
}

function polyline({ xs, ys }) {
  const path = new Path2D();
  path.moveTo(xs[0], ys[0]);
  for (let i = 1; i < xs.length; i += 1) path.lineTo(xs[i], ys[i]);
  if (xs.length === 1) path.lineTo(xs[0], ys[0] + 0.001);
  return path;
}

function tracerFor(stroke) {
  const bare = stroke.points.length > 0 && (stroke.points[0][3] ?? null) === null;
  return new Tracer({ tapered: stroke.tool === "pen" && bare });
}

function samplesOf(stroke, aspect) {
  const tracer = tracerFor(stroke);
  for (const point of stroke.points) {
    tracer.push(point[0] * UNIT, (point[1] * UNIT) / aspect, radiusOf(stroke, point));
  }
  return tracer.whole();
}

const isLine = ({ tool }) => tool === "pen" || tool === "stamp";
const pathFrom = (stroke, samples) => (isLine(stroke) ? ribbon(samples) : polyline(samples));

/** Draws a path; the context's unit is a thousandth of the paper's width. */
function paintPath(ctx, stroke, path, { as = "source-over" } = {}) {
  ctx.globalCompositeOperation = as;
  ctx.fillStyle = ctx.strokeStyle = stroke.color;
  if (isLine(stroke)) ctx.fill(path);
  else {
    ctx.lineWidth = stroke.width * UNIT;
    ctx.lineCap = ctx.lineJoin = "round";
    ctx.stroke(path);
  }
  ctx.globalCompositeOperation = "source-over";
}

function paintBrush(ctx, stroke, path, { as, soft }) {
  if (soft) return paintSoft(ctx, stroke, path, { as });
  ctx.globalAlpha = PAD_LOOK.BRUSH_OPACITY;
  paintPath(ctx, stroke, path, { as });
  ctx.globalAlpha = 1;
  return undefined;
}

/** A brushed area is see-through and soft at its edge; the blur is a shadow, which every browser has. */
function paintSoft(ctx, stroke, path, { as }) {
  const away = ctx.canvas.width * 2;
  const scale = ctx.canvas.width / UNIT;
  ctx.save();
  ctx.globalAlpha = PAD_LOOK.BRUSH_OPACITY;
  ctx.shadowColor = stroke.color;
  ctx.shadowBlur = 2 * PAD_LOOK.BRUSH_SOFTNESS * stroke.width * ctx.canvas.width;
  ctx.shadowOffsetX = away;
  ctx.translate(-away / scale, 0);
  paintPath(ctx, stroke, path, { as });
  ctx.restore();
}

/** A stroke on the page, with what is worth keeping between redraws. */
class Mark {
  constructor(stroke, { saved, shape = null }) {
    this.stroke = stroke;
    this.saved = saved;
    this.shape = shape;
    this.since = performance.now();
    this.path = null;
    this.region = null;
  }

  /** Lines lie on color; a brush colors the paper and tints the lines it goes over. */
  paint({ color, ink }, aspect, { soft = true } = {}) {
    const { stroke } = this;
    if (stroke.tool === "fill") this.region?.paint({ color, ink });
    else {
      this.path ??= pathFrom(stroke, samplesOf(stroke, aspect));
      if (stroke.tool === "brush") {
        paintBrush(color, stroke, this.path, { as: "source-over", soft });
        paintBrush(ink, stroke, this.path, { as: "source-atop", soft });
      } else if (stroke.tool === "eraser") {
        paintPath(color, stroke, this.path, { as: "destination-out" });
        paintPath(ink, stroke, this.path, { as: "destination-out" });
      } else paintPath(ink, stroke, this.path);
    }
  }
}

// ---- Fill: the region around one point, found on a raster of fixed size so that every screen agrees ------------------

class Region {
  /**
   * box: left, top, width, height in cells of a raster `across` cells wide;
   * place: "under" on bare paper, "over" the color that is there, or "recolor" a line.
   */
  constructor(canvas, { box, across, place }) {
    this.canvas = canvas;
    this.box = box.map((cells) => (cells * UNIT) / across);
    this.place = place;
  }

  paint({ color, ink }) {
    const ctx = this.place === "recolor" ? ink : color;
    ctx.globalCompositeOperation = { under: "destination-over", over: "source-over", recolor: "source-atop" }[this.place];
    ctx.drawImage(this.canvas, ...this.box);
    ctx.globalCompositeOperation = "source-over";
  }
}

/** 1 where the page differs from the seed's own color: what stops a fill. */
function wallOf(pixels, seed) {
  const wall = new Uint8Array(pixels.length / 4);
  const [r, g, b, a] = pixels.slice(seed * 4, seed * 4 + 4);
  for (let i = 0, p = 0; i < wall.length; i += 1, p += 4) {
    const alpha = pixels[p + 3];
    const apart = Math.abs(pixels[p] - r) + Math.abs(pixels[p + 1] - g) + Math.abs(pixels[p + 2] - b);
    const away = Math.abs(alpha - a) * 1.5 + (apart * Math.min(alpha, a)) / 255;
    wall[i] = away > 96 ? 1 : 0;
  }
  return wall;
}

/** About how far each cell is from the nearest wall or edge: chamfer distance in thirds of a pixel, two passes. */
function roomOf(wall, width, height) {
  const room = new Uint16Array(wall.length).fill(9999);
  const pass = (from, to, step) => {
    for (let i = from; i !== to; i += step) {
      if (wall[i]) {
        room[i] = 0;
        continue;
      }
      const x = i % width;
      const y = (i - x) / width;
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) room[i] = Math.min(room[i], 3);
      const behind = i - step * width;
      if (behind >= 0 && behind < room.length) {
        room[i] = Math.min(room[i], room[behind] + 3);
        if (x > 0) room[i] = Math.min(room[i], room[behind - 1] + 4);
        if (x < width - 1) room[i] = Math.min(room[i], room[behind + 1] + 4);
      }
      const past = i - step;
      if (step > 0 ? x > 0 : x < width - 1) room[i] = Math.min(room[i], room[past] + 3);
    }
  };
  pass(0, wall.length, 1);
  pass(wall.length - 1, -1, -1);
  return room;
}

/** Walks away from walls until there is room enough, or no more to gain. */
function roomiest(room, width, height, seed, enough) {
  let at = seed;
  while (room[at] <= enough) {
    const [x, y] = [at % width, Math.floor(at / width)];
    let best = at;
    for (let v = Math.max(0, y - 2); v <= Math.min(height - 1, y + 2); v += 1) {
      for (let u = Math.max(0, x - 2); u <= Math.min(width - 1, x + 2); u += 1) {
        if (room[v * width + u] > room[best]) best = v * width + u;
      }
    }
    if (best === at) break;
    at = best;
  }
  return at;
}

/** Cells beside one, within the page. */
function beside(at, width, length) {
  const x = at % width;
  return [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width < length ? at + width : -1].filter((to) => to >= 0);
}

/** Lets owned cells grow into those of `rest`, all at one pace; a cell goes to who comes first. */
function shareOut(owner, rest, width) {
  const free = new Uint8Array(owner.length);
  for (const at of rest) free[at] = 1;
  let edge = rest.flatMap((at) => beside(at, width, owner.length)).filter((at) => owner[at]);
  while (edge.length > 0) {
    const next = [];
    for (const at of edge) {
      for (const to of beside(at, width, owner.length)) {
        if (owner[to] || !free[to]) continue;
        owner[to] = owner[at];
        next.push(to);
      }
    }
    edge = next;
  }
}

/**
 * What a fill from the seed reaches when narrow gaps are closed: a disc rolled from the seed, then the corners too
 * narrow for the disc, shared with the open places it could not come to. engines/sketch/fills.py does the same; its result
 * is the one that is kept.
 */
function reached(wall, width, height, seed) {
  const room = roomOf(wall, width, height);
  const reach = (PAD_LOOK.FILL_GAP / 2) * width * 3;
  const widest = room[roomiest(room, width, height, seed, reach)];
  const radius = [reach, reach * 0.6, reach * 0.3, 0].find((r) => r < widest) ?? 0;
  const start = roomiest(room, width, height, seed, radius);
  const owner = flood(room, width, start, radius);
  const rest = [];
  for (let i = 0; i < wall.length; i += 1) {
    if (owner[i]) continue;
    if (room[i] > radius) owner[i] = 2;
    else if (!wall[i]) rest.push(i);
  }
  shareOut(owner, rest, width);
  return owner;
}

/** 1 in the stretch of cells with more room than `radius` that the start lies in. */
function flood(room, width, start, radius) {
  const region = new Uint8Array(room.length);
  const open = (at) => room[at] > radius && !region[at];
  const stack = [start];
  while (stack.length > 0) {
    const at = stack.pop();
    if (!open(at)) continue;
    const row = at - (at % width);
    let left = at;
    while (left > row && open(left - 1)) left -= 1;
    let right = at;
    while (right < row + width - 1 && open(right + 1)) right += 1;
    for (let i = left; i <= right; i += 1) {
      region[i] = 1;
      if (i >= width && open(i - width)) stack.push(i - width);
      if (i + width < region.length && open(i + width)) stack.push(i + width);
    }
  }
  return region;
}

/** Two cells into the lines around, so that no bare rim stays. */
function tucked(owner, wall, width) {
  for (let time = 0; time < 2; time += 1) {
    const rim = [];
    for (let i = width; i < owner.length - width; i += 1) {
      const near = owner[i - 1] === 1 || owner[i + 1] === 1 || owner[i - width] === 1 || owner[i + width] === 1;
      if (wall[i] && owner[i] !== 1 && near) rim.push(i);
    }
    for (const i of rim) owner[i] = 1;
  }
}

function regionOf(page, stroke, printed) {
  const { width, height } = page.ink.canvas;
  const [x, y] = stroke.points[0];
  const seed = Math.min(Math.floor(y * height), height - 1) * width + Math.min(Math.floor(x * width), width - 1);
  const onInk = page.ink.getImageData(seed % width, Math.floor(seed / width), 1, 1).data[3] >= 128;
  const pixels = flattened(page).getImageData(0, 0, width, height).data;
  const wall = wallOf(pixels, seed);
  // From a place on a printed line a fill keeps to that line.
  if (printed !== null) for (let i = 0; i < wall.length; i += 1) wall[i] |= printed[i] ^ printed[seed];
  const owner = reached(wall, width, height, seed);
  tucked(owner, wall, width);
  const place = onInk ? "recolor" : pixels[seed * 4 + 3] >= 8 ? "over" : "under";
  return tinted(owner, width, stroke.color, place);
}

function tinted(owner, across, color, place) {
  const box = boxOfCells(owner, across);
  const [left, top, width, height] = box;
  const ctx = contextOf(width, height);
  const image = ctx.createImageData(width, height);
  const [r, g, b] = rgbOf(color);
  const inked = new Uint32Array(image.data.buffer);
  const value = ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  for (let i = 0; i < inked.length; i += 1) {
    const x = i % width;
    if (owner[(top + (i - x) / width) * across + left + x] === 1) inked[i] = value;
  }
  ctx.putImageData(image, 0, 0);
  return new Region(ctx.canvas, { box, across, place });
}

/** Left, top, width and height of the cells that are 1. */
function boxOfCells(owner, across) {
  let [left, right, top, bottom] = [across - 1, 0, owner.length / across - 1, 0];
  for (let i = 0; i < owner.length; i += 1) {
    if (owner[i] !== 1) continue;
    const x = i % across;
    const y = (i - x) / across;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return [left, top, Math.max(1, right - left + 1), Math.max(1, bottom - top + 1)];
}

function contextOf(width, height, options) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas.getContext("2d", options);
}

/** The two layers of a page, color below ink, at a long side in pixels. */
function layersOf(aspect, longSide, options) {
  const width = Math.max(1, Math.round(aspect >= 1 ? longSide : longSide * aspect));
  const height = Math.max(1, Math.round(aspect >= 1 ? longSide / aspect : longSide));
  const layers = { color: contextOf(width, height, options), ink: contextOf(width, height, options) };
  scaleTo(layers.color);
  scaleTo(layers.ink);
  return layers;
}

function flattened({ color, ink }) {
  const ctx = contextOf(ink.canvas.width, ink.canvas.height, { willReadFrequently: true });
  ctx.drawImage(color.canvas, 0, 0);
  ctx.drawImage(ink.canvas, 0, 0);
  return ctx;
}

/** The drawing on a raster of fixed size. Fills are found in drawing order, each on the page as it then was. */
class FillPage {
  constructor(aspect) {
    this.aspect = aspect;
    this.drawn = [];
    this.printed = null;
  }

  /** The lines of a paper drawing below, or null: they stop fills, and no eraser takes them off. */
  print(lines) {
    this.printed = null;
    if (lines === null) return;
    const { ink } = layersOf(this.aspect, PAD_LOOK.FILL_SIDE_PX, { willReadFrequently: true });
    const { width, height } = ink.canvas;
    unscaled(ink, () => ink.drawImage(lines, 0, 0, width, height));
    const { data } = ink.getImageData(0, 0, width, height);
    this.printed = Uint8Array.from({ length: width * height }, (_, i) => (data[i * 4 + 3] >= 128 ? 1 : 0));
  }

  /** Finds the regions that fills among the marks still lack; goes on from what is drawn already. */
  find(marks) {
    const lacking = marks.findLastIndex((mark) => mark.stroke.tool === "fill" && mark.region === null);
    if (lacking < 0) return;
    if (this.drawn.length === 0 || lacking < this.drawn.length || !this.drawn.every((mark, i) => mark === marks[i])) {
      this.drawn = [];
      this.layers = layersOf(this.aspect, PAD_LOOK.FILL_SIDE_PX, { willReadFrequently: true });
    }
    for (const mark of marks.slice(this.drawn.length, lacking + 1)) {
      if (mark.stroke.tool === "fill") mark.region ??= regionOf(this.layers, mark.stroke, this.printed);
      mark.paint(this.layers, this.aspect, { soft: false });
      this.drawn.push(mark);
    }
  }
}

function scaleTo(ctx) {
  const scale = ctx.canvas.width / UNIT;
  ctx.setTransform(scale, 0, 0, scale, 0, 0);
}

// ---- Small DOM pieces -----------------------------------------------------------------------------------------------

function el(tag, attributes = {}, children = []) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null) node.setAttribute(name, String(value));
  }
  node.append(...children);
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

function svg(tag, attributes, children = []) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// Each icon: [path, class]; "ink" is filled with the color in hand, "dash" is broken.
const ICONS = {
  pen: [
    ["M4 20 5.1 15.6 8.4 18.9Z", "ink"],
    ["M4 20 5.2 15.3 16.2 4.3a1.7 1.7 0 0 1 2.4 0l1.1 1.1a1.7 1.7 0 0 1 0 2.4L8.7 18.8Z"],
    ["m13.9 6.6 3.5 3.5"],
  ],
  brush: [
    ["M9.7 13.6c-2.1-.3-3.8 1-4.2 3-.2 1.3-.9 2.1-2 2.6 2.7 1.4 6.8 1 7.9-1.7.6-1.4.2-3-1.7-3.9Z", "ink"],
    ["M9.7 13.6C12 9.6 15.9 5.5 20.5 3.5c-1.8 4.7-5.3 9-9.1 12"],
    ["M9.7 13.6c-2.1-.3-3.8 1-4.2 3-.2 1.3-.9 2.1-2 2.6 2.7 1.4 6.8 1 7.9-1.7.6-1.4.2-3-1.7-3.9Z"],
  ],
  fill: [
    ["m4.6 12.6 12.9.2-5.6 5.6a1.8 1.8 0 0 1-2.5 0l-4.9-4.9Z", "ink"],
    ["m11.2 4.8 7.2 7.2-6.5 6.4a1.8 1.8 0 0 1-2.5 0l-4.7-4.7a1.8 1.8 0 0 1 0-2.5Z"],
    ["M8.4 2.8 11.6 6"],
    ["M20.6 15.4c1 1.4 1.6 2.4 1.6 3.2a1.6 1.6 0 0 1-3.2 0c0-.8.6-1.8 1.6-3.2Z", "ink"],
  ],
  eraser: [
    ["M8.6 19.6 4.2 15.2a1.8 1.8 0 0 1 0-2.5l8.1-8.1a1.8 1.8 0 0 1 2.5 0l4.7 4.7a1.8 1.8 0 0 1 0 2.5l-7.8 7.8Z"],
    ["m8.4 8.5 7.2 7.2"],
    ["M8.6 19.6H20"],
  ],
  stamp: [
    ["M5 17.4v-1.5a2.4 2.4 0 0 1 2.4-2.4h9.2a2.4 2.4 0 0 1 2.4 2.4v1.5Z", "ink"],
    ["M9.6 13.5c.7-2.7-1.4-3.9-1.4-6.1a3.8 3.8 0 0 1 7.6 0c0 2.2-2.1 3.4-1.4 6.1"],
    ["M5 17.4v-1.5a2.4 2.4 0 0 1 2.4-2.4h9.2a2.4 2.4 0 0 1 2.4 2.4v1.5Z"],
    ["M5 20.6h14"],
  ],
  loop: [
    ["M12 4.2c4.7 0 8.4 2.5 8.4 5.6s-3.7 5.6-8.4 5.6-8.4-2.5-8.4-5.6 3.7-5.6 8.4-5.6Z", "dash"],
    ["M7.3 15c-1.6 1-1.6 2.9.2 3.4 1.5.4 2.4 1.2 1.7 2.4"],
  ],
  undo: [["M9 6.2 4.4 10.8 9 15.4"], ["M4.8 10.8h9.4a4.7 4.7 0 0 1 0 9.4h-4"]],
  redo: [["m15 6.2 4.6 4.6-4.6 4.6"], ["M19.2 10.8H9.8a4.7 4.7 0 0 0 0 9.4h4"]],
  clear: [["M13.6 3.6H7.4a1.8 1.8 0 0 0-1.8 1.8v13.2a1.8 1.8 0 0 0 1.8 1.8h9.2a1.8 1.8 0 0 0 1.8-1.8V8.4Z"], ["M13.6 3.6v4.8h4.8"], ["m9.6 12 4.8 4.8m0-4.8-4.8 4.8"]],
};

function icon(name) {
  const paths = ICONS[name].map(([d, kind]) => svg("path", { d, class: kind ? `swp-${kind}` : "swp-line" }));
  return svg("svg", { viewBox: "0 0 24 24", class: "swp-icon", "aria-hidden": "true" }, paths);
}

function stampIcon(name) {
  const d = STAMPS[name]
    .map((source) => "M" + contourPoints(source).map(([x, y]) => `${round(x, 1)} ${round(y, 1)}`).join("L"))
    .join("");
  return svg("svg", { viewBox: "0 0 100 100", class: "swp-icon swp-shape", "aria-hidden": "true" }, [
    svg("path", { d, class: "swp-line" }),
  ]);
}

// ---- Styles ---------------------------------------------------------------------------------------------------------

const STYLES = `
.swp, .swp *, .swp *::before, .swp *::after { box-sizing: border-box; }
.swp {
  --swp-accent: var(--pad-accent, var(--st-primary-color, #58795f));
  --swp-surface: var(--pad-surface, #fffdf9);
  --swp-text: var(--pad-text, #33302b);
  --swp-quiet: var(--pad-quiet, #6c665d);
  --swp-line: var(--pad-line, #e4ddd1);
  --swp-edge: var(--pad-edge, #8d8578);
  --swp-tint: color-mix(in srgb, var(--swp-accent) 15%, var(--swp-surface));
  --swp-radius: var(--pad-radius, 14px);
  --swp-target: max(44px, var(--pad-target, 48px)); --swp-gap: var(--pad-gap, 2px); --swp-letters: var(--pad-letters, 13px);
  --swp-ink: #22262b;
  display: flex; gap: 16px; align-items: flex-start; position: relative; width: 100%;
  color: var(--swp-text); font: 500 var(--swp-letters)/1.25 var(--pad-font, var(--st-font, system-ui, sans-serif));
  -webkit-tap-highlight-color: transparent; user-select: none; -webkit-user-select: none;
}
.swp[data-layout="under"] { flex-direction: column; align-items: stretch; gap: 10px; }
.swp[data-layout="side"][data-hand="left"] { flex-direction: row-reverse; }
.swp[data-fit="box"] { height: 100%; }
.swp-stage { flex: 1 1 0; min-width: 0; display: flex; flex-direction: column; align-items: center; gap: 8px; }
.swp[data-layout="under"] .swp-stage { flex: none; }
.swp[data-fit="box"][data-layout="under"] { justify-content: flex-end; }
.swp[data-fit="box"][data-layout="side"] .swp-stage { height: 100%; justify-content: center; }

.swp-page {
  position: relative; overflow: hidden; border-radius: var(--swp-radius); background: #fffefb;
  box-shadow: 0 0 0 1px var(--swp-line), 0 1px 2px rgb(66 54 36 / .06), 0 10px 30px -12px rgb(66 54 36 / .22);
  touch-action: none; cursor: crosshair; outline: none; -webkit-touch-callout: none; overscroll-behavior: contain;
}
.swp-page:focus-visible { box-shadow: 0 0 0 3px var(--swp-surface), 0 0 0 6px var(--swp-accent); }
.swp-page > canvas, .swp-marks { position: absolute; inset: 0; width: 100%; height: 100%; display: block; pointer-events: none; }
.swp-picture { opacity: 0; transition: opacity .28s ease; }
.swp-picture[data-on] { opacity: 1; }
.swp-marks path { fill: color-mix(in srgb, var(--swp-accent) 12%, transparent); stroke: #fff; stroke-width: 5; vector-effect: non-scaling-stroke; }
.swp-marks path + path { fill: none; stroke: #26382b; stroke-width: 2.5; stroke-dasharray: 9 6; stroke-linecap: round; }
.swp-ring, .swp-cursor { position: absolute; left: 0; top: 0; pointer-events: none; border-radius: 50%; visibility: hidden; }
.swp-ring { border: 1.5px solid #fff; box-shadow: 0 0 0 1px rgb(40 36 30 / .65); }
.swp-cursor { width: 30px; height: 30px; margin: -15px 0 0 -15px; border: 3px solid #26221d; box-shadow: 0 0 0 2px #fff, inset 0 0 0 2px #fff; }
.swp-cursor::before, .swp-cursor::after { content: ""; position: absolute; background: #26221d; box-shadow: 0 0 0 1px #fff; }
.swp-cursor::before { left: 50%; top: -9px; bottom: -9px; width: 2px; margin-left: -1px; }
.swp-cursor::after { top: 50%; left: -9px; right: -9px; height: 2px; margin-top: -1px; }
.swp-cursor[data-down] { background: var(--swp-ink); }
.swp-empty, .swp-hint { position: absolute; left: 50%; transform: translateX(-50%); pointer-events: none; white-space: nowrap; }
.swp-empty { top: 50%; margin-top: -.7em; font-size: clamp(16px, 2.4vw, 22px); font-weight: 400; color: #5a5246; transition: opacity .2s; } /* on the paper, whatever colors the tools wear */
.swp-page[data-dark] .swp-empty { color: #f3eee4; }
.swp[data-marks] .swp-empty { opacity: 0; }
.swp-hint { bottom: 14px; padding: 7px 14px; border-radius: 99px; background: rgb(45 41 35 / .9); color: #fff; visibility: hidden; max-width: 94%; overflow: hidden; text-overflow: ellipsis; }
.swp-hint[data-on] { visibility: visible; }

.swp-foot { max-width: 100%; min-height: 18px; display: flex; justify-content: flex-end; padding: 0 4px; }
.swp-saved { display: inline-flex; align-items: center; gap: 7px; color: var(--swp-quiet); font-size: 13px; font-variant-numeric: tabular-nums; }
.swp-saved::before { content: ""; width: 8px; height: 8px; border-radius: 50%; background: var(--swp-accent); }
.swp-saved:empty::before { display: none; }
.swp-saved[data-state="busy"]::before { background: none; box-shadow: inset 0 0 0 2px var(--swp-edge); }
.swp-saved[data-state="waiting"] { color: #753c0e; }
.swp-saved[data-state="waiting"]::before { background: #c27223; }

.swp-tools { position: relative; flex: none; display: flex; flex-direction: column; gap: 12px; min-width: 0; }
.swp[data-layout="side"] .swp-tools {
  width: max(6 * var(--swp-target) + 5 * var(--swp-gap) + 28px, 18 * var(--swp-letters)); max-height: var(--swp-tools-height, none); padding: 14px; overflow-y: auto; scrollbar-width: thin;
  background: var(--swp-surface); border-radius: var(--swp-radius); box-shadow: 0 0 0 1px var(--swp-line), 0 8px 24px -14px rgb(66 54 36 / .2);
}
.swp-row { display: grid; gap: var(--swp-gap); grid-template-columns: repeat(var(--swp-columns, 6), minmax(0, 1fr)); }
.swp-row[hidden] { display: none; }
.swp[data-layout="side"] .swp-shapes { order: -1; }
.swp[data-layout="side"] .swp-set { order: -2; }
.swp[data-layout="side"] .swp-acts { order: 2; position: sticky; bottom: -14px; z-index: 2; margin-bottom: -14px; padding-bottom: 10px; background: var(--swp-surface); }
.swp-tools .swp-mixer { order: 3; }
.swp[data-layout="side"] .swp-row:not(.swp-set) { padding-top: 12px; border-top: 1px solid var(--swp-line); }
.swp[data-layout="side"] .swp-set { grid-template-columns: repeat(3, minmax(0, 1fr)); }
.swp[data-layout="side"] .swp-acts { grid-template-columns: repeat(3, minmax(0, 1fr)); }
.swp[data-layout="side"] .swp-sizes { grid-template-columns: repeat(5, minmax(0, 1fr)); }
.swp-tools button {
  position: relative; appearance: none; margin: 0; padding: 0; border: 0; border-radius: 11px; background: transparent; color: inherit;
  font: inherit; min-width: 0; min-height: var(--swp-target); display: flex; align-items: center; justify-content: center; cursor: pointer;
  touch-action: manipulation;
}
.swp-tools button:focus-visible { outline: 3px solid var(--swp-accent); outline-offset: 1px; z-index: 1; }
.swp-tools button:disabled { opacity: .38; cursor: default; }
.swp-tools .swp-tool { flex-direction: column; gap: 3px; min-height: calc(var(--swp-target) + 12px); padding: 6px 2px 5px; }
.swp-tools button span { max-width: 100%; overflow: hidden; text-overflow: ellipsis; }
.swp-tools button[aria-checked="true"] { background: var(--swp-tint); box-shadow: inset 0 0 0 2px var(--swp-accent); }
@media (hover: hover) { .swp-tools button:not(:disabled):not([aria-checked="true"]):hover { background: color-mix(in srgb, var(--swp-text) 6%, transparent); } }
.swp-tools button:not(:disabled):active { background: var(--swp-tint); }
.swp-icon { width: calc(var(--swp-target) * .55); height: calc(var(--swp-target) * .55); overflow: visible; flex: none; }
.swp-line, .swp-dash { fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.swp-dash { stroke-dasharray: 2.9 2.7; stroke-width: 1.8; }
.swp-ink { fill: var(--swp-ink); stroke: none; }
.swp-shape { width: calc(var(--swp-target) * .62); height: calc(var(--swp-target) * .62); }
.swp-shape .swp-line { stroke-width: 5; }
.swp-dot { width: var(--swp-dot); height: var(--swp-dot); border-radius: 50%; background: var(--swp-ink); box-shadow: 0 0 0 1.5px color-mix(in srgb, var(--swp-edge) 55%, transparent); }
.swp-sizes[data-tool="eraser"] .swp-dot { background: #fff; box-shadow: inset 0 0 0 1.5px var(--swp-edge); }
.swp-sizes[data-tool="brush"] .swp-dot { opacity: .7; }
.swp-sizes[data-tool="loop"] .swp-dot { background: none; box-shadow: none; border: 1.6px dashed currentColor; }
.swp-sizes[data-tool="stamp"] .swp-dot { display: none; }
.swp-sizes .swp-shape { display: none; width: calc(var(--swp-dot) + 8px); height: calc(var(--swp-dot) + 8px); }
.swp-sizes[data-tool="stamp"] .swp-shape { display: block; }
.swp-well { width: calc(var(--swp-target) * .72); height: calc(var(--swp-target) * .72); border-radius: 50%; background: var(--swp-well); box-shadow: 0 0 0 1px color-mix(in srgb, var(--swp-edge) 55%, transparent); forced-color-adjust: none; }
.swp-tools .swp-color[aria-checked="true"] { background: none; box-shadow: none; }
.swp-color[aria-checked="true"] .swp-well { box-shadow: inset 0 0 0 1px rgb(60 50 35 / .28), 0 0 0 2.5px var(--swp-surface), 0 0 0 5px var(--swp-accent); }
.swp-well svg { position: absolute; inset: 0; margin: auto; width: 18px; height: 18px; fill: none; stroke-width: 2.6; stroke-linecap: round; stroke-linejoin: round; visibility: hidden; }
.swp-color[aria-checked="true"] .swp-well svg { visibility: visible; }
.swp-well[data-dark] svg { stroke: #fff; }
.swp-well:not([data-dark]) svg { stroke: #22262b; }
.swp-well[data-mix]:not([data-chosen]) { background: conic-gradient(from 210deg, #dc4539, #f5c842, #559c4c, #3b70b8, #71408c, #dc4539); }

.swp-mixer {
  position: absolute; z-index: 3; inset-inline: 8px; bottom: 8px; padding: 16px; display: grid; gap: 10px; border-radius: var(--swp-radius);
  background: var(--swp-surface); box-shadow: 0 0 0 1px var(--swp-line), 0 16px 40px -10px rgb(66 54 36 / .4);
}
.swp-mixer[hidden] { display: none; }
.swp-mixer label { display: grid; gap: 2px; }
.swp-mixer input { appearance: none; -webkit-appearance: none; width: 100%; height: 44px; margin: 0; background: none; cursor: pointer; touch-action: pan-y; }
.swp-mixer input::-webkit-slider-runnable-track { height: 16px; border-radius: 8px; background: var(--swp-track); box-shadow: inset 0 0 0 1px rgb(60 50 35 / .25); }
.swp-mixer input::-moz-range-track { height: 16px; border-radius: 8px; background: var(--swp-track); box-shadow: inset 0 0 0 1px rgb(60 50 35 / .25); }
.swp-mixer input::-webkit-slider-thumb { -webkit-appearance: none; width: 30px; height: 30px; margin-top: -7px; border-radius: 50%; background: var(--swp-ink); border: 3px solid #fff; box-shadow: 0 0 0 1px rgb(40 36 30 / .6); }
.swp-mixer input::-moz-range-thumb { width: 24px; height: 24px; border-radius: 50%; background: var(--swp-ink); border: 3px solid #fff; box-shadow: 0 0 0 1px rgb(40 36 30 / .6); }
.swp-mixer input:focus-visible { outline: 3px solid var(--swp-accent); outline-offset: -4px; border-radius: 11px; }
.swp-tools .swp-mixer button { background: var(--swp-accent); color: #fff; border-radius: 99px; font-weight: 600; font-size: 15px; }
.swp-hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.swp[data-layout="under"][data-size="narrow"] { --swp-target: 44px; }
.swp[data-layout="under"] .swp-tools { display: grid; gap: 8px 14px; grid-template-columns: minmax(0, 1fr); }
.swp[data-layout="under"] .swp-set { grid-template-columns: repeat(var(--swp-tool-count), minmax(0, 1fr)); }
.swp[data-layout="under"] .swp-sizes { grid-template-columns: repeat(5, minmax(0, 1fr)); }
.swp[data-layout="under"] .swp-acts { grid-template-columns: repeat(3, minmax(0, 1fr)); }
.swp[data-size="narrow"] .swp-row { gap: 0; }
.swp[data-size="narrow"] .swp-shapes { grid-template-columns: repeat(6, minmax(0, 1fr)); }
.swp[data-size="narrow"] .swp-tools { gap: 6px 0; grid-template-columns: 5fr 3fr; }
.swp[data-size="narrow"] .swp-tools > :not(.swp-sizes):not(.swp-acts) { grid-column: 1 / -1; }
.swp[data-size="narrow"] .swp-acts span { display: none; }
.swp[data-size="narrow"] .swp-tools .swp-acts button { min-height: var(--swp-target); padding: 0; }
.swp[data-size="middle"] .swp-tools { grid-template-columns: 6fr 5fr 3fr; align-items: center; }
.swp[data-size="middle"] .swp-tools > :not(.swp-set):not(.swp-sizes):not(.swp-acts) { grid-column: 1 / -1; }
.swp[data-size="middle"][data-fit="box"] .swp-tools { grid-template-columns: 5fr 3fr; }
.swp[data-size="middle"][data-fit="box"] .swp-sizes { grid-column: 1 / -1; order: 1; }
.swp[data-size="middle"][data-fit="box"] .swp-shapes, .swp[data-size="middle"][data-fit="box"] .swp-colors { order: 2; }
.swp[data-layout="under"][data-hand="left"] .swp-acts { order: -1; }
.swp[data-size="middle"][data-hand="left"] .swp-tools { grid-template-columns: 3fr 6fr 5fr; }
.swp[data-size="middle"][data-fit="box"][data-hand="left"] .swp-tools { grid-template-columns: 3fr 5fr; }
.swp[data-size="narrow"][data-hand="left"] .swp-tools { grid-template-columns: 3fr 5fr; }
.swp[data-size="narrow"][data-hand="left"] .swp-set { order: -2; }
.swp[data-disabled] .swp-page { cursor: default; }
.swp[data-disabled] .swp-tools { opacity: .5; }

@media (prefers-reduced-motion: reduce) { .swp-picture, .swp-empty { transition: none; } }
@media (prefers-contrast: more) {
  .swp { --swp-line: #8d8578; --swp-quiet: #45413a; --swp-text: #14120f; }
}
@media (forced-colors: active) {
  .swp-page { border: 2px solid CanvasText; }
  .swp-page:focus-visible { outline: 4px solid Highlight; outline-offset: 2px; }
  .swp[data-layout="side"] .swp-tools { border: 1px solid CanvasText; }
  .swp-tools button { border: 1px solid transparent; color: ButtonText; }
  .swp-tools button[aria-checked="true"] { border: 3px solid Highlight; }
  .swp-tools button:focus-visible { outline-color: Highlight; }
  .swp-tools button:disabled { color: GrayText; opacity: 1; }
  .swp-tools .swp-color[aria-checked="true"] { border: 3px solid Highlight; }
  .swp-well { border: 1px solid CanvasText; }
  .swp-dot, .swp-ink { forced-color-adjust: none; }
  .swp-saved::before { background: CanvasText; forced-color-adjust: none; }
  .swp-mixer { border: 2px solid CanvasText; }
  .swp-mixer input { forced-color-adjust: none; }
  .swp-tools .swp-mixer button { border: 2px solid ButtonText; color: ButtonText; }
  .swp-hint { border: 1px solid CanvasText; }
}
`;

const sheets = new WeakMap(); // one sheet a document, adopted by every root the pad lives in

function dress(node) {
  const root = node.getRootNode();
  const target = "adoptedStyleSheets" in root ? root : node.ownerDocument;
  let sheet = sheets.get(node.ownerDocument);
  if (sheet === undefined) {
    sheet = new node.ownerDocument.defaultView.CSSStyleSheet();
    sheet.replaceSync(STYLES);
    sheets.set(node.ownerDocument, sheet);
  }
  if (!target.adoptedStyleSheets.includes(sheet)) target.adoptedStyleSheets = [...target.adoptedStyleSheets, sheet];
}

// ---- What is on the page: the pad's mirror of the history that the server owns --------------------------------------

class History {
  constructor() {
    this.marks = [];
    this.done = []; // steps: {kind: "add" | "clear", marks}
    this.undone = [];
    this.gone = new Map(); // id -> when it was taken back here, until the server has been seen without it
  }

  add(marks) {
    this.marks.push(...marks);
    const last = this.done[this.done.length - 1];
    const step = stepOf(marks[0].stroke.id);
    if (last?.kind === "add" && stepOf(last.marks[0].stroke.id) === step) last.marks.push(...marks);
    else this.done.push({ kind: "add", marks: [...marks] });
    this.undone = [];
  }

  clear() {
    const marks = this.marks;
    this.done.push({ kind: "clear", marks });
    this.undone = [];
    return this.take(marks);
  }

  undo() {
    const step = this.done.pop();
    if (step === undefined) return null;
    this.undone.push(step);
    return step.kind === "add" ? { gone: this.take(step.marks) } : { back: this.put(step.marks) };
  }

  redo() {
    const step = this.undone.pop();
    if (step === undefined) return null;
    this.done.push(step);
    return step.kind === "add" ? { back: this.put(step.marks) } : { cleared: this.take(step.marks) };
  }

  take(marks) {
    const leaving = new Set(marks);
    this.marks = this.marks.filter((mark) => !leaving.has(mark));
    for (const mark of marks) this.gone.set(mark.stroke.id, performance.now());
    return marks.map((mark) => mark.stroke.id);
  }

  put(marks) {
    for (const mark of marks) {
      this.gone.delete(mark.stroke.id);
      mark.saved = false; // undone strokes are not kept anywhere else
      mark.since = performance.now();
    }
    this.marks = [...this.marks, ...marks];
    return marks.map((mark) => mark.stroke);
  }

  /** Takes the server's strokes as the truth; keeps, at the end, those of ours it does not know yet. */
  reconcile(strokes) {
    const known = new Map(this.marks.map((mark) => [mark.stroke.id, mark]));
    const there = new Set(strokes.map((stroke) => stroke.id));
    // An answer that was on its way while something was taken back must not bring it back; after that the server rules.
    for (const [id, at] of this.gone) if (!there.has(id) || performance.now() - at > IN_FLIGHT_MS) this.gone.delete(id);
    const marks = strokes.filter((stroke) => !this.gone.has(stroke.id)).map((stroke) => known.get(stroke.id) ?? new Mark(stroke, { saved: true }));
    for (const mark of marks) mark.saved = true;
    marks.push(...this.marks.filter((mark) => !mark.saved && !there.has(mark.stroke.id)));
    const same = marks.length === this.marks.length && marks.every((mark, i) => mark === this.marks[i]);
    if (!same) this.restart(marks);
    return !same;
  }

  restart(marks) {
    this.marks = marks;
    this.undone = [];
    this.done = [];
    for (const mark of marks) {
      mark.region = null;
      const last = this.done[this.done.length - 1];
      if (last && stepOf(last.marks[0].stroke.id) === stepOf(mark.stroke.id)) last.marks.push(mark);
      else this.done.push({ kind: "add", marks: [mark] });
    }
  }

  points() {
    return this.marks.reduce((sum, mark) => sum + mark.stroke.points.length, 0);
  }
}

// ---- The page: layers of pixels and where a pointer is on them ------------------------------------------------------

class Page {
  constructor(text, id) {
    const layer = (name) => el("canvas", { class: `swp-${name}`, "aria-hidden": "true" });
    [this.scan, this.color, this.printed, this.ink, this.live] = ["scan", "area", "printed", "inked", "live"].map(layer);
    this.marks = svg("svg", { class: "swp-marks", "aria-hidden": "true", preserveAspectRatio: "none" });
    this.ring = el("div", { class: "swp-ring" });
    this.cursor = el("div", { class: "swp-cursor" });
    this.hint = el("div", { class: "swp-hint", "aria-hidden": "true" }, [text["pad.hint"]]);
    this.empty = el("div", { class: "swp-empty", "aria-hidden": "true" }, [text["pad.empty"]]);
    this.node = el(
      "div",
      {
        class: "swp-page", tabindex: 0, role: "application", "aria-roledescription": text["pad.role"],
        "aria-label": text["pad.name"], "aria-describedby": `${id}-twin ${id}-keys`,
      },
      [this.empty, this.scan, this.color, this.printed, this.ink, this.live, this.marks, this.ring, this.cursor, this.hint],
    );
    this.layers = { color: this.color.getContext("2d"), ink: this.ink.getContext("2d") };
    // The live line goes past the compositor where the browser can: less time between hand and ink.
    this.liveCtx = this.live.getContext("2d", { desynchronized: true });
    this.aspect = 1;
    this.rect = null;
    this.picture = null;
    this.ticket = 0;
    this.loops = [];
  }

  speak(text) {
    this.hint.textContent = text["pad.hint"];
    this.empty.textContent = text["pad.empty"];
    this.node.setAttribute("aria-roledescription", text["pad.role"]);
    this.node.setAttribute("aria-label", text["pad.name"]);
  }

  /** Lays the page out in CSS pixels; true when its pixels changed and everything has to be drawn again. */
  fit(width, height) {
    this.node.style.width = `${width}px`;
    this.node.style.height = `${height}px`;
    this.rect = null;
    const ratio = Math.min(window.devicePixelRatio || 1, 3, MAX_SIDE_PX / Math.max(width, height, 1));
    const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    if (this.ink.width === w && this.ink.height === h) return false;
    for (const ctx of [this.layers.color, this.layers.ink, this.liveCtx]) {
      ctx.canvas.width = w;
      ctx.canvas.height = h;
      scaleTo(ctx);
    }
    this.drawLoops();
    return true;
  }

  /** Where a client position is on the page, 0..1, measured once until something moves. */
  place(clientX, clientY) {
    this.rect ??= this.node.getBoundingClientRect();
    const { left, top, width, height } = this.rect;
    return [round(clamp((clientX - left) / width, 0, 1), 5), round(clamp((clientY - top) / height, 0, 1), 5)];
  }

  moved() {
    this.rect = null;
  }

  draw(marks) {
    wipe(this.layers.color);
    wipe(this.layers.ink);
    for (const mark of marks) mark.paint(this.layers, this.aspect);
  }

  /** A brush is drawn opaque and sharp while it goes; the layer as a whole is made see-through and soft. */
  softenLive(width) {
    this.live.style.opacity = PAD_LOOK.BRUSH_OPACITY;
    this.live.style.filter = `blur(${PAD_LOOK.BRUSH_SOFTNESS * width * this.node.clientWidth}px)`;
  }

  wipeLive() {
    wipe(this.liveCtx);
    this.live.style.opacity = "";
    this.live.style.filter = "";
  }

  /** Draws a part of what is on the page, on this color, over the whole of a canvas. */
  copy(ctx, { left, top, width }, color) {
    const { canvas } = ctx;
    ctx.fillStyle = color;
    ctx.fillRect(0, 0, canvas.width, canvas.height);
    const scan = this.picture === null ? this.scan : this.picture;
    for (const layer of [scan, this.color, this.printed, this.ink, this.live]) {
      ctx.globalAlpha = Number(layer.style.opacity || 1);
      const wide = width * layer.width;
      ctx.drawImage(layer, left * layer.width, top * layer.height, wide, (wide * canvas.height) / canvas.width, 0, 0, canvas.width, canvas.height);
    }
    ctx.globalAlpha = 1;
  }

  /** Shows a picture, which fades in over the one before; or at once in its place, where it is as large. */
  async show(source, { fade = true } = {}) {
    this.ticket += 1;
    const ticket = this.ticket;
    const image = source === null ? null : await imageOf(source);
    if (ticket !== this.ticket) return false;
    const old = this.picture;
    if (!fade && image !== null && old?.width === image.width && old.height === image.height) {
      old.getContext("2d").drawImage(image, 0, 0);
      return true;
    }
    this.picture = image === null ? null : canvasOf(image, "swp-picture");
    if (this.picture !== null) this.scan.after(this.picture);
    this.picture?.offsetWidth; // the new layer starts transparent, then fades in over the old one
    this.picture?.setAttribute("data-on", "");
    if (old !== null) setTimeout(() => old.remove(), this.picture === null ? 0 : 320);
    return true;
  }

  async showScan(source, lines) {
    const images = await Promise.all([source, lines].map((each) => (each === null ? null : imageOf(each))));
    for (const [n, canvas] of [this.scan, this.printed].entries()) {
      canvas.width = images[n]?.width ?? 1;
      canvas.height = images[n]?.height ?? 1;
      if (images[n] !== null) canvas.getContext("2d").drawImage(images[n], 0, 0);
    }
    return images[1];
  }

  drawLoops(fresh = null) {
    this.marks.setAttribute("viewBox", `0 0 ${UNIT} ${UNIT / this.aspect}`);
    const loops = fresh === null ? this.loops : [...this.loops, fresh];
    this.marks.replaceChildren(
      ...loops.flatMap((points) => {
        const d = "M" + points.map(([x, y]) => `${round(x * UNIT, 1)} ${round((y * UNIT) / this.aspect, 1)}`).join("L") + (points === fresh ? "" : "Z");
        return [svg("path", { d }), svg("path", { d })];
      }),
    );
  }

  showRing(x, y, size) {
    const { width, height } = (this.rect ??= this.node.getBoundingClientRect());
    const diameter = Math.max(6, size * width);
    Object.assign(this.ring.style, {
      visibility: "visible", width: `${diameter}px`, height: `${diameter}px`,
      transform: `translate(${x * width - diameter / 2}px, ${y * height - diameter / 2}px)`,
    });
  }

  hideRing() {
    this.ring.style.visibility = "hidden";
  }

  showCursor(x, y, { down }) {
    const { width, height } = (this.rect ??= this.node.getBoundingClientRect());
    this.cursor.style.visibility = "visible";
    this.cursor.style.transform = `translate(${x * width}px, ${y * height}px)`;
    this.cursor.toggleAttribute("data-down", down);
  }

  hideCursor() {
    this.cursor.style.visibility = "hidden";
    this.hint.removeAttribute("data-on");
  }
}

function wipe(ctx) {
  ctx.save();
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
  ctx.restore();
}

const same = (one, other) => one.size === other.size && [...one].every((each) => other.has(each));

async function imageOf(source) {
  if (source instanceof Blob) return createImageBitmap(source);
  if (typeof source !== "string") return source;
  const image = new Image();
  image.src = source;
  await image.decode();
  return image;
}

function canvasOf(image, name) {
  const canvas = el("canvas", { class: name, "aria-hidden": "true" });
  canvas.width = image.naturalWidth || image.width;
  canvas.height = image.naturalHeight || image.height;
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas;
}

// ---- One gesture, by pointer or keyboard ----------------------------------------------------------------------------

const bare = (point) => {
  let n = point.length;
  while (n > 3 && point[n - 1] === null) n -= 1;
  return point.slice(0, n);
};

/** A line of the pen, the brush or the eraser while it is drawn. */
class LineGesture {
  constructor(desk, stroke) {
    this.desk = desk;
    this.base = stroke.id;
    this.part = 1;
    this.saidAt = performance.now();
    this.start(stroke);
  }

  start(stroke) {
    if (stroke.tool === "brush") this.desk.page.softenLive(stroke.width);
    this.stroke = stroke;
    this.tracer = null;
    this.drawn = 0;
  }

  add(points) {
    for (const point of points) this.addOne(bare(point));
    this.drawNew();
    this.tell();
  }

  addOne(point) {
    const { stroke, desk } = this;
    const last = stroke.points[stroke.points.length - 1];
    if (last && last[0] === point[0] && last[1] === point[1] && last[3] === point[3]) return;
    if (stroke.points.length >= desk.limits.STROKE_POINTS) this.goOn(last);
    this.stroke.points.push(point);
    this.tracer ??= tracerFor(this.stroke);
    this.tracer.push(point[0] * UNIT, (point[1] * UNIT) / desk.page.aspect, radiusOf(this.stroke, point));
  }

  /** A stroke has a limit, a hand has none: a new stroke of the same step goes on from the last point. */
  goOn(last) {
    this.drawNew();
    this.desk.finish([this.stroke]);
    this.part += 1;
    this.start({ ...this.stroke, id: `${this.base}.${this.part}`, points: [] });
    this.addOne(last);
  }

  drawNew() {
    if (this.tracer === null) return undefined;
    if (this.stroke.pointer === "keyboard") this.anew();
    const samples = this.tracer.since(Math.max(0, this.drawn - 1));
    this.drawn = this.tracer.xs.length;
    const { layers, liveCtx } = this.desk.page;
    const path = pathFrom(this.stroke, samples);
    if (this.stroke.tool !== "eraser") return paintPath(liveCtx, this.stroke, path);
    for (const ctx of [layers.color, layers.ink]) paintPath(ctx, this.stroke, path, { as: "destination-out" });
    return undefined;
  }

  /** Keys are slow and their steps long: the whole line again is smoother than piece upon piece. */
  anew() {
    this.drawn = 0;
    if (this.stroke.tool === "eraser") return;
    this.desk.page.wipeLive();
    if (this.stroke.tool === "brush") this.desk.page.softenLive(this.stroke.width);
  }

  redraw() {
    this.drawn = 0;
    this.drawNew();
  }

  tell() {
    const now = performance.now();
    if (now - this.saidAt < LIVE_EVERY_MS) return;
    this.saidAt = now;
    this.desk.options.onLive?.({ ...this.stroke, points: [...this.stroke.points] });
  }

  end() {
    if (this.stroke.points.length > 0) this.desk.finish([this.stroke]);
  }
}

/** A fill is one point; a stamp is its outline round one point. Both land where the pointer is let go. */
class PointGesture {
  constructor(desk, stroke, shape) {
    this.desk = desk;
    this.stroke = stroke;
    this.shape = shape;
    this.point = null;
  }

  add(points) {
    if (this.stroke.tool === "stamp") this.point = points[points.length - 1];
    else this.point ??= points[0];
    this.redraw();
  }

  redraw() {
    if (this.stroke.tool !== "stamp" || this.point === null) return;
    const page = this.desk.page;
    page.wipeLive();
    for (const stroke of this.strokes()) paintPath(page.liveCtx, stroke, pathFrom(stroke, samplesOf(stroke, page.aspect)));
  }

  strokes() {
    if (this.stroke.tool === "fill") return [{ ...this.stroke, points: [bare(this.point).slice(0, 3)] }];
    return stampStrokes(this.stroke, this.shape, this.point, this.desk.page.aspect);
  }

  end() {
    if (this.point !== null) this.desk.finish(this.strokes(), { shape: this.stroke.tool === "stamp" ? this.shape : null });
  }
}

/** One stroke for each contour, all of one step, moved so that the whole shape is on the page. */
function stampStrokes(stroke, shape, [x, y, time], aspect) {
  const size = Math.min(stroke.width, 1, 1 / aspect);
  const [halfX, halfY] = [size / 2, (size * aspect) / 2];
  const [cx, cy] = [clamp(x, halfX, 1 - halfX), clamp(y, halfY, 1 - halfY)];
  const width = round(clamp(size * 0.032, 0.003, 0.012), 5);
  return STAMPS[shape].map((source, i) => ({
    ...stroke,
    id: i === 0 ? stroke.id : `${stroke.id}.${i + 1}`,
    width,
    points: contourPoints(source).map(([u, v]) => [
      round(clamp(cx + (u / 50 - 1) * halfX, 0, 1), 5),
      round(clamp(cy + (v / 50 - 1) * halfY, 0, 1), 5),
      time,
    ]),
  }));
}

/** A closed loop that marks a place. It is told, never drawn into the drawing. A tap makes a round one. */
class LoopGesture {
  constructor(desk, { pointer, width }) {
    this.desk = desk;
    this.pointer = pointer;
    this.size = width;
    this.points = [];
  }

  add(points) {
    for (const [x, y] of points) {
      const last = this.points[this.points.length - 1];
      if (!last || Math.hypot(x - last[0], y - last[1]) > 0.002) this.points.push([x, y]);
    }
    this.redraw();
  }

  redraw() {
    this.desk.page.drawLoops(this.points);
  }

  end() {
    const { page } = this.desk;
    const box = boxOf([{ points: this.points }]);
    const tap = Math.max(box.right - box.left, (box.bottom - box.top) / page.aspect) < 0.02;
    const points = tap ? this.round(page.aspect) : thinned(this.points, PAD_LIMITS.LOOP_POINTS);
    this.desk.marked({ points, pointer: this.pointer });
  }

  round(aspect) {
    const [x, y] = this.points[0];
    return Array.from({ length: 40 }, (_, i) => {
      const angle = (i * Math.PI) / 20;
      return [
        round(clamp(x + (this.size / 2) * Math.cos(angle), 0, 1), 5),
        round(clamp(y + (this.size / 2) * aspect * Math.sin(angle), 0, 1), 5),
      ];
    });
  }
}

function thinned(points, most) {
  const every = Math.ceil(points.length / most);
  return points.filter((_, i) => i % every === 0);
}

function boxOf(strokes) {
  const box = { left: 1, top: 1, right: 0, bottom: 0 };
  for (const { points } of strokes) {
    for (const [x, y] of points) {
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y);
    }
  }
  return box;
}

// ---- Pointers -------------------------------------------------------------------------------------------------------

class Pointers {
  constructor(desk) {
    this.desk = desk;
    this.active = null; // {id, kind, since}
    this.penAt = -Infinity;
    this.realPressure = false; // a pen without sensors reports 0.5 and 0 for ever: that is absent, not measured
    this.realTilt = false;
    const node = desk.page.node;
    const on = (type, act, options) => node.addEventListener(type, act, { signal: desk.signal, ...options });
    on("pointerdown", (event) => this.down(event));
    on("pointermove", (event) => this.move(event));
    on("pointerup", (event) => this.up(event));
    on("pointercancel", (event) => this.up(event));
    on("lostpointercapture", (event) => this.up(event));
    on("pointerleave", () => desk.page.hideRing());
    on("contextmenu", (event) => event.preventDefault());
    on("dragstart", (event) => event.preventDefault());
    // Without this an iPad takes a pen on the page for handwriting.
    on("touchmove", (event) => event.preventDefault(), { passive: false });
  }

  down(event) {
    const kind = kindOf(event);
    if (kind === "pen") this.penAt = event.timeStamp;
    if (this.desk.disabled) return;
    const eraserEnd = event.button === 5 || (event.buttons & 32) !== 0;
    if (event.button !== 0 && !eraserEnd) return;
    if (kind === "touch" && this.isPalm(event)) return;
    if (this.active !== null && !this.yields(kind, event.timeStamp)) return;
    event.preventDefault();
    this.desk.page.moved();
    this.desk.at = this.desk.page.place(event.clientX, event.clientY);
    this.desk.page.node.focus({ preventScroll: true, focusVisible: false });
    if (event.isTrusted) this.desk.page.node.setPointerCapture(event.pointerId);
    this.active = { id: event.pointerId, kind, since: event.timeStamp, pressure: null };
    this.desk.page.hideCursor();
    this.desk.begin({ tool: eraserEnd ? "eraser" : null, pointer: kind, at: event.timeStamp });
    this.desk.extend([this.pointOf(event)]);
  }

  isPalm(event) {
    const large = Math.max(event.width, event.height) > this.desk.options.palmPx;
    return large || event.timeStamp - this.penAt < this.desk.options.penGraceMs;
  }

  /** A pen takes over from a touch; a touch that had only just begun was the hand resting. */
  yields(kind, now) {
    if (kind !== "pen" || this.active.kind !== "touch") return false;
    if (now - this.active.since < this.desk.options.palmTouchMs) this.desk.drop();
    else this.desk.end();
    this.active = null;
    return true;
  }

  /** What a pointer has begun was not meant for the page. */
  drop() {
    if (this.active === null) return;
    this.active = null;
    this.desk.drop();
  }

  move(event) {
    if (event.pointerType === "pen") this.penAt = event.timeStamp;
    this.desk.at = this.desk.page.place(event.clientX, event.clientY);
    if (event.pointerType !== "touch") this.ringAt(event);
    if (this.active?.id !== event.pointerId) return;
    const samples = event.getCoalescedEvents?.() ?? [];
    this.desk.extend((samples.length > 0 ? samples : [event]).map((sample) => this.pointOf(sample)));
  }

  ringAt(event) {
    const size = this.desk.ringSize();
    if (size === null) return this.desk.page.hideRing();
    return this.desk.page.showRing(...this.desk.page.place(event.clientX, event.clientY), size);
  }

  up(event) {
    if (this.active?.id !== event.pointerId) return;
    if (event.type === "pointerup") this.desk.extend([this.pointOf(event)]);
    this.active = null;
    this.desk.end();
  }

  pointOf(event) {
    const [x, y] = this.desk.page.place(event.clientX, event.clientY);
    const pressure = this.pressureOf(event);
    const [tiltX, tiltY] = this.tiltOf(event);
    return [x, y, this.desk.timeOf(event.timeStamp), pressure, tiltX, tiltY];
  }

  /** Lifting reports 0: the line keeps the pressure it had. A finger on glass without a sensor reports 0, 0.5 or 1. */
  pressureOf(event) {
    if (this.active.kind === "mouse") return null;
    const { pressure } = event;
    const constant = pressure === 0 || pressure === 0.5 || (pressure === 1 && this.active.kind === "touch");
    if (!constant) this.realPressure ||= this.active.kind === "pen";
    const measured = event.buttons !== 0 && (!constant || (this.realPressure && this.active.kind === "pen"));
    if (measured) this.active.pressure = round(pressure, 3);
    return this.active.pressure;
  }

  tiltOf({ tiltX, tiltY }) {
    if (this.active.kind !== "pen") return [null, null];
    this.realTilt ||= Boolean(tiltX || tiltY);
    return this.realTilt ? [Math.round(tiltX), Math.round(tiltY)] : [null, null];
  }
}

function kindOf({ pointerType }) {
  return pointerType === "pen" || pointerType === "touch" ? pointerType : "mouse";
}

// ---- Keyboard -------------------------------------------------------------------------------------------------------

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 0.01;
const BIG_STEP = 0.05;

class Keys {
  constructor(desk) {
    this.desk = desk;
    [this.x, this.y] = [0.5, 0.5];
    this.held = new Set();
    this.down = false;
    this.wait();
    const on = (type, act) => desk.page.node.addEventListener(type, act, { signal: desk.signal });
    on("keydown", (event) => this.press(event));
    on("keyup", (event) => this.held.delete(event.key));
    on("focus", () => this.greet());
    on("blur", () => this.leave());
  }

  greet() {
    if (this.desk.disabled || !this.desk.page.node.matches(":focus-visible")) return;
    if (!this.waits) this.show();
    this.hint();
  }

  hint() {
    this.desk.page.hint.textContent = this.desk.text[this.waits ? "pad.enter" : "pad.hint"];
    this.desk.page.hint.setAttribute("data-on", "");
  }

  wait(waits = this.desk.options.enter) {
    this.waits = waits;
    this.desk.page.node.toggleAttribute("data-waits", waits);
  }

  enter(event) {
    event.preventDefault();
    this.wait(false);
    this.hint();
    this.desk.voice.say(this.desk.text["pad.hint"], "pen");
    this.show();
  }

  show() {
    this.desk.at = [this.x, this.y];
    this.desk.page.showCursor(this.x, this.y, { down: this.down });
  }

  leave() {
    this.held.clear();
    this.lift();
    this.wait();
    this.desk.page.hideCursor();
  }

  lift() {
    if (!this.down) return;
    this.down = false;
    this.desk.end();
  }

  press(event) {
    if (this.desk.disabled || event.ctrlKey || event.metaKey || event.altKey) return;
    const acts = event.key === " " || event.key === "Enter";
    if (this.waits) return acts ? this.enter(event) : undefined;
    if (event.key in ARROWS) this.step(event);
    else if (acts) this.toggle(event);
    else if (event.key === "Escape" && this.down) this.cancel(event);
  }

  /** Two arrows held together move slantwise. */
  step(event) {
    event.preventDefault();
    this.held.add(event.key);
    const size = event.shiftKey ? BIG_STEP : STEP;
    for (const key of this.held) {
      this.x = round(clamp(this.x + ARROWS[key][0] * size, 0, 1), 5);
      this.y = round(clamp(this.y + ARROWS[key][1] * size * this.desk.page.aspect, 0, 1), 5);
    }
    if (this.down) this.desk.extend([this.point()]);
    this.desk.voice.place(this.x, this.y);
    this.show();
  }

  toggle(event) {
    event.preventDefault();
    if (event.repeat) return;
    if (this.down) this.lift();
    else if (this.desk.gesture === null) {
      this.desk.begin({ tool: null, pointer: "keyboard", at: performance.now() });
      if (this.desk.gesture === null) return;
      this.down = true;
      this.desk.extend([this.point()]);
      if (["fill", "stamp"].includes(this.desk.tool)) this.lift();
      else this.desk.voice.say(this.desk.text["say.down"], "pen");
    }
    this.show();
  }

  cancel(event) {
    event.preventDefault();
    this.down = false;
    this.desk.drop();
    this.desk.voice.say(this.desk.text["say.dropped"], "pen");
    this.show();
  }

  point() {
    return [this.x, this.y, this.desk.timeOf(performance.now()), null, null, null];
  }
}

// ---- The spoken twin ------------------------------------------------------------------------------------------------

class Voice {
  constructor(desk, id, lang) {
    this.desk = desk;
    this.plural = new Intl.PluralRules(lang);
    this.twin = el("p", { class: "swp-hidden", id: `${id}-twin` });
    this.keys = el("p", { class: "swp-hidden", id: `${id}-keys` }, [desk.text["pad.keys"]]);
    this.live = el("div", { class: "swp-hidden", role: "status", "aria-live": "polite" });
    this.timer = 0;
  }

  speak(lang) {
    this.plural = new Intl.PluralRules(lang);
    this.keys.textContent = this.desk.text["pad.keys"];
  }

  say(sentence, about = "") {
    clearTimeout(this.timer);
    this.live.dataset.about = about;
    this.live.textContent = sentence;
  }

  soon(sentence, about) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.say(sentence(), about), SPEAK_AFTER_MS);
  }

  place(x, y) {
    this.soon(() => fill(this.desk.text["say.at"], { x: Math.round(x * 100), y: Math.round(y * 100) }), "pen");
  }

  refresh() {
    this.twin.textContent = this.describe();
  }

  latest() {
    const steps = this.steps();
    if (steps.length > 0) this.soon(() => `${capital(this.item(steps[steps.length - 1]))}. ${this.counts(steps)}`, "step");
  }

  /** Strokes of one gesture count once. */
  steps() {
    const steps = new Map();
    for (const mark of this.desk.history.marks) {
      const id = stepOf(mark.stroke.id);
      if (!steps.has(id)) steps.set(id, []);
      steps.get(id).push(mark);
    }
    return [...steps.values()];
  }

  counts(steps) {
    return `${capital(
      TOOLS.map((tool) => [tool, steps.filter(([first]) => first.stroke.tool === tool).length])
        .filter(([, n]) => n > 0)
        .map(([tool, n]) => fill(this.counted(`twin.${tool}`, n), { n }))
        .join(", "),
    )}.`;
  }

  counted(key, n) {
    return this.desk.text[`${key}.${this.plural.select(n)}`] ?? this.desk.text[`${key}.other`];
  }

  item(marks) {
    const { text, options } = this.desk;
    const { tool, shape, color, place } = this.facts(marks);
    const key = tool === "stamp" && shape !== null ? "item.shape" : `item.${tool}`;
    const named = shape === null ? "" : text[`stamp.${shape}`];
    // German writes nouns with a capital wherever they stand.
    const what = fill(text[key], { color: text[`color.${color}`], shape: options.lang === "de" ? named : named.toLowerCase() });
    return fill(text["twin.item"], { what, where: text[`place.${place}`] });
  }

  /** One step by the last parts of its keys in the text: tool, shape (or null), color, place; and its box. */
  facts(marks) {
    const [{ stroke, shape }] = marks;
    const color = nearestColor(stroke.color, this.desk.options.colors);
    const box = boxOf(marks.map((mark) => mark.stroke));
    return { tool: stroke.tool, shape, color, place: this.desk.options.placeOf(box), box };
  }

  describe() {
    const steps = this.steps();
    if (steps.length === 0) return this.desk.text["twin.empty"];
    const latest = steps.slice(-8).map((marks) => this.item(marks));
    const more = steps.length > latest.length ? ` ${this.desk.text["twin.more"]}` : "";
    return `${this.counts(steps)}${more} ${capital(latest.join("; "))}.`;
  }
}

function placeInNine({ left, top, right, bottom }) {
  if (right - left > 0.6 && bottom - top > 0.6) return "all";
  const third = (value) => clamp(Math.floor(value * 3), 0, 2);
  return `${third((left + right) / 2)}${third((top + bottom) / 2)}`;
}

const fill = (template, values) => template.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
const capital = (sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1);

// ---- The tools beside the page --------------------------------------------------------------------------------------

const DOT_PX = [5, 9, 14, 20, 27];

class Tools {
  constructor(desk, id) {
    this.desk = desk;
    const { text, options } = desk;
    this.node = el("div", { class: "swp-tools", role: "group", "aria-label": text["tools.name"], id: `${id}-tools` });
    this.tools = this.group("swp-set", "tool.group", options.tools.map((name) => this.toolButton(name)));
    this.shapes = this.group("swp-shapes", "stamp.group", Object.keys(STAMPS).map((name) => this.shapeButton(name)));
    this.sizes = this.group("swp-sizes", "width.group", DOT_PX.map((px, i) => this.sizeButton(px, i + 1)));
    this.colors = this.group("swp-colors", "color.group", [
      ...options.colors.map(([name, hex]) => this.colorButton(name, hex)),
      ...(options.mix ? [this.customButton()] : []),
    ]);
    this.acts = el("div", { class: "swp-row swp-acts", role: "group", "aria-label": text["action.group"] });
    for (const name of ["undo", "redo", "clear"]) this.acts.append(this.actButton(name));
    this.mixer = this.mixerPanel();
    this.node.append(this.tools, this.sizes, this.acts, this.shapes, this.colors, this.mixer);
    this.node.style.setProperty("--swp-tool-count", options.tools.length);
  }

  group(name, label, buttons) {
    const node = el("div", { class: `swp-row ${name}`, role: "radiogroup", "aria-label": this.desk.text[label] }, buttons);
    node.addEventListener("keydown", (event) => roam(event, node));
    return node;
  }

  radio(attributes, children, act) {
    const button = el("button", { type: "button", role: "radio", "aria-checked": "false", tabindex: -1, ...attributes }, children);
    button.addEventListener("click", act);
    return button;
  }

  toolButton(name) {
    const label = el("span", {}, [this.desk.text[`tool.${name}`]]);
    return this.radio({ class: "swp-tool", "data-value": name }, [icon(name), label], () => this.desk.setTool(name));
  }

  shapeButton(name) {
    const label = this.desk.text[`stamp.${name}`];
    return this.radio({ "data-value": name, "aria-label": label, title: label }, [stampIcon(name)], () => this.desk.setShape(name));
  }

  sizeButton(px, n) {
    const dot = el("span", { class: "swp-dot" });
    const button = this.radio({ "data-value": n, "aria-label": this.desk.text[`width.${n}`] }, [dot, stampIcon("star")], () => this.desk.setSize(n));
    button.style.setProperty("--swp-dot", `${px}px`);
    return button;
  }

  colorButton(name, hex) {
    const label = this.desk.text[`color.${name}`];
    return this.radio({ class: "swp-color", "data-value": hex, "aria-label": label, title: label }, [well(hex)], () => this.desk.setColor(hex));
  }

  customButton() {
    this.custom = well(null);
    this.custom.setAttribute("data-mix", "");
    const label = this.desk.text["color.custom"];
    const open = () => this.openMixer();
    return this.radio({ class: "swp-color", "data-value": "custom", "aria-label": label, title: label, "aria-haspopup": "dialog" }, [this.custom], open);
  }

  actButton(name) {
    const label = this.desk.text[`action.${name}`];
    const button = el("button", { type: "button", class: "swp-tool", "aria-label": label, "data-act": name }, [icon(name), el("span", {}, [label])]);
    button.addEventListener("click", () => this.desk[name]());
    return button;
  }

  mixerPanel() {
    const { text } = this.desk;
    const slider = (key, max) => {
      const input = el("input", { type: "range", min: 0, max, step: 1, "data-part": key });
      input.addEventListener("input", () => this.mix());
      return el("label", {}, [el("span", {}, [text[`mixer.${key}`]]), input]);
    };
    const done = el("button", { type: "button" }, [text["mixer.done"]]);
    const panel = el("div", { class: "swp-mixer", role: "dialog", "aria-label": text["mixer.name"], hidden: true }, [
      slider("hue", 359), slider("strength", 100), slider("light", 100), done,
    ]);
    done.addEventListener("click", () => this.closeMixer());
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.closeMixer();
    });
    return panel;
  }

  parts() {
    return Object.fromEntries(Array.from(this.mixer.querySelectorAll("input"), (input) => [input.dataset.part, input]));
  }

  openMixer() {
    const [hue, strength, light] = hslOf(this.desk.color);
    const parts = this.parts();
    parts.hue.value = hue;
    parts.strength.value = strength * 100;
    parts.light.value = light * 100;
    this.mixer.hidden = false;
    this.mix();
    parts.hue.focus();
  }

  closeMixer() {
    this.mixer.hidden = true;
    this.custom.parentElement.focus();
  }

  mix() {
    const { hue, strength, light } = this.parts();
    const [h, s, l] = [Number(hue.value), strength.value / 100, light.value / 100];
    const track = (input, colors) => input.style.setProperty("--swp-track", `linear-gradient(to right, ${colors.join(", ")})`);
    track(hue, [0, 60, 120, 180, 240, 300, 359].map((turn) => `hsl(${turn} 70% 52%)`));
    track(strength, [0, 50, 100].map((part) => `hsl(${h} ${part}% ${l * 100}%)`));
    track(light, [0, 50, 100].map((part) => `hsl(${h} ${s * 100}% ${part}%)`));
    this.desk.setColor(hexOf(rgbOfHsl(h, s, l)));
  }

  /** Shows what is in hand. */
  refresh() {
    const { desk } = this;
    check(this.tools, desk.tool);
    check(this.shapes, desk.shape);
    check(this.sizes, String(desk.sizes[desk.tool]));
    const named = desk.options.colors.some(([, hex]) => hex === desk.color);
    check(this.colors, named ? desk.color : "custom");
    if (!named && this.custom) paintWell(this.custom, desk.color);
    this.shapes.hidden = desk.tool !== "stamp";
    this.sizes.dataset.tool = desk.tool;
    for (const button of this.sizes.children) button.disabled = desk.tool === "fill" || desk.disabled;
    for (const group of [this.tools, this.shapes, this.colors]) for (const button of group.children) button.disabled = desk.disabled;
    const able = { undo: desk.canUndo(), redo: desk.canRedo(), clear: desk.history.marks.length > 0 };
    for (const button of this.acts.children) button.disabled = desk.disabled || !able[button.dataset.act];
  }
}

function well(hex) {
  const tick = svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, [svg("path", { d: "m5.5 12.5 4.4 4.4 8.6-9.4" })]);
  const node = el("span", { class: "swp-well" }, [tick]);
  if (hex !== null) paintWell(node, hex);
  return node;
}

function paintWell(node, hex) {
  node.style.setProperty("--swp-well", hex);
  node.setAttribute("data-chosen", "");
  node.toggleAttribute("data-dark", oklabOf(hex)[0] < 0.66);
}

function check(group, value) {
  for (const button of group.children) {
    const on = button.dataset.value === value;
    button.setAttribute("aria-checked", String(on));
    button.tabIndex = on ? 0 : -1;
  }
  if (!group.querySelector('[aria-checked="true"]') && group.firstElementChild) group.firstElementChild.tabIndex = 0;
}

/** Arrow keys choose in a radio group: left and right the neighbor, up and down the row. */
function roam(event, group) {
  const move = ARROWS[event.key];
  if (move === undefined) return;
  event.preventDefault();
  const buttons = [...group.children];
  const at = buttons.indexOf(event.target.closest("button"));
  const top = buttons[0].offsetTop;
  const columns = buttons.filter((button) => button.offsetTop === top).length;
  const by = move[0] + move[1] * (columns < buttons.length ? columns : 1);
  const next = buttons[(at + by + buttons.length) % buttons.length];
  next.focus();
  if (next.dataset.value !== "custom") next.click();
}

// ---- All of it together ---------------------------------------------------------------------------------------------

const DEFAULTS = {
  text: {},
  lang: "en",
  paper: { aspect: 4 / 3, color: "#fffefb" },
  colors: PAD_COLORS,
  mix: true, // whether a person may mix a color of their own
  enter: false, // whether keys mean the page only once Enter or Space was pressed on it: arrows lead past it until then
  placeOf: placeInNine, // which place a box on the page is at: the end of a key place.* in the text
  widths: {}, // the step (1 to 5) of each tool that is not taken up as FIRST_WIDTH says
  tools: null, // pen, brush, fill, eraser, stamp; loop too where onMark is given
  hand: "right",
  layout: "auto",
  fit: "width",
  maxHeight: null,
  showSaved: true,
  palmPx: 70,
  penGraceMs: 3000,
  palmTouchMs: 600,
  slowSaveMs: 4000,
};
const GAP_PX = 16;
const FOOT_PX = 26;
let padCount = 0;

class Desk {
  constructor(root, options) {
    this.options = { ...DEFAULTS, ...options };
    this.options.tools ??= this.options.onMark ? [...TOOLS, "loop"] : TOOLS;
    this.text = { ...PAD_TEXT, ...this.options.text };
    this.limits = { ...PAD_LIMITS, ...this.options.limits };
    this.ending = new AbortController();
    this.signal = this.ending.signal;
    this.history = new History();
    this.outside = { canUndo: false, canRedo: false };
    this.paper = null;
    this.at = [0.5, 0.5]; // where a pointer or the keys were last
    this.fresh();
    this.gesture = null;
    this.disabled = false;
    this.answered = new Set();
    this.origin = null;
    this.lastMs = 0;
    this.pointCount = 0;
    this.wiping = 0;
    this.build(root);
  }

  build(root) {
    padCount += 1;
    const id = `swp${padCount}-${Date.now().toString(36).slice(-4)}`;
    this.id = id;
    this.page = new Page(this.text, id);
    this.voice = new Voice(this, id, this.options.lang);
    this.tools = new Tools(this, id);
    this.sign = el("span", { class: "swp-saved" });
    this.foot = el("div", { class: "swp-foot" }, this.options.showSaved ? [this.sign] : []);
    this.stage = el("div", { class: "swp-stage" }, [this.page.node, this.foot]);
    this.node = el("div", { class: "swp", lang: this.options.lang, "data-hand": this.options.hand, "data-fit": this.options.fit }, [
      this.stage, this.tools.node, this.voice.twin, this.voice.keys, this.voice.live,
    ]);
    root.append(this.node);
    dress(this.node);
    this.pointers = new Pointers(this);
    this.keys = new Keys(this);
    this.listen();
    this.setPaper({ ...DEFAULTS.paper, ...this.options.paper });
    this.changed();
  }

  /** Says everything in other words, as in another language; what is drawn and in hand stays. */
  setText(text, lang) {
    this.text = { ...PAD_TEXT, ...text };
    this.options.lang = lang;
    this.node.lang = lang;
    this.page.speak(this.text);
    this.voice.speak(lang);
    const before = this.tools;
    this.tools = new Tools(this, this.id);
    before.node.replaceWith(this.tools.node);
    this.observer.unobserve(before.node);
    this.observer.observe(this.tools.node);
    this.setDisabled(this.disabled);
    this.changed();
    this.fit();
  }

  listen() {
    const { signal } = this;
    this.node.addEventListener("keydown", (event) => this.shortcut(event), { signal });
    window.addEventListener("scroll", () => this.page.moved(), { signal, capture: true, passive: true });
    window.addEventListener("resize", () => this.fit(), { signal });
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(this.node);
    this.observer.observe(this.tools.node);
    this.slow = setInterval(() => this.showSaved(), 1000);
  }

  destroy() {
    this.end();
    this.ending.abort();
    this.observer.disconnect();
    clearInterval(this.slow);
    clearTimeout(this.voice.timer);
    cancelAnimationFrame(this.wiping);
    this.node.remove();
  }

  // Size and layout

  fit() {
    const width = Math.floor(this.node.clientWidth);
    if (width === 0) return;
    const { layout } = this.options;
    const wide = this.options.fit === "box" ? width > this.room() : width >= 900;
    const side = layout === "auto" ? (wide || (width >= 620 && this.room() < 560)) && !this.crowded(width) : layout === "side";
    const narrow = width < 700; // six tools, five sizes and three acts need this much in one row
    this.node.dataset.layout = side ? "side" : "under";
    this.node.dataset.size = side ? "wide" : narrow ? "narrow" : "middle";
    const target = narrow ? 44 : (parseFloat(getComputedStyle(this.tools.acts.firstChild).minHeight) || 48) + 2;
    const columns = side ? 6 : [24, 12, 8, 6].find((count) => width / count >= target) ?? 5;
    this.node.style.setProperty("--swp-columns", columns);
    this.node.style.setProperty("--swp-tools-height", `${Math.max(320, this.room() - 8)}px`);
    this.fitPage({ side });
  }

  /** Whether tools beside the page would leave it less than they take, though there is room below. */
  crowded(width) {
    this.node.dataset.layout = "side";
    return this.stage.clientWidth < 0.45 * width && this.room() > 420;
  }

  /** The height there is for everything. */
  room() {
    return this.options.fit === "box" ? this.node.clientHeight : window.innerHeight;
  }

  fitPage({ side }) {
    const { aspect } = this.paper;
    const width = this.stage.clientWidth;
    const others = FOOT_PX + (side ? 0 : this.tools.node.offsetHeight + GAP_PX);
    const high = this.options.fit === "box" ? this.room() - others : (this.options.maxHeight ?? Math.max(280, this.room() * 0.86 - FOOT_PX));
    const pageWidth = Math.max(40, Math.floor(Math.min(width, high * aspect)));
    this.foot.style.width = `${pageWidth}px`;
    if (this.page.fit(pageWidth, Math.round(pageWidth / aspect))) this.redraw();
  }

  setPaper(paper) {
    const { aspect, color, scan } = paper;
    this.paper = scan ? { aspect, color, scan } : { aspect, color };
    this.page.aspect = aspect;
    if (this.fillPage?.aspect !== aspect) this.fillPage = new FillPage(aspect);
    this.page.node.style.background = color;
    this.page.node.toggleAttribute("data-dark", oklabOf(color)[0] < 0.6);
    this.fit();
  }

  // Drawing

  begin({ tool, pointer, at }) {
    if (this.gesture !== null) return;
    const kind = tool ?? this.tool;
    const width = WIDTHS[kind][clamp(this.sizes[kind], 1, WIDTHS[kind].length) - 1];
    if (kind === "loop") this.gesture = new LoopGesture(this, { pointer, width });
    else if (this.pointCount >= this.limits.DRAWING_POINTS) this.voice.say(this.text["page.full"]);
    else if (kind !== "eraser" || this.history.marks.length > 0) this.beginStroke(kind, { pointer, width, at });
  }

  beginStroke(tool, { pointer, width, at }) {
    this.wipeNow();
    this.origin ??= at;
    const color = tool === "eraser" ? "#ffffff" : this.color;
    const stroke = { id: newId(), tool, color, width, pointer, points: [] };
    const line = tool !== "fill" && tool !== "stamp";
    this.gesture = line ? new LineGesture(this, stroke) : new PointGesture(this, stroke, this.shape);
    this.node.setAttribute("data-marks", "");
    this.options.onStrokeStart?.({ ...stroke });
  }

  extend(points) {
    this.gesture?.add(points);
    const length = this.gesture?.stroke?.points.length ?? 0;
    if (this.pointCount + length < this.limits.DRAWING_POINTS) return;
    this.end();
    this.voice.say(this.text["page.full"]);
  }

  end() {
    const { gesture } = this;
    this.gesture = null;
    this.keys.down = false;
    gesture?.end();
  }

  drop() {
    const { gesture } = this;
    this.gesture = null;
    this.keys.down = false;
    if (gesture === null) return;
    this.wipeNow();
    if (gesture.stroke?.tool === "eraser") this.redraw();
    this.page.drawLoops();
    this.changed();
  }

  /**
   * What is in hand lands at a place without being drawn, as one step: a stamp, a fill, a dot; a pen, a brush or an
   * eraser goes straight on to `to`. False where nothing could land.
   */
  place(from, { to = null, pointer = "touch" } = {}) {
    if (this.disabled || this.gesture !== null || this.tool === "loop") return false;
    const at = performance.now();
    this.begin({ tool: null, pointer, at });
    if (this.gesture === null) return false;
    const landed = ([x, y]) => [round(clamp(x, 0, 1), 5), round(clamp(y, 0, 1), 5), this.timeOf(at), null, null, null];
    this.extend([from, to].filter((each) => each !== null).map(landed));
    this.end();
    this.at = to ?? from;
    return true;
  }

  /** Takes finished strokes into the drawing and tells of them. */
  finish(strokes, { shape = null } = {}) {
    const marks = strokes.map((stroke) => new Mark(stroke, { saved: false, shape }));
    this.history.add(marks);
    this.fillPage.find(this.history.marks);
    // The eraser has already worked on the inked layer.
    if (strokes[0].tool !== "eraser") for (const mark of marks) mark.paint(this.page.layers, this.page.aspect);
    this.wipeSoon(strokes[0].tool);
    this.changed();
    this.voice.latest();
    for (const stroke of strokes) this.options.onStroke?.(stroke);
  }

  /** The live layer goes one frame later than the inked one came, so that an opaque line never blinks. */
  wipeSoon(tool) {
    if (this.gesture !== null || tool === "brush") this.wipeNow();
    else this.wiping = requestAnimationFrame(() => this.page.wipeLive());
  }

  wipeNow() {
    cancelAnimationFrame(this.wiping);
    this.page.wipeLive();
  }

  marked(loop) {
    this.page.loops = [loop.points];
    this.page.drawLoops();
    this.voice.say(fill(this.text["say.marked"], { where: this.text[`place.${this.options.placeOf(boxOf([loop]))}`] }));
    this.options.onMark?.(loop);
  }

  redraw() {
    this.fillPage.find(this.history.marks);
    this.page.draw(this.history.marks.filter((mark) => !this.answered.has(mark.stroke.id)));
    this.gesture?.redraw();
  }

  timeOf(stamp) {
    this.lastMs = Math.max(this.lastMs, Math.round(stamp - (this.origin ?? stamp)));
    return this.lastMs;
  }

  ringSize() {
    if (this.disabled || (this.tool !== "brush" && this.tool !== "eraser")) return null;
    return WIDTHS[this.tool][this.sizes[this.tool] - 1];
  }

  // Taking back

  shortcut(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || this.disabled) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) this.redo();
    else this.undo();
  }

  undo() {
    this.travel("undo", "say.undone");
  }

  redo() {
    this.travel("redo", "say.redone");
  }

  travel(way, sentence) {
    if (this.disabled || this.pointers.active !== null) return;
    this.keys.lift();
    const change = this.history[way]();
    if (change === null && !this.outside[way === "undo" ? "canUndo" : "canRedo"]) return;
    this.redrawAll();
    this.voice.soon(() => `${this.text[sentence]} ${this.voice.counts(this.voice.steps())}`);
    // Steps from before a reload are known to the owner of the history only: it is asked with nothing named.
    if (change === null) (way === "undo" ? this.options.onUndo : this.options.onRedo)?.([], { way });
    else if (change.back) this.options.onRedo?.(change.back, { way });
    else if (change.gone) this.options.onUndo?.(change.gone, { way });
    else this.options.onClear?.(change.cleared, { way });
  }

  clear() {
    if (this.disabled || this.pointers.active !== null || this.history.marks.length === 0) return;
    this.keys.lift();
    const ids = this.history.clear();
    this.redrawAll();
    this.voice.say(this.text["say.cleared"]);
    this.options.onClear?.(ids, { way: "clear" });
  }

  redrawAll() {
    this.wipeNow();
    this.redraw();
    this.changed();
  }

  // What the owner of the drawing says

  load(drawing, { replace = false, elapsedMs = null, canUndo = false, canRedo = false } = {}) {
    if (drawing?.format !== 1) throw new Error(`pad.load: wire format ${drawing?.format} is not 1; give a drawing in wire format 1`);
    if (replace) this.startOver();
    this.outside = { canUndo, canRedo };
    const same = drawing.paper.aspect === this.paper.aspect;
    if (!same) for (const mark of this.history.marks) mark.path = mark.region = null;
    const changed = this.history.reconcile(drawing.strokes);
    this.setPaper(drawing.paper);
    this.setClock(drawing.strokes, elapsedMs);
    if (changed || replace || !same) this.redraw();
    this.changed();
  }

  startOver() {
    this.drop();
    this.history = new History();
    this.answered = new Set();
    this.origin = null;
    this.lastMs = 0;
    this.page.loops = [];
    this.page.drawLoops();
  }

  /** One clock a drawing: after a reload it goes on from where the owner says, or from the last stroke. */
  setClock(strokes, elapsedMs) {
    if (this.origin !== null || (strokes.length === 0 && elapsedMs === null)) return;
    const last = strokes.flatMap(({ points }) => points.slice(-1)).reduce((most, point) => Math.max(most, point[2] ?? 0), 0);
    this.origin = performance.now() - Math.max(elapsedMs ?? 0, last);
    this.lastMs = last;
  }

  markSaved(ids) {
    const acknowledged = new Set([ids].flat());
    for (const mark of this.history.marks) if (acknowledged.has(mark.stroke.id)) mark.saved = true;
    this.showSaved();
  }

  unsaved() {
    return this.history.marks.filter((mark) => !mark.saved).map((mark) => mark.stroke);
  }

  showSaved() {
    const { marks } = this.history;
    const waiting = marks.filter((mark) => !mark.saved);
    const late = waiting.some((mark) => performance.now() - mark.since > this.options.slowSaveMs);
    const state = waiting.length === 0 ? "all" : late ? "waiting" : "busy";
    const steps = new Set(waiting.map((mark) => stepOf(mark.stroke.id)));
    const words = marks.length === 0 ? "" : fill(this.text[`saved.${state}`], { n: steps.size });
    this.sign.dataset.state = state;
    if (this.sign.textContent !== words) this.sign.textContent = words;
  }

  /** Lays a paper drawing below; given its lines, they lie over fills and pictures, and stop fills. */
  async setScan(source, { lines = null } = {}) {
    this.fillPage.print(await this.page.showScan(source, lines));
    this.fillPage.drawn = [];
    for (const mark of this.history.marks) mark.region = null;
    this.redraw();
  }

  async setPicture(source, { mode = "under", linesOnly = mode === "under", upTo = null, fade = true } = {}) {
    const picture = mode === "under" ? source : null;
    const shown = await this.page.show(picture, { fade });
    if (!shown || this.signal.aborted) return;
    const ids = this.history.marks.map((mark) => mark.stroke.id);
    const count = upTo === null ? ids.length : ids.indexOf(upTo) + 1;
    const areas = this.history.marks.slice(0, count).filter((mark) => AREA_TOOLS.has(mark.stroke.tool));
    const answered = new Set(linesOnly && picture !== null ? areas.map((mark) => mark.stroke.id) : []);
    this.page.scan.style.visibility = this.page.picture === null ? "" : "hidden";
    if (same(answered, this.answered)) return; // pictures come many times a second while somebody draws
    this.answered = answered;
    this.redraw();
  }

  // What is in hand

  /** The pen, or what is there instead of it to draw with. */
  firstTool() {
    const { tools } = this.options;
    return tools.find((name) => name === "pen") ?? tools.find((name) => !["eraser", "loop"].includes(name)) ?? tools[0];
  }

  fresh() {
    this.tool = this.firstTool();
    this.color = this.options.colors[0][1];
    this.shape = "heart";
    this.sizes = { ...FIRST_WIDTH, ...this.options.widths };
  }

  /** Everything in hand as at the beginning: for whoever comes next. */
  takeUp() {
    this.end();
    this.fresh();
    this.page.hideRing();
    this.setColor(this.color);
  }

  setTool(name) {
    if (!this.options.tools.includes(name)) throw new Error(`pad.setTool: unknown tool "${name}"; known: ${this.options.tools.join(", ")}`);
    this.end();
    this.tool = name;
    this.page.hideRing();
    this.tools.refresh();
  }

  setColor(hex) {
    this.color = checked(hex, "pad.setColor");
    this.node.style.setProperty("--swp-ink", this.color);
    if (this.tool === "eraser" || this.tool === "loop") this.setTool(this.firstTool());
    else this.tools.refresh();
  }

  setShape(name) {
    if (!(name in STAMPS)) throw new Error(`pad.setShape: unknown shape "${name}"; known: ${Object.keys(STAMPS).join(", ")}`);
    this.shape = name;
    this.tools.refresh();
  }

  setSize(n) {
    if (!Number.isInteger(n) || n < 1 || n > 5) throw new Error(`pad.setWidth: ${n} is not a step from 1 to 5`);
    this.sizes[this.tool] = n;
    this.tools.refresh();
  }

  setDisabled(disabled) {
    if (disabled) this.end();
    this.disabled = disabled;
    this.node.toggleAttribute("data-disabled", disabled);
    this.page.node.setAttribute("aria-disabled", String(disabled));
    this.page.hideRing();
    this.tools.refresh();
  }

  setHand(hand) {
    this.node.dataset.hand = hand === "left" ? "left" : "right";
  }

  canUndo() {
    return this.history.done.length > 0 || this.outside.canUndo;
  }

  canRedo() {
    return this.history.undone.length > 0 || this.outside.canRedo;
  }

  changed() {
    this.pointCount = this.history.points();
    this.node.toggleAttribute("data-marks", this.history.marks.length > 0 || this.gesture !== null);
    this.tools.refresh();
    this.voice.refresh();
    this.showSaved();
  }

  drawing() {
    return { format: 1, paper: { ...this.paper }, strokes: this.history.marks.map((mark) => mark.stroke) };
  }

  raster(longSide) {
    const { aspect, color } = this.paper;
    this.fillPage.find(this.history.marks);
    const layers = layersOf(aspect, longSide);
    for (const mark of this.history.marks) mark.paint(layers, aspect);
    if (this.paper.scan) unscaled(layers.color, (ctx) => ctx.drawImage(this.page.printed, 0, 0, ctx.canvas.width, ctx.canvas.height));
    const ctx = flattened(layers);
    ctx.globalCompositeOperation = "destination-over";
    if (this.paper.scan) ctx.drawImage(this.page.scan, 0, 0, ctx.canvas.width, ctx.canvas.height);
    ctx.fillStyle = color;
    ctx.fillRect(0, 0, ctx.canvas.width, ctx.canvas.height);
    return ctx.canvas;
  }
}

/**
 * Puts a drawing pad into `root` (an element, in a document or a shadow root). README.md lists options and methods.
 */
export function createPad(root, options = {}) {
  const desk = new Desk(root, options);
  return Object.freeze({
    get drawing() {
      return desk.drawing();
    },
    get hand() {
      return { tool: desk.tool, color: desk.color, width: desk.sizes[desk.tool], shape: desk.shape };
    },
    load: (drawing, how) => desk.load(drawing, how),
    setTool: (name) => desk.setTool(name),
    setColor: (hex) => desk.setColor(hex),
    setWidth: (step) => desk.setSize(step),
    setShape: (name) => desk.setShape(name),
    setPicture: (source, how) => desk.setPicture(source, how),
    setScan: (source, how) => desk.setScan(source, how),
    setMarks: (loops) => {
      desk.page.loops = loops.map((loop) => loop.points);
      desk.page.drawLoops();
    },
    setPaper: (color) => desk.setPaper({ ...desk.paper, color: checked(color, "pad.setPaper") }),
    setDisabled: (disabled) => desk.setDisabled(disabled),
    setHand: (hand) => desk.setHand(hand),
    setText: (text, lang) => desk.setText(text, lang),
    takeUp: () => desk.takeUp(),
    place: (from, how) => desk.place(from, how),
    get at() {
      return desk.at;
    },
    copy: (ctx, part) => desk.page.copy(ctx, part, desk.paper.color),
    undo: () => desk.undo(),
    redo: () => desk.redo(),
    clear: () => desk.clear(),
    markSaved: (ids) => desk.markSaved(ids),
    unsaved: () => desk.unsaved(),
    takenBack: () => [...desk.history.gone.keys()],
    describe: () => desk.voice.describe(),
    steps: () => desk.voice.steps().map((marks) => desk.voice.facts(marks)),
    drop: () => desk.pointers.drop(),
    raster: (longSide = 1024) => desk.raster(longSide),
    focus: () => desk.page.node.focus(),
    resize: () => desk.fit(),
    destroy: () => desk.destroy(),
  });
}

/** Strokes as the pad draws them, without a pad: for looking at a drawing again as it grew. */
class Sheet {
  constructor(aspect) {
    this.aspect = aspect;
    this.fillPage = new FillPage(aspect);
    this.known = new Map();
    this.shown = [];
    this.longSide = 0;
    this.lines = null;
  }

  /** The lines of a paper drawing below: they stop fills and lie over them. */
  print(lines) {
    if (lines === this.lines) return;
    this.lines = lines;
    this.fillPage.print(lines);
    this.fillPage.drawn = [];
    this.known.clear();
  }

  markOf(stroke) {
    if (!this.known.has(stroke)) this.known.set(stroke, new Mark(stroke, { saved: true }));
    return this.known.get(stroke);
  }

  draw(ctx, strokes, { hidden = null, part = null } = {}) {
    const marks = strokes.map((stroke) => this.markOf(stroke));
    this.fillPage.find(marks);
    this.bring(Math.max(ctx.canvas.width, ctx.canvas.height), marks.filter((mark) => !hidden?.has(mark.stroke.id)));
    const layers = part === null ? this.layers : this.withPart(part);
    const seen = [layers.color.canvas, this.lines, layers.ink.canvas].filter((each) => each !== null);
    for (const each of seen) ctx.drawImage(each, 0, 0, ctx.canvas.width, ctx.canvas.height);
  }

  /** The layers hold these marks: drawn on where they only grew, else anew. */
  bring(longSide, marks) {
    const grown = longSide === this.longSide && marks.length >= this.shown.length && this.shown.every((mark, i) => mark === marks[i]);
    if (longSide !== this.longSide) [this.layers, this.spare] = [layersOf(this.aspect, longSide), layersOf(this.aspect, longSide)];
    else if (!grown) for (const layer of [this.layers.color, this.layers.ink]) wipe(layer);
    for (const mark of grown ? marks.slice(this.shown.length) : marks) mark.paint(this.layers, this.aspect);
    [this.longSide, this.shown] = [longSide, marks];
  }

  withPart(stroke) {
    for (const name of ["color", "ink"]) {
      wipe(this.spare[name]);
      unscaled(this.spare[name], (ctx) => ctx.drawImage(this.layers[name].canvas, 0, 0));
    }
    new Mark(stroke, { saved: true }).paint(this.spare, this.aspect);
    return this.spare;
  }
}

function unscaled(ctx, work) {
  ctx.save();
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  work(ctx);
  ctx.restore();
}

/**
 * A sheet to draw strokes on as the pad does, without tools and events. `draw(ctx, strokes, {hidden, part})` lays them over
 * what is on the canvas: `hidden` is a Set of ids left out, `part` the beginning of one more stroke. Give it the same stroke
 * objects again and only what is new is drawn. `print(lines)` lays a paper drawing's lines (an image, else null) over fills,
 * which stop at them.
 */
export function createSheet({ aspect }) {
  const sheet = new Sheet(aspect);
  return Object.freeze({ draw: (ctx, strokes, how) => sheet.draw(ctx, strokes, how), print: (lines) => sheet.print(lines) });
}
