// The table: the pad, the painter's answer under the lines, and a calm sign of work.
import { createPad } from "/static/pad.js";
import { make } from "/static/parts.js";
import { placeOf } from "/static/places.js";
import { createLeaves } from "/static/turning.js";

const PAPER = Object.freeze({ aspect: 4 / 3, color: "#fffefb" });
const WORK_SHOWS_MS = 400;
// Enough to paint with, few enough to be large: 12 of the pad's 23.
const COLORS = [
  ["ink", "#22262b"], ["grey", "#858d92"], ["white", "#ffffff"], ["chestnut", "#75472d"], ["red", "#dc4539"], ["pink", "#e58aa8"],
  ["orange", "#ee8a3d"], ["sun", "#f5c842"], ["grass", "#559c4c"], ["sky", "#93c9e8"], ["blue", "#3b70b8"], ["plum", "#71408c"],
];

/** The screen "table". Everything on it is gone with `kiosk:forget`. */
export function createTable({ here, screens, line }) {
  const { t } = here;
  const place = make("div", { class: "place" });
  const sign = make("p", { class: "sign", role: "status" });
  const work = make("div", { class: "work", "aria-hidden": "true" }, [make("i"), make("i"), make("i")]);
  const told = make("div", { class: "told" }, [work, sign]);
  const node = make("section", { class: "table" }, [place, told]);
  here.name(node, () => t("Drawing table"));

  let answered = new Map(); // number of a message -> the newest stroke that it knew
  let newest = null;
  let shown = 0;
  let asked = 0;
  let picture = null;
  let onlyLines = false;
  let rests = false;
  let waiting = 0;
  let choices = {};
  let typed = false; // words went to the kiosk by themselves (words.js), and some of them can be painted

  const pad = createPad(place, {
    fit: "box",
    showSaved: false,
    mix: false,
    colors: COLORS,
    hand: here.site.hand,
    paper: PAPER,
    widths: { pen: 3 }, // thick from the first line on
    text: here.padText,
    lang: here.language,
    placeOf,
    enter: true,
    onStroke: (stroke) => sent(line.stroke(stroke), stroke.id),
    onLive: (stroke) => line.soFar(stroke),
    onUndo: (ids) => taken(ids),
    onRedo: (strokes) => ask(line.told("show", { ids: strokes.map(({ id }) => id) })),
    onClear: (ids) => taken(ids),
  });

  const turning = createLeaves(here); // tools that do not fit, on a low screen or with large letters
  told.append(turning.leaves);

  function watchTools() {
    const tools = place.querySelector(".swp-tools"); // others after `setText`
    turning.watch(tools, tools.children);
  }

  function sent(number, id) {
    newest = id;
    notice("stroke", { number });
    answered.set(number, id);
    pad.markSaved([id]);
    ask(number);
  }

  function taken(ids) {
    ask(line.told("hide", { ids }));
    if (empty()) clean();
  }

  function clean() {
    picture?.close?.();
    picture = null;
    pad.setPicture(null, { mode: "none" });
    busy(false);
    notice("page", { empty: true });
  }

  /** Something was asked for; where the answer takes its time, a calm sign says so. */
  function ask(number) {
    asked = number;
    if (!empty()) busy(true);
    notice("page", { empty: empty() });
    return number;
  }

  function busy(is) {
    clearTimeout(waiting);
    if (is) waiting = setTimeout(() => work.toggleAttribute("data-on", true), WORK_SHOWS_MS);
    else work.toggleAttribute("data-on", false);
  }

  const empty = () => pad.drawing.strokes.length === 0 && !(choices.words?.length > 0) && !typed;

  async function show(head, blob) {
    const cameMs = performance.now();
    if (head.answers < shown) return;
    shown = head.answers;
    resting(head.resting);
    const came = await createImageBitmap(blob);
    if (head.answers < shown || empty()) return came.close();
    picture = came;
    if (head.painted >= asked || head.resting) busy(false);
    await draw(knownAt(head.answers), { fade: head.effort === "final" });
    notice("answer", { ...head, cameMs });
  }

  const draw = (upTo, how = {}) => pad.setPicture(onlyLines ? null : picture, onlyLines ? { mode: "none" } : { upTo, ...how });

  function resting(is) {
    if (is === rests) return;
    rests = is;
    sign.textContent = is ? t("The painter is taking a break. You can keep drawing.") : "";
  }

  /** The newest stroke that an answer knew. */
  function knownAt(number) {
    let found = null;
    for (const [at, id] of answered) {
      if (at > number) break;
      found = id;
    }
    return found ?? newest;
  }

  function forget() {
    answered = new Map();
    newest = null;
    choices = {};
    typed = false;
    onlyLines = false;
    pad.load({ format: 1, paper: PAPER, strokes: [] }, { replace: true });
    pad.takeUp();
    clean();
    notice("chosen", {});
  }

  addEventListener("kiosk:forget", forget);
  here.onChange((changed) => {
    if (!changed.includes("language")) return;
    pad.setText(here.padText, here.language);
    watchTools();
    if (rests) sign.textContent = t("The painter is taking a break. You can keep drawing.");
    if (Object.keys(choices).length > 0) choose({});
  });
  watchTools();
  screens.add("table", { node, entered: () => pad.resize() }, { says: () => t("Drawing table") });

  /** Takes in what was pointed at: style, mood, influence, words. */
  function choose(given) {
    choices = { ...choices, ...given };
    ask(line.told("choose", { ...given, language: here.language }));
    if (empty()) clean();
    notice("chosen", choices);
  }

  return Object.freeze({
    pad,
    show,
    resting,
    choose,
    /** Words went to the kiosk with a message; `can` says whether any of them can be painted. */
    typed(number, can) {
      typed = can;
      ask(number);
      if (empty()) clean();
    },
    get chosen() { return choices; },
    get empty() { return empty(); },
    get answered() { return picture !== null; },
    get onlyLines() { return onlyLines; },
    another: () => ask(line.told("another")),
    setOnlyLines(only) {
      onlyLines = only;
      draw(newest);
      notice("lines", { only });
    },
    /** On a new line, everything that the kiosk cannot know any more. */
    sendAgain() {
      shown = 0;
      if (Object.keys(choices).length > 0) line.told("choose", { ...choices, language: here.language });
      pad.drawing.strokes.forEach((stroke) => sent(line.stroke(stroke), stroke.id));
    },
  });
}

/** What tests, `python -m kiosk bench` and other parts listen to. */
function notice(what, detail) {
  dispatchEvent(new CustomEvent(`kiosk:${what}`, { detail: { ...detail, atMs: performance.now() } }));
}
