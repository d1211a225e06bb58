// Drawing without drawing: a board of places over the page. What is in hand lands where a place is chosen.

import { act, make } from "/static/parts.js";
import { ACROSS, DOWN, placeOfSpot } from "/static/places.js";

const PART = 1 / 3; // of the page: how much of it is seen when a place is chosen more exactly
const WHOLE = Object.freeze({ left: 0, top: 0, width: 1 });
const POINTERS = { keys: "keyboard", switch: "switch", touch: "touch", pen: "pen" };
const LINES = new Set(["pen", "brush", "eraser"]);

/** `placing.button` opens and closes the board over the pad's page; stamps, lines and fills land by taps or keys. */
export function createPlacing({ here, screens, pad, table = document.querySelector(".table") }) {
  const { t } = here;
  const root = table.querySelector(".place");
  let isOpen = false;
  let exact = false;
  let part = WHOLE;
  let from = null;

  const names = () => (isOpen ? t("Draw by hand") : t("Draw with taps"));
  const button = act(here, { drawn: "taps", says: names, press: () => (isOpen ? close() : open()) });
  const view = make("canvas", { class: "spot-view", "aria-hidden": "true", hidden: true });
  const start = make("i", { class: "spot-start", "aria-hidden": "true", hidden: true });
  const spots = Array.from({ length: ACROSS * DOWN }, (_, at) => spot(() => here.padText[`place.${placeOfSpot(at)}`], at));
  const board = make("div", { class: "spots", role: "group" }, [view, start, ...spots]);
  const told = make("p", { role: "status" });
  const exactly = act(here, { drawn: "exactly", says: () => t("More exactly"), kind: "exactly", press: () => setExact(!exact) });
  const strip = make("div", { class: "placing", role: "group" }, [told, exactly]);
  here.name(board, () => t("Places on the page"));
  here.name(strip, () => t("Drawing with taps"));
  here.label(told, () => next());
  const watching = new ResizeObserver(() => lay());

  function spot(says, at) {
    const node = make("button", { type: "button", class: "spot" }, [make("i")]);
    here.name(node, says);
    node.addEventListener("click", () => choose([((at % ACROSS) + 0.5) / ACROSS, (Math.floor(at / ACROSS) + 0.5) / DOWN]));
    return node;
  }

  function open() {
    if (isOpen) return;
    isOpen = true;
    root.dataset.placing = "";
    root.prepend(board);
    table.querySelector(".told").append(strip);
    page().inert = true;
    for (const each of [root, page(), page().parentElement]) watching.observe(each);
    pad.setTool("stamp");
    pad.resize();
    refresh();
    spots[5].focus();
  }

  function close() {
    if (!isOpen) return;
    isOpen = false;
    watching.disconnect();
    board.remove();
    strip.remove();
    delete root.dataset.placing;
    page().inert = false;
    [part, from, exact] = [WHOLE, null, false];
    pad.setTool("pen");
    pad.resize();
    refresh();
    button.focus();
  }

  /** One step back: out of a part of the page, a line that was begun, at last out of the board. */
  function back() {
    if (part !== WHOLE) part = WHOLE;
    else if (from !== null) from = null;
    else return close();
    return refresh();
  }

  /** A place was chosen, 0..1 of what the board shows. */
  function choose([x, y]) {
    const at = [part.left + x * part.width, part.top + y * part.width];
    if (exact && part === WHOLE) part = partAround(at);
    else land(at);
    refresh();
  }

  function land(at) {
    part = WHOLE;
    if (LINES.has(pad.hand.tool) && from === null) {
      from = at;
      return;
    }
    const pointer = POINTERS[document.documentElement.dataset.way] ?? "mouse";
    const same = from !== null && from[0] === at[0] && from[1] === at[1];
    pad.place(from ?? at, { to: from === null || same ? null : at, pointer });
    from = null;
  }

  function setExact(is) {
    [exact, part] = [is, WHOLE];
    refresh();
  }

  /** What to do now, in a few words. */
  function next() {
    if (exact && part === WHOLE) return t("Choose a part of the page.");
    const { tool } = pad.hand;
    if (tool === "eraser") return from ? t("Choose where to stop rubbing out.") : t("Choose where to rub out.");
    if (LINES.has(tool)) return from ? t("Now choose where the line ends.") : t("Choose where the line begins.");
    return tool === "fill" ? t("Choose a place to fill.") : t("Choose a place for your shape.");
  }

  function refresh() {
    if (!LINES.has(pad.hand.tool)) from = null;
    exactly.setAttribute("aria-pressed", String(exact));
    button.querySelector("span").textContent = names();
    button.toggleAttribute("data-on", isOpen);
    told.textContent = next();
    board.toggleAttribute("data-part", part !== WHOLE);
    if (isOpen) lay();
    showStart();
  }

  /** The part of the page that is chosen in, larger. */
  function look() {
    view.hidden = part === WHOLE;
    if (view.hidden) return;
    view.width = board.clientWidth * devicePixelRatio;
    view.height = board.clientHeight * devicePixelRatio;
    pad.copy(view.getContext("2d"), part);
  }

  function showStart() {
    const [x, y] = from === null ? [-1, -1] : [(from[0] - part.left) / part.width, (from[1] - part.top) / part.width];
    start.hidden = x < 0 || x > 1 || y < 0 || y > 1;
    start.style.left = `${100 * x}%`;
    start.style.top = `${100 * y}%`;
  }

  /** The board lies over the page, wherever the pad puts that. */
  function lay() {
    const [over, around] = [page().getBoundingClientRect(), root.getBoundingClientRect()];
    Object.assign(board.style, {
      left: `${over.left - around.left}px`, top: `${over.top - around.top}px`, width: `${over.width}px`, height: `${over.height}px`,
    });
    look();
  }

  const page = () => root.querySelector(".swp-page");

  root.addEventListener("click", ({ target }) => (isOpen && target.closest(".swp-tools") ? refresh() : null));
  addEventListener("kiosk:answer", () => (isOpen ? look() : null));
  addEventListener("kiosk:forget", close);
  screens.onShow((name) => (name === "table" ? null : close()));
  return Object.freeze({ button, open, close, back, get isOpen() { return isOpen; } });
}

/** A third of the page around a place, within the page. */
function partAround(at) {
  const [left, top] = at.map((each) => Math.min(1 - PART, Math.max(0, each - PART / 2)));
  return Object.freeze({ left, top, width: PART });
}
