// The spoken mode: everything is said, for whoever does not see the screen. It ends with the visit.

import { described, stepTexts, textsAt } from "/static/describing.js";
import { explore, listenForFingers, TEXT } from "/static/exploring.js";
import { controlTexts, isChosen, nameOf, paragraphs, stateTexts, textOf } from "/static/naming.js";
import { PAD_TEXT } from "/static/pad.js";
import { act, choice, make } from "/static/parts.js";
import { createSpeech } from "/static/speech.js";

const SOON_MS = 60;
const ANSWERED_MS = 1200;
const HEARABLE = 2;
const LIVE = "[role=status], [role=alert], [aria-live], .known";

/**
 * Begins with the site's key, with three fingers held still, with headphones, or in the panel "comfort". Announces
 * `kiosk:spoken` with `{on, how}`, and `kiosk:said` with every text that is said.
 */
export function createVoice({ here, screens, pad, line, table, placing, comfort, bar }) {
  const { t, site } = here;
  const caption = make("p", { class: "caption", "aria-hidden": "true", popover: "manual" });
  const speech = createSpeech({ here, show });
  const words = (key) => here.padText[key] ?? PAD_TEXT[key];
  const ending = new AbortController();
  const { signal } = ending;
  const heard = new WeakMap(); // a place where news are written -> what stood there
  const soon = { timer: 0, place: [], control: null, live: new Set(), pen: "" };
  let on = false;
  let before = null; // the control that was said last
  let place = ""; // the screen that was told last
  let fresh = false; // it was told just now
  let felt = ""; // what a finger found last, of the drawing or a text
  let answering = 0;
  let toldOf = null; // the answer that was told last
  document.body.append(caption);

  function start(how) {
    if (on) return again();
    on = true;
    document.documentElement.dataset.spoken = "";
    speech.cue("begin");
    const louder = here.sound === 0 ? here.set({ sound: HEARABLE }) : Promise.resolve();
    switched(how);
    toEasiest();
    soon.control = null; // it is said with everything else
    return louder.then(again);
  }

  function stop() {
    if (!on) return;
    on = false;
    delete document.documentElement.dataset.spoken;
    clearTimeout(soon.timer);
    clearTimeout(answering);
    Object.assign(soon, { place: [], control: null, live: new Set(), pen: "" });
    [before, place] = [null, ""];
    speech.forget();
    speech.cue("end");
    switched("");
  }

  function switched(how) {
    hear.hidden = !on;
    reading.mark(on);
    dispatchEvent(new CustomEvent("kiosk:spoken", { detail: { on, how } }));
  }

  /** How this works, and where somebody is. */
  function again() {
    const help = [
      t("This table speaks. You can draw here, and a painter answers you."),
      t("With keys: arrows move, Enter chooses."),
      t("Hold Enter, or press Escape, to go back."),
      t("With touch: slide one finger and listen. Tap twice to choose."),
    ];
    const names = site.languages.filter(([code]) => code !== here.language).map(([, name]) => name);
    const languages = screens.current === "idle" && names.length > 0 ? [t("Other languages:"), ...names] : [];
    [before, place] = [null, ""];
    speech.say([...help, ...languages, ...placeTexts(), ...focusTexts(), ...others()], { now: true });
  }

  // Where somebody is

  function placeTexts() {
    const panel = document.querySelector("dialog[open]:modal");
    const node = panel ?? document.querySelector(`[data-screen="${screens.current}"]:not(body)`);
    if (node === null) return [];
    const heading = node.querySelector("h1, h2");
    const name = heading ? textOf(heading) : nameOfPlace(node);
    // back from a panel, the screen below it is only named
    if (panel === null && place === screens.current) return [name];
    if (panel === null) place = screens.current;
    fresh = panel === null;
    return [name, ...paragraphs(node), ...(fresh ? easiest() : [])];
  }

  /** How to get help, and how to leave: said last at each new screen. */
  function others() {
    if (!fresh) return [];
    fresh = false;
    const done = document.querySelector("#done").checkVisibility() ? t("I am done") : "";
    return [t("You also find here:"), t("I need a person"), hear.checkVisibility() ? t("Hear the page") : "", done];
  }

  function easiest() {
    if (screens.current !== "table" || placing.isOpen) return [];
    const isThere = document.activeElement === placing.button; // then it is said anyway
    return [t("The easiest way to draw by keys or by ear:"), isThere ? "" : t("Draw with taps")];
  }

  /** Who comes to the table without seeing it begins at the easiest way to draw. */
  function toEasiest() {
    if (!on || place === "table" || screens.current !== "table" || screens.panel !== null || placing.isOpen) return;
    placing.button.focus({ preventScroll: true, focusVisible: true });
  }

  const nameOfPlace = (node) => (node.hasAttribute("aria-label") ? nameOf(node) : "");

  function focusTexts(node = document.activeElement) {
    if (node === null || node === document.body || node.matches("h1, h2, dialog")) return [];
    const told = node.matches(".swp-page") ? [nameOf(node), words(node.hasAttribute("data-waits") ? "pad.enter" : "pad.hint")] : controlTexts(node, { t, before: node === placing.button ? node : before });
    before = node;
    return told;
  }

  // What changes: gathered for a moment, so that a new screen is said before what is on it

  function later(change) {
    if (!on) return;
    change();
    clearTimeout(soon.timer);
    soon.timer = setTimeout(tellSoon, SOON_MS);
  }

  function tellSoon() {
    const place = soon.place.length > 0 ? placeTexts() : [];
    const control = soon.control?.isConnected ? focusTexts(soon.control) : [];
    const live = [...soon.live].filter((text) => !place.includes(text));
    const { pen } = soon;
    Object.assign(soon, { place: [], control: null, live: new Set(), pen: "" });
    if (place.length + control.length > 0) speech.say([...place, ...control, ...others()], { now: true });
    if (pen) speech.say([pen], { now: true }); // where the pen is now, not where it was
    speech.say(live);
  }

  function changed(records) {
    for (const { target, type } of records) {
      const node = target instanceof Element ? target : target.parentElement;
      if (type === "attributes") stateOf(node);
      else hearLive(node?.closest(LIVE));
    }
  }

  /** A control that somebody is at was chosen, or is not any more. */
  function stateOf(node) {
    if (node !== document.activeElement || soon.control === node) return;
    later(() => soon.live.add(isChosen(node) ? t("chosen") : t("not chosen")));
  }

  function hearLive(node) {
    // what was drawn is said in fragments instead
    if (!node || node.dataset.about === "step" || caption.contains(node)) return;
    const text = textOf(node);
    // the pad says twice what happens twice; others may only write the same again
    const same = heard.get(node) === text && !node.matches(".swp-hidden");
    heard.set(node, text);
    if (!text || same || !node.checkVisibility()) return;
    later(() => (node.dataset.about === "pen" ? (soon.pen = text) : soon.live.add(text)));
  }

  /** A slider's new value; a letter that was typed. */
  function written({ target, data }) {
    if (!on) return;
    if (target.matches("input[type=range]")) later(() => stateTexts(target, t).slice(1).forEach((text) => soon.live.add(text)));
    else if (data) speech.say([data === " " ? t("Space") : data.at(-1)], { now: true });
  }

  function drawn() {
    later(() => {
      const step = pad.steps().at(-1);
      if (step) soon.live = new Set(stepTexts(step, telling()));
    });
  }

  /** Once the painter has kept still for a moment; while somebody draws it answers all the time. */
  function answered({ detail }) {
    clearTimeout(answering);
    if (!on || screens.current !== "table" || detail.painted === undefined || detail.answers === toldOf) return;
    answering = setTimeout(() => {
      toldOf = detail.answers;
      if (screens.current === "table") speech.say([t("The painter has answered.")]);
    }, ANSWERED_MS);
  }
  const telling = () => ({ t, words, language: here.language });

  function describe() {
    soon.control = null; // it would cut this short
    const { chosen, onlyLines, answered: painted } = table;
    speech.say(described({ steps: pad.steps(), chosen, answered: painted, onlyLines }, telling()), { now: true });
  }

  function show(text) {
    caption.textContent = text;
    if (caption.matches(":popover-open")) caption.hidePopover();
    if (on && text) caption.showPopover(); // above whatever panel was opened since
  }

  function over(node, at) {
    if (node.matches(TEXT)) return read(node);
    felt = node.matches(".swp-page") ? felt : "";
    if (node !== document.activeElement) node.focus({ focusVisible: true, preventScroll: true });
    return node.matches(".swp-page") ? feel(node, at) : undefined;
  }

  function read(node) {
    const text = textOf(node);
    if (text !== felt && text !== "") speech.say([text], { now: true });
    felt = text;
  }

  /** What a finger finds on the page, said when it comes onto it. */
  function feel(page, [x, y]) {
    const { left, top, width, height } = page.getBoundingClientRect();
    const found = textsAt([(x - left) / width, (y - top) / height], pad.steps(), telling());
    if (found.join() !== felt && found.length > 0) {
      soon.control = null;
      speech.say(found, { now: true });
    }
    felt = found.join();
  }

  // Ways in

  const listen = (target, type, hearing) => target.addEventListener(type, hearing, { signal });
  addEventListener("keydown", (event) => {
    if (on) speech.wake();
    if (!site.spoken_key || event.code !== site.spoken_key || event.repeat) return;
    event.preventDefault();
    event.stopPropagation();
    start("key");
  }, { signal, capture: true });
  listenForFingers({
    begun() {
      pad.drop();
      line.told("hide", { ids: [] }); // the stroke so far goes there too
    },
    held: () => start("fingers"),
    signal,
  });
  explore({ on: () => on, over, act: (node) => node.click(), signal });
  listen(window, "pointerup", () => (on ? speech.wake() : null));
  listen(document, "focusin", ({ target }) => later(() => (soon.control = target)));
  listen(document, "input", written);
  listen(window, "kiosk:stroke", drawn);
  listen(window, "kiosk:answer", answered);
  listen(window, "kiosk:ended", stop);
  screens.onShow(() => {
    toEasiest();
    later(() => soon.place.push(screens.current));
  });
  here.onChange((what) => (what.includes("language") && on ? later(() => soon.place.push(screens.current)) : null));
  new MutationObserver(changed).observe(document.body, { subtree: true, childList: true, characterData: true, attributeFilter: ["aria-pressed", "aria-checked"] });
  listenForHeadphones(() => start("headphones"), signal);
  addEventListener("kiosk:told", ({ detail }) => (detail.did === "headphones" ? start("headphones") : null), { signal });

  const hear = act(here, { drawn: "sound", says: () => t("Hear the page"), press: describe });
  hear.hidden = true;
  bar.querySelector(".choosing").append(hear);
  const reading = choice(here, {
    says: () => t("Say everything aloud"),
    options: [{ value: false, says: () => t("Off") }, { value: true, says: () => t("On") }],
    chosen: false,
    choose: (wanted) => (wanted ? start("panel") : stop()),
  });
  comfort.add(() => t("Say everything aloud"), reading.node);

  return Object.freeze({
    say: speech.say,
    start,
    stop,
    describe,
    get on() { return on; },
    get speaking() { return speech.busy; },
    destroy: () => ending.abort(),
  });
}

/** A browser tells of a new output, though not of which; that more are there than before is all it says. */
function listenForHeadphones(plugged, signal) {
  const devices = navigator.mediaDevices;
  if (!devices?.enumerateDevices) return;
  const outputs = async () => (await devices.enumerateDevices()).filter(({ kind }) => kind === "audiooutput").length;
  let known = outputs().catch(() => 0);
  devices.addEventListener("devicechange", async () => {
    const [were, are] = [await known, await outputs().catch(() => 0)];
    known = Promise.resolve(are);
    if (are > were) plugged();
  }, { signal });
}
