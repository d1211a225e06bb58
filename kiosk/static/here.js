// How the page is for whoever is there now: language, size, contrast, sound. Forgotten with the visit.

import { PAD_TEXT } from "/static/pad.js";
import { placeTexts } from "/static/places.js";

const SIZES = ["normal", "large", "largest"];
const CONTRASTS = ["normal", "high"];
const LOUDEST = 3;
const SMALLEST_PX = 60;
const SMALLEST_MM = 15;

/** Makes `here` from what the operator set (`/site.json`), in the first language of the site. */
export async function createHere(site) {
  const listeners = new Set();
  const labels = new Set();
  const first = Object.freeze({ language: site.language, size: "normal", contrast: "normal", sound: site.sound });
  const now = { ...first };
  let said = await saidIn(now.language);

  const t = (text, values = {}) => (said.texts[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  function dress() {
    const root = document.documentElement;
    root.lang = now.language;
    root.dataset.size = now.size;
    root.dataset.contrast = now.contrast;
    for (const label of labels) {
      if (label.said && !label.node.isConnected) labels.delete(label);
      else label.set();
    }
  }

  function keep(node, set) {
    const label = { node, said: false, set() { set(); label.said = node.isConnected; } };
    set();
    labels.add(label);
    return node;
  }

  async function set(wanted) {
    for (const [name, value] of Object.entries(wanted)) check(name, value, site);
    if (wanted.language && wanted.language !== now.language) said = await saidIn(wanted.language);
    Object.assign(now, wanted);
    dress();
    for (const listener of listeners) listener(Object.keys(wanted));
  }

  document.documentElement.style.setProperty("--target", `${Math.max(SMALLEST_PX, Math.ceil(SMALLEST_MM * site.px_per_mm))}px`);
  dress();
  return Object.freeze({
    site,
    get language() { return now.language; },
    get size() { return now.size; },
    get contrast() { return now.contrast; },
    get sound() { return now.sound; },
    /** Every word of the pad in the language of the moment; keys left out are English. */
    get padText() {
      const hint = t("Arrows move. Space draws. Hold Space to go back to the buttons.");
      const keys = `${said.pad["pad.enter"] ?? PAD_TEXT["pad.enter"]} ${hint}`;
      return { ...said.pad, ...placeTexts(t, said.pad), "twin.item": "{what}: {where}", "pad.hint": hint, "pad.keys": keys };
    },
    t,
    set,
    onChange: (listener) => listeners.add(listener),
    /** The words of a node, said again whenever the language changes. */
    label: (node, says) => keep(node, () => { node.textContent = says(); }),
    /** The spoken name of a node, likewise. */
    name: (node, says) => keep(node, () => node.setAttribute("aria-label", says())),
    reset: () => set(first),
  });
}

async function saidIn(language) {
  if (language === "en") return { texts: {}, pad: {} };
  const answer = await fetch(`/texts/${language}.json`);
  if (!answer.ok) throw new Error(`no texts in ${language}: ${answer.status}`);
  return answer.json();
}

function check(name, value, site) {
  const allowed = {
    language: site.languages.map(([code]) => code),
    size: SIZES,
    contrast: CONTRASTS,
    sound: Array.from({ length: LOUDEST + 1 }, (_, step) => step),
  }[name];
  if (!allowed?.includes(value)) throw new Error(`here.set: ${name} cannot be ${value}; choose one of ${allowed}`);
}
