// Touch while everything is spoken: one finger hears what it is over, two quick taps act. And the way in: three fingers.

import { CONTROL } from "/static/naming.js";

/** What is read and not acted on. */
export const TEXT = "h1, h2, p, li";
const HOLD_MS = 2000;
const HOLD_PX = 40;
const TAP_MS = 300;
const TAP_PX = 30;
const FINGERS = 3;
const TOGETHER_MS = 800;
const PALM_PX = 70;

/**
 * Calls `held` when three fingers that came down together have lain still for two seconds, `begun` as soon as they are down.
 * Hands that rest while somebody draws are large, or come one after the other.
 */
export function listenForFingers({ begun, held, signal }) {
  const since = new Map(); // finger -> when it came down
  let timer = 0;
  let from = [];
  const places = ({ touches }) => [...touches].map(({ clientX, clientY }) => [clientX, clientY]);
  const stop = () => clearTimeout(timer);
  const listen = (type, act) => addEventListener(type, act, { signal, capture: true, passive: true });
  listen("touchstart", (event) => {
    stop();
    for (const { identifier } of event.changedTouches) since.set(identifier, event.timeStamp);
    if (!together([...event.touches], since)) return;
    from = places(event);
    begun();
    timer = setTimeout(held, HOLD_MS);
  });
  listen("touchmove", (event) => {
    const gone = places(event).some(([x, y], at) => Math.hypot(x - (from[at]?.[0] ?? x), y - (from[at]?.[1] ?? y)) > HOLD_PX);
    if (gone) stop();
  });
  for (const type of ["touchend", "touchcancel"]) {
    listen(type, (event) => {
      stop();
      for (const { identifier } of event.changedTouches) since.delete(identifier);
    });
  }
}

function together(touches, since) {
  const times = touches.map(({ identifier }) => since.get(identifier) ?? -Infinity);
  const small = touches.every(({ radiusX, radiusY }) => 2 * Math.max(radiusX, radiusY) < PALM_PX);
  return touches.length === FINGERS && small && Math.max(...times) - Math.min(...times) < TOGETHER_MS;
}

/**
 * While `on()`, a finger's touches do nothing by themselves: `over(node, [x, y])` is told which control or text is under it
 * again and again, `act(control)` is called at two quick taps. A second tap that stays down on the page draws, as without speech.
 */
export function explore({ on, over, act, signal }) {
  let tap = null; // the last short touch: {x, y, endedMs}
  let down = null; // this one: {x, y, atMs, second}
  let through = false;

  const listen = (type, hear, passive = false) => addEventListener(type, hear, { signal, capture: true, passive });
  for (const type of ["pointerdown", "pointermove", "pointerup", "pointercancel"]) listen(type, pointer);
  for (const type of ["touchstart", "touchend"]) listen(type, (event) => (on() && !through && event.cancelable ? event.preventDefault() : null));

  function pointer(event) {
    if (!on() || event.pointerType !== "touch") return;
    if (event.type === "pointerdown" && event.isPrimary) begin(event);
    // others that listen to the whole page (the idle clock) still hear of it
    if (!through || !event.isPrimary) event.stopPropagation();
    if (!event.isPrimary) return;
    if (event.type === "pointermove" && down !== null && !through) look(event);
    if (event.type === "pointerup" || event.type === "pointercancel") end(event);
  }

  function begin(event) {
    const { clientX: x, clientY: y, timeStamp: atMs } = event;
    const second = tap !== null && atMs - tap.endedMs < TAP_MS && Math.hypot(x - tap.x, y - tap.y) < TAP_PX;
    down = { x, y, atMs, second };
    through = second && document.activeElement?.matches(".swp-page") === true && event.target.closest(".swp-page") !== null;
    if (!second) look(event);
  }

  function look({ clientX, clientY }) {
    const found = document.elementFromPoint(clientX, clientY)?.closest(`${CONTROL}, ${TEXT}`) ?? null;
    if (found === null) return;
    if (found.matches(TEXT)) document.activeElement?.blur(); // two taps then act on nothing
    over(found, [clientX, clientY]);
  }

  function end({ type, clientX: x, clientY: y, timeStamp }) {
    const short = down !== null && type === "pointerup" && timeStamp - down.atMs < TAP_MS && Math.hypot(x - down.x, y - down.y) < TAP_PX;
    if (short && down.second && !through && document.activeElement?.matches(CONTROL)) act(document.activeElement);
    tap = short && !down.second ? { x, y, endedMs: timeStamp } : null;
    [down, through] = [null, false];
  }
}
