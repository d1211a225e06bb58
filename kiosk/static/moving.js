// Moving between controls by arrows: which controls there are, and which one is next in a direction.

export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const CONTROLS = "button, a[href], input, select, textarea, summary, [tabindex]";
// How much farther something is that lies aside, and that lies askew within the beam.
const ASIDE = 2.5;
const ASKEW = 0.3;
const TOUCHING_PX = 4;

/** Where somebody can be now: the panel that is open, else the whole page. */
export function scopeNow() {
  const panels = [...document.querySelectorAll("dialog[open]")].filter((each) => each.matches(":modal"));
  return panels.at(-1) ?? document.body;
}

/** Every control that is shown and can be used, in reading order. */
export function controls(scope = scopeNow()) {
  return [...scope.querySelectorAll(CONTROLS)].filter(usable);
}

function usable(node) {
  if (node.disabled || node.type === "hidden" || node.closest("[inert]")) return false;
  // one radio of a group is in the order of Tab, all of them can be gone to by arrows
  if (node.tabIndex < 0 && !node.matches("[role=radio]")) return false;
  const { width, height } = node.getBoundingClientRect();
  return width > 0 && height > 0 && node.checkVisibility({ visibilityProperty: true });
}

/** Which of the boxes is next to `from` in a direction ([-1, 0] is left); null where there is none. */
export function nearest(from, boxes, [dx, dy]) {
  const flat = dx !== 0;
  const ahead = boxes.filter((box) => liesAhead(from, box, [dx, dy]));
  const beam = ahead.filter((box) => aside(from, box, flat) === 0);
  const cost = (box) => Math.max(0, span(from, box, [dx, dy])) + ASIDE * aside(from, box, flat) + ASKEW * askew(from, box, flat);
  return (beam.length > 0 ? beam : ahead).reduce((best, box) => (best === null || cost(box) < cost(best) ? box : best), null);
}

/** As `nearest`, and round the edge where there is nothing more. */
export function nearestRound(from, boxes, [dx, dy], { width, height }) {
  const found = nearest(from, boxes, [dx, dy]);
  if (found !== null) return found;
  const [byX, byY] = [-dx * 2 * width, -dy * 2 * height];
  const moved = { left: from.left + byX, right: from.right + byX, top: from.top + byY, bottom: from.bottom + byY };
  return nearest(moved, boxes, [dx, dy]);
}

const middle = (box, flat) => (flat ? (box.left + box.right) / 2 : (box.top + box.bottom) / 2);

function liesAhead(from, box, way) {
  return span(from, box, way) > -TOUCHING_PX;
}

/** How far a box begins beyond another one's end, in the direction of the move; negative where they overlap. */
function span(from, box, [dx, dy]) {
  if (dx > 0) return box.left - from.right;
  if (dx < 0) return from.left - box.right;
  return dy > 0 ? box.top - from.bottom : from.top - box.bottom;
}

/** The free space between two boxes across the direction of the move; 0 where they overlap. */
function aside(from, box, flat) {
  const [low, high, boxLow, boxHigh] = flat ? [from.top, from.bottom, box.top, box.bottom] : [from.left, from.right, box.left, box.right];
  return Math.max(0, boxLow - high + 1, low - boxHigh + 1);
}

function askew(from, box, flat) {
  const at = middle(from, !flat);
  const [low, high] = flat ? [box.top, box.bottom] : [box.left, box.right];
  return Math.max(0, low - at, at - high) + Math.abs(at - middle(box, !flat)) / 100;
}

/** The control that an arrow key leads to from the one that has the focus; the first one from nowhere. */
export function neighbor(from, direction, scope = scopeNow()) {
  const all = controls(scope);
  if (from === document.body || !scope.contains(from)) return all.find((each) => each.matches("[data-first]")) ?? all[0] ?? null;
  const others = all.filter((each) => each !== from && !each.contains(from) && !from.contains(each));
  const boxes = others.map((each) => each.getBoundingClientRect());
  const found = nearestRound(from.getBoundingClientRect(), boxes, direction, { width: innerWidth, height: innerHeight });
  return found === null ? null : others[boxes.indexOf(found)];
}
