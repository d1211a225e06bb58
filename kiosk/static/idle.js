// The first screen: a hand draws, the painter answers, the next sheet. It invites without words; a touch anywhere begins.
import { make } from "/static/parts.js";
import { onRelease } from "/static/released.js";
import { createTracing } from "/static/tracing.js";

const DRAWINGS = ["bird", "boat", "house", "swirl"];
const STEP_MS = 140; // between two pictures of a hand that draws: seven a second, and none while nothing moves
const SPREAD_STEP_MS = 160; // what spreads is soft
const ARRIVES_MS = 1300;
const DRAWS_MS = 10_000;
const WAITS_MS = 700;
const SPREADS_MS = 4200;
const STAYS_MS = 31_500;
const STILL_MS = 90_000;
const WORDS_MS = 6000;
const TAPS_MS = [1600, 500]; // the hand that asks is up, and down
const FADES = { steps: 4, everyMs: 125 };
const AGAIN_MS = 5000;
// Each sheet lies a little elsewhere, as on a table, and the words go with it: nothing burns into the glass. In pixels.
const LYING = [[-5, 3], [4, -4], [2, 5], [-3, -3], [5, 1]];

/** The screen "idle". Rests while it is not seen, and while a panel is open above it. */
export function createIdle({ here, screens, visit }) {
  const { t, site } = here;
  const stage = make("div", { class: "stage", "aria-hidden": "true" });
  const finger = make("span", { class: "finger" }, [make("i"), make("img", { src: "/static/idle/hand.svg", alt: "", draggable: "false" })]);
  const words = createWords(here);
  const begin = make("button", { type: "button", class: "begin", "data-first": true });
  here.name(begin, () => t("Touch to draw"));
  onRelease(begin, start);
  const languages = make("div", { class: "languages", role: "group" }, site.languages.map(([code, name]) => {
    const button = make("button", { type: "button", lang: code, "data-language": code }, [name]);
    button.addEventListener("click", () => here.set({ language: code }).catch(() => null).then(start));
    return button;
  }));
  here.name(languages, () => t("Language"));
  languages.hidden = site.languages.length < 2;
  stage.append(finger);
  const node = make("section", { class: "idle" }, [begin, stage, words.node, languages]);
  here.name(node, () => t("Welcome"));

  function start() {
    if (screens.current === "idle") visit.begin();
  }

  let sheets = 0;
  const loop = createLoop({ stage, finger, onSheet() {
    const [x, y] = LYING[sheets % LYING.length];
    sheets += 1;
    node.style.setProperty("--drift", `${x}px ${y}px`);
  } });

  const seen = () => screens.current === "idle" && screens.panel === null && !document.hidden;
  const look = () => {
    loop.run(seen());
    words.run(seen());
  };
  document.addEventListener("visibilitychange", look);
  screens.add("idle", { node }, { says: () => t("Sketchwell") });
  screens.onShow(look);
  // A key begins as a touch does; those that lead from control to control do that.
  addEventListener("keydown", (event) => {
    if (seen() && event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) start();
  });
}

/** "Touch to draw", in one language after the other; all of them at once where nothing may move. */
function createWords(here) {
  const lines = here.site.languages.map(([code]) => make("span", { lang: code }));
  const node = make("p", { class: "invitation", "aria-hidden": "true" }, lines);
  let shown = 0;
  let timer = 0;
  here.site.languages.forEach(async ([code], number) => {
    lines[number].textContent = await inLanguage(code, "Touch to draw");
  });
  const fades = lines.map(createFade);
  fades.forEach((fade, number) => fade(number === shown ? 1 : 0));
  return Object.freeze({
    node,
    run(is) {
      clearInterval(timer);
      if (!is || calm()) return;
      timer = setInterval(() => {
        fades[shown](0);
        shown = (shown + 1) % lines.length;
        setTimeout(fades[shown], FADES.steps * FADES.everyMs, 1); // the one is gone when the next comes
      }, WORDS_MS);
    },
  });
}

async function inLanguage(code, text) {
  if (code === "en") return text;
  const answer = await fetch(`/texts/${code}.json`).catch(() => null);
  return (answer?.ok ? (await answer.json()).texts[text] : null) ?? text;
}

/**
 * Lets a part come and go in a few steps, and gives `(opacity) =>`. A transition in CSS takes twelve times as many frames, and
 * asks for all of them even where it has few steps.
 */
