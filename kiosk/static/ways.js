// The ways in: finger, mouse, keyboard or five keys, one switch, resting. Knows which one is in use now.

import { createKeying } from "/static/keying.js";

/** Ways that take their time: while one of them was the last, nobody is hurried (the idle clock asks). */
const PATIENT = new Set(["keys", "switch", "rest"]);

/** Listens everywhere. Announces `kiosk:way` with `{way, patient}` whenever the way in use changes. */
export function createWays({ here, screens, pad, placing = null }) {
  const ending = new AbortController();
  const { signal } = ending;
  let way = "touch";

  function use(name) {
    if (name === way) return;
    way = name;
    document.documentElement.dataset.way = name;
    notice("way", { way, patient: PATIENT.has(way) });
  }

  /** Leaves what is open: a panel, else drawing with taps. False where nothing is. */
  function back() {
    const panel = document.querySelector("dialog[open]:modal");
    // the panel itself knows whether it may be left so
    if (panel !== null) panel.dispatchEvent(new Event("cancel", { cancelable: true }));
    else if (placing?.isOpen) placing.back();
    else return false;
    return true;
  }

  const listen = (type, act) => addEventListener(type, act, { signal, capture: true });
  listen("keydown", (event) => (event.isTrusted ? use("keys") : null));
  listen("pointerdown", (event) => (event.isTrusted ? use(event.pointerType === "touch" ? "touch" : event.pointerType) : null));
  createKeying({ back, on: () => way === "keys", signal });
  document.documentElement.dataset.way = way;

  return Object.freeze({
    get now() { return way; },
    get patient() { return PATIENT.has(way); },
    back,
    destroy: () => ending.abort(),
  });
}

function notice(what, detail) {
  dispatchEvent(new CustomEvent(`kiosk:${what}`, { detail }));
}
