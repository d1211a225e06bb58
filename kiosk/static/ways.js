// The ways in: finger, mouse, keyboard or five keys, one switch, resting. Knows which one is in use now.

import { ARROWS } from "/static/moving.js";
import { createKeying } from "/static/keying.js";
import { act, make } from "/static/parts.js";
import { createResting } from "/static/resting.js";
import { createScanning } from "/static/scanning.js";

/** Ways that take their time: while one of them was the last, nobody is hurried (the idle clock asks). */
const PATIENT = new Set(["keys", "switch", "rest"]);
const ALSO_SWITCH = ["Space", "Enter", "NumpadEnter"]; // what switch boxes send, once scanning is on
const [SLOWER, QUICKER] = [1.25, 0.8];
const ONE_DIGIT = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

/**
 * Listens everywhere. Announces `kiosk:way` with `{way, patient}` whenever the way in use changes, and `kiosk:switch`
 * at each step and press of scanning. `ways.controls()` gives the buttons for scanning and resting.
 */
export function createWays({ here, screens, visit = null, placing }) {
  const { t } = here;
  const ending = new AbortController();
  const { signal } = ending;
  let way = "touch";
  const panel = () => document.querySelector("dialog[open]:modal");
  const openable = () => panel() !== null || placing.isOpen;
  const key = here.site.switch_key;
  const scanning = createScanning({ here, back, openable, onPage: () => placing.open() });
  const resting = createResting({ here, used: () => use("rest"), signal });
  const changed = new Set(); // what shows whether scanning and resting are on
  function use(name) {
    if (name === way) return;
    way = name;
    document.documentElement.dataset.way = name;
    notice("way", { way, patient: PATIENT.has(way) });
  }

  /** Leaves what is open: a panel, else drawing with taps. False where nothing is. */
  function back() {
    // a panel itself knows whether it may be left so
    if (panel() !== null) panel().dispatchEvent(new Event("cancel", { cancelable: true }));
    else if (placing.isOpen) placing.back();
    else return false;
    return true;
  }

  function onKey(event) {
    if (!event.isTrusted) return undefined;
    const isSwitch = event.code === key || (scanning.isOn && ALSO_SWITCH.includes(event.code));
    if (isSwitch) return onSwitch(event);
    if (scanning.isOn && (event.key in ARROWS || event.key === "Tab" || event.key === "Escape")) scan(false);
    return scanning.isOn ? undefined : use("keys");
  }

  function onSwitch(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.type !== "keydown" || event.repeat) return undefined;
    use("switch");
    if (scanning.isOn) return scanning.press();
    scan(true);
    // only the press that starts it: one that ends a visit must not begin the next
    if (screens.current === "idle") visit?.begin();
    return undefined;
  }

  function onPointer(event) {
    if (!event.isTrusted || event.target.closest?.(".scan-bar, .other-ways")) return;
    scan(false);
    use(event.pointerType || "mouse");
  }

  function scan(is) {
    if (is === scanning.isOn) return;
    if (is) scanning.start();
    else scanning.stop();
    show();
  }

  const show = () => changed.forEach((refresh) => refresh());

  const listen = (type, does) => addEventListener(type, does, { signal, capture: true });
  listen("keydown", onKey);
  listen("keyup", (event) => (event.code === key || (scanning.isOn && ALSO_SWITCH.includes(event.code)) ? onSwitch(event) : null));
  listen("pointerdown", onPointer);
  createKeying({ back, on: () => !scanning.isOn, signal });
  here.onChange(show);
  listen("kiosk:scan", ({ detail }) => (detail.stopped ? show() : null));
  listen("kiosk:forget", () => {
    scanning.reset();
    resting.reset();
    use("touch");
    show();
  });
  document.documentElement.dataset.way = way;

  /** A button that turns something on and off, with slower and quicker beside it. */
  function row({ drawn, says, set, of }) {
    const toggle = act(here, { drawn, says, press: () => show(set(!of.isOn)) });
    const figure = make("output");
    const step = (picture, name, times) => act(here, { drawn: picture, says: name, kind: "step", press: () => show(of.pace(times)) });
    const node = make("div", { class: "other-way", role: "group" }, [
      toggle, step("slower", () => t("Slower"), SLOWER), figure, step("faster", () => t("Faster"), QUICKER),
    ]);
    here.name(node, says);
    const refresh = () => {
      toggle.setAttribute("aria-pressed", String(of.isOn));
      figure.textContent = t("{count} s", { count: of.seconds.toLocaleString(here.language, ONE_DIGIT) });
    };
    changed.add(refresh);
    here.onChange(refresh);
    refresh();
    return node;
  }

  return Object.freeze({
    get now() { return way; },
    get patient() { return PATIENT.has(way); },
    back,
    controls: () => make("div", { class: "other-ways" }, [
      row({ drawn: "switch", says: () => t("One switch"), set: (is) => scan(is), of: scanning }),
      row({ drawn: "rest", says: () => t("Press by holding still"), set: (is) => resting.set(is), of: resting }),
    ]),
    destroy: () => ending.abort(),
  });
}

function notice(what, detail) {
  dispatchEvent(new CustomEvent(`kiosk:${what}`, { detail }));
}