function createFade(node) {
  let timer = 0;
  let now = null;
  return (to) => {
    if (to === now) return;
    const [from, by] = [now ?? to, (to - (now ?? to)) / FADES.steps];
    let step = now === null ? FADES.steps : 0;
    now = to;
    clearInterval(timer);
    const next = () => {
      step += 1;
      node.style.opacity = step >= FADES.steps ? to : from + step * by;
      if (step >= FADES.steps) clearInterval(timer);
    };
    timer = setInterval(next, FADES.everyMs);
    next();
  };
}

/** Sheet after sheet while `run(true)`; the one before stays under the next until that lies there. */
function createLoop({ stage, finger, onSheet }) {
  let number = 0;
  let timer = 0;
  let running = false;
  let now = null; // {tracing, startedMs}
  let before = null;
  const show = createFade(finger);
  show(0);

  async function next() {
    const name = DRAWINGS[number % DRAWINGS.length];
    const tracing = await opened(name).catch(() => null);
    if (!running) return tracing?.close();
    if (tracing === null) return after(AGAIN_MS, next);
    number += 1;
    before?.close();
    before = now?.tracing ?? null;
    now = { tracing, startedMs: performance.now() };
    onSheet();
    if (!calm()) [0, 1].forEach(createFade(tracing.node));
    stage.insertBefore(tracing.node, finger);
    begin();
  }

  function begin() {
    now.tracing.fit();
    const { offsetLeft, offsetTop, clientWidth, clientHeight } = now.tracing.node;
    now.lies = { left: offsetLeft, top: offsetTop, width: clientWidth, height: clientHeight };
    now.startedMs = performance.now();
    if (!calm()) return step();
    now.tracing.finish();
    after(STILL_MS, next);
  }

  function step() {
    const { tracing } = now;
    const ms = performance.now() - now.startedMs - ARRIVES_MS;
    const speed = tracing.length / DRAWS_MS;
    const draws = ms < DRAWS_MS;
    if (draws) point(tracing.trace(Math.max(-1, ms) * speed), ms < 0 ? "comes" : "draws");
    else if (ms < DRAWS_MS + WAITS_MS + SPREADS_MS) paint(tracing, (ms - DRAWS_MS - WAITS_MS) / SPREADS_MS);
    else return rest(tracing);
    return after(draws ? STEP_MS : SPREAD_STEP_MS, step);
  }

  function paint(tracing, share) {
    tracing.trace(Infinity);
    does("leaves");
    if (share > 0) tracing.spread(share);
  }

  /** Nothing is drawn now: the hand asks for another one. */
  function rest(tracing) {
    tracing.finish();
    before?.close();
    before = null;
    ask(STAYS_MS);
  }

  function ask(leftMs, down = false) {
    if (leftMs <= 0) return next();
    point({ x: 0.5, y: 0.72, down }, "asks");
    const ms = TAPS_MS[Number(down)];
    return after(ms, () => ask(leftMs - ms, !down));
  }

  function point({ x, y, down }, what) {
    const { left, top, width, height } = now.lies;
    finger.style.transform = `translate(${Math.round(left + x * width)}px, ${Math.round(top + y * height)}px)`;
    does(down ? "touches" : what);
  }

  function does(what) {
    if (finger.dataset.does === what) return;
    finger.dataset.does = what;
    show(what === "comes" || what === "leaves" ? 0 : 1);
  }

  function after(ms, act) {
    clearTimeout(timer);
    if (running) timer = setTimeout(act, ms);
  }

  function again() {
    clearTimeout(timer);
    if (now) begin();
    else next();
  }

  new ResizeObserver(() => running && now && again()).observe(stage);
  return Object.freeze({
    /** Goes on with a blank sheet of the same drawing: whoever comes by sees it from the beginning. */
    run(is) {
      if (is === running) return;
      running = is;
      if (is) again();
      else clearTimeout(timer);
    },
  });
}

async function opened(name) {
  const [drawing, picture] = await Promise.all([
    fetch(`/static/idle/${name}.json`).then((answer) => answer.json()),
    fetch(`/static/idle/${name}.jpg`).then(async (answer) => createImageBitmap(await answer.blob())),
  ]);
  return createTracing(drawing, picture);
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
