// A keyboard, or a museum's five keys that act as one: arrows move, one key acts, and held down it goes back.

import { ARROWS, controls, neighbor, scopeNow } from "/static/moving.js";

export const HELD_MS = 800;
const SELECT = ["Enter", " "];

/**
 * `back()` leaves what is open and gives false where nothing is. Listens until `signal` is aborted; `on()` says whether
 * keys mean this now (one switch means something else by them).
 */
export function createKeying({ back, on, signal }) {
  let pressed = null; // {node, key, timer}: the key that acts is down
  let before = null; // where the focus was before it went onto the page
  let own = false; // a key that this module sends to the page itself

  const listen = (type, act, capture) => addEventListener(type, (event) => (on() && !own ? act(event) : null), { signal, capture });
  listen("keydown", down, true);
  listen("keyup", up, true);
  listen("keydown", escape, false);
  listen("blur", forget, false);
  addEventListener("focusout", ({ target }) => (isPage(target) ? null : (before = target)), { signal });

  function down(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in ARROWS) move(event);
    else if (SELECT.includes(event.key)) press(event);
  }

  function move(event) {
    const { target } = event;
    if (draws(target)) return pressed === null ? null : letGo();
    if (keepsArrow(target, event.key)) return undefined;
    take(event);
    const next = neighbor(document.activeElement, ARROWS[event.key]);
    next?.focus({ focusVisible: true });
    return next?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Acts when the key is let go, as a finger does; held down, it goes back instead. */
  function press(event) {
    const node = document.activeElement;
    if (node === document.body || isText(node)) return;
    take(event);
    if (event.repeat || pressed !== null) return;
    pressed = { node, key: event.key, timer: setTimeout(held, HELD_MS) };
  }

  function held() {
    pressed.timer = null;
    leave();
  }

  function up(event) {
    if (pressed === null || event.key !== pressed.key) return;
    take(event);
    if (pressed.timer === null) pressed = null;
    else letGo();
  }

  function letGo() {
    const { node, key, timer } = pressed;
    forget();
    if (timer === null || document.activeElement !== node) return;
    if (isPage(node)) send(node, key);
    else node.click();
  }

  function forget() {
    clearTimeout(pressed?.timer);
    pressed = null;
  }

  /** On the page Escape first drops the line that is being drawn: that is the pad's. */
  function escape(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (leave()) take(event);
  }

  function leave() {
    if (!isPage(document.activeElement)) return back();
    send(document.activeElement, "Escape");
    toBar();
    return true;
  }

  /** From the page: to the control one came from, else to the first one outside the pad. */
  function toBar() {
    const all = controls(scopeNow());
    const found = all.includes(before) ? before : (all.find((each) => !each.closest(".swp")) ?? all[0]);
    found?.focus({ focusVisible: true });
  }

  function send(node, key) {
    own = true;
    node.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    own = false;
  }
}

function take(event) {
  event.preventDefault();
  event.stopPropagation();
}

export const isPage = (node) => node instanceof Element && node.matches(".swp-page");

/** Enter was pressed on the page: arrows move the pen there. Until then they lead past it. */
const draws = (node) => isPage(node) && !node.hasAttribute("data-waits");

const isText = (node) => node.matches("textarea, input:not([type=range]):not([type=checkbox]):not([type=radio])") || node.isContentEditable;

/** A slider goes by left and right, a caret too; up and down lead on from both. */
function keepsArrow(node, key) {
  if (!(node instanceof Element) || !(isText(node) || node.matches("input[type=range]"))) return false;
  return key === "ArrowLeft" || key === "ArrowRight" || node.matches("textarea");
}
