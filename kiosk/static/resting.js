// Pressing by resting: whoever cannot click holds the pointer still over a control, and it acts.

import { isPage } from "/static/keying.js";

const STILL_PX = 24; // a head trembles more than a hand
const AWAY_PX = 36; // so far the pointer has to go before it can act again
const [SHORTEST_S, LONGEST_S] = [0.3, 5];
const SVG = "http://www.w3.org/2000/svg";

/** `used()` is told whenever resting acted. On the drawing page resting puts the pen down, and lifts it again. */
export function createResting({ here, used, signal }) {
  const ring = ringOf();
  let seconds = here.site.dwell_s;
  let isOn = false;
  let over = null; // the control under the pointer
  let still = null; // where the pointer came to rest over it
  let acted = null; // where it acted last
  let drawing = null; // the pointer that draws by resting
  let timer = 0;

  addEventListener("pointermove", (event) => (isOn && event.isTrusted && event.pointerType !== "touch" ? moved(event) : null), { signal, capture: true });
  addEventListener("pointerdown", (event) => (event.isTrusted ? cancel() : null), { signal, capture: true });

  function moved(event) {
    const at = [event.clientX, event.clientY];
    place(at);
    const control = controlAt(event.target);
    if (drawing !== null && !isPage(control)) lift(event);
    if (acted !== null) {
      if (far(at, acted, AWAY_PX)) acted = null;
      else return cancel();
    }
    if (control === null) return cancel();
    if (control === over && !(isPage(control) && far(at, still, STILL_PX))) return undefined;
    return begin(control, at, event);
  }

  function begin(control, at, event) {
    cancel();
    [over, still] = [control, at];
    ring.style.setProperty("--rest", `${seconds}s`);
    document.body.append(ring);
    ring.showPopover();
    timer = setTimeout(() => fire(control, at, event.pointerId), 1000 * seconds);
  }

  function fire(control, at, pointerId) {
    cancel();
    acted = at;
    used();
    if (!isPage(control)) control.click();
    else if (drawing === null) lower(control, at, pointerId);
    else lift({ clientX: at[0], clientY: at[1] });
  }

  /** The pad takes the pointer's own moves for the line, until it is lifted. */
  function lower(page, at, pointerId) {
    drawing = { page, pointerId };
    send("pointerdown", { clientX: at[0], clientY: at[1], buttons: 1 });
  }

  function lift({ clientX, clientY }) {
    send("pointerup", { clientX, clientY, buttons: 0 });
    drawing = null;
  }

  function send(type, more) {
    const { page, pointerId } = drawing;
    page.dispatchEvent(new PointerEvent(type, { pointerId, pointerType: "mouse", isPrimary: true, button: 0, bubbles: true, cancelable: true, ...more }));
  }

  function cancel() {
    clearTimeout(timer);
    [over, still] = [null, null];
    if (ring.isConnected) ring.remove();
  }

  function place([x, y]) {
    ring.style.left = `${x}px`;
    ring.style.top = `${y}px`;
  }

  function set(is) {
    isOn = is;
    if (is) return;
    if (drawing !== null) lift({ clientX: 0, clientY: 0 });
    cancel();
    acted = null;
  }

  return Object.freeze({
    set,
    get isOn() { return isOn; },
    get seconds() { return seconds; },
    pace(times) { seconds = Math.min(LONGEST_S, Math.max(SHORTEST_S, seconds * times)); },
    reset() {
      set(false);
      seconds = here.site.dwell_s;
    },
  });
}

const far = ([ax, ay], [bx, by], px) => Math.hypot(ax - bx, ay - by) > px;

function controlAt(node) {
  const found = node instanceof Element ? node.closest("button, a[href], summary, label, .swp-page") : null;
  return found === null || found.disabled || found.getAttribute("aria-disabled") === "true" ? null : found;
}

/** Fills while the pointer rests. */
function ringOf() {
  const node = document.createElement("div");
  node.className = "rest-ring";
  node.popover = "manual";
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 72 72");
  svg.setAttribute("aria-hidden", "true");
  for (const kind of ["rest-under", "rest-fill"]) {
    const circle = document.createElementNS(SVG, "circle");
    for (const [name, value] of Object.entries({ cx: 36, cy: 36, r: 30, pathLength: 100, class: kind })) circle.setAttribute(name, value);
    svg.append(circle);
  }
  node.append(svg);
  return node;
}
