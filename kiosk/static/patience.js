// The idle clock: asks whether somebody is still there, and ends the visit where nobody answers (WCAG 2.2.1, timing adjustable:
// a warning, at least 20 s to stay by one touch or key, as often as wanted).
import { act, make } from "/static/parts.js";
import { swallowClick } from "/static/released.js";

const LOOK_MS = 500;
const SHORTEST_STAY_MS = 20_000;
// Keys, a switch, resting and listening take their time, and so does reading the help card or getting out a phone.
export const PATIENT_MS = 300_000;
const PATIENT_STAY_MS = 60_000;
const SLOW_PANELS = new Set(["person", "code"]);
const CLICK_COMES_MS = 60;
const REAL = Object.freeze({
  now: () => performance.now(),
  every: (ms, look) => setInterval(look, ms),
});

/**
 * The panel "still". Announces `kiosk:still` with `{leftMs}` when it asks, and `kiosk:stayed`. `clock` is the time it goes by.
 * Make it before everything else that listens for keys: while it asks, every key stays and does nothing more.
 */
export function createPatience({ here, screens, visit, clock = REAL }) {
  const { t, site } = here;
  const held = new Map(); // pointers that are down -> where they last were, and whether they were down before it asked
  const hovering = { x: NaN, y: NaN, draws: false };
  let lastMs = clock.now();
  let askedMs = null;
  let open = null; // the panel that was open when it asked
  let patientWay = false;
  let spoken = false;
  let keyDown = false;

  const ring = createRing();
  const stays = act(here, { says: () => t("I am here"), kind: "main", press: () => stay() });
  // Whoever comes while it asks need not look at somebody else's page.
  const fresh = act(here, { says: () => t("I am new here"), kind: "fresh", press: () => visit.end() });
  const what = make("p");
  here.label(what, () => t("Touch anywhere or press any key to stay. If not, the page is cleared for the next person."));
  const dialog = screens.addPanel("still", make("div", { class: "asked" }, [ring.node, make("div", {}, [what, stays, fresh])]), {
    says: () => t("Are you still there?"), closes: false, kind: "still",
  });
  dialog.setAttribute("role", "alertdialog");

  const patient = () => patientWay || spoken;
  const stayMs = () => Math.max(SHORTEST_STAY_MS, 1000 * site.stay_s, patient() ? PATIENT_STAY_MS : 0);

  function waitsMs() {
    if (patient() || SLOW_PANELS.has(screens.panel)) return PATIENT_MS;
    // A hand that lies still in the middle of a line is given twice the time.
    return 1000 * site.idle_s * (held.size > 0 ? 2 : 1);
  }

  function look() {
    const quietMs = clock.now() - lastMs;
    if (askedMs !== null) return wait(clock.now() - askedMs);
    if (screens.current === "idle" && screens.panel === null) {
      if (!spoken && asForTheNext(here)) lastMs = clock.now();
      else if (quietMs >= waitsMs()) visit.end();
    } else if (quietMs >= waitsMs()) ask();
    return undefined;
  }

  function ask() {
    open = screens.panel;
    ring.show(1);
    screens.open("still");
    askedMs = clock.now();
    notice("still", { leftMs: stayMs() });
  }

  function wait(sinceMs) {
    if (sinceMs >= stayMs()) {
      over();
      visit.end();
    } else ring.show(1 - sinceMs / stayMs());
  }

  function over() {
    askedMs = null;
    lastMs = clock.now();
    held.clear();
  }

  function stay() {
    if (askedMs === null) return;
    const before = open;
    askedMs = null;
    lastMs = clock.now();
    screens.close();
    if (before !== null) screens.open(before);
    notice("stayed", {});
  }

  /** Somebody is there. While it asks, the time to answer begins anew. */
  function heard() {
    lastMs = clock.now();
    if (askedMs !== null) askedMs = lastMs;
  }

  function onMove({ pointerId, clientX, clientY }) {
    const pointer = held.get(pointerId) ?? hovering;
    // Browsers also tell of a pointer under which only the page moved.
    if (pointer.x === clientX && pointer.y === clientY) return;
    Object.assign(pointer, { x: clientX, y: clientY });
    heard();
    // A line that goes on says enough, and is not broken.
    if (pointer.draws) stay();
  }

  function onDown({ pointerId, clientX, clientY }) {
    heard();
    held.set(pointerId, { x: clientX, y: clientY, draws: askedMs === null });
  }

  /** The press that stays is over before the panel goes: what lies beneath gets nothing of it. */
  function onUp({ pointerId, target }) {
    held.delete(pointerId);
    heard();
    if (askedMs === null || fresh.contains(target)) return;
    setTimeout(() => {
      if (askedMs === null) return;
      swallowClick();
      stay();
    }, CLICK_COMES_MS);
  }

  function onKey(event) {
    heard();
    if (askedMs === null && !keyDown) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const released = event.type === "keyup" && keyDown;
    keyDown = event.type === "keydown";
    if (released) stay();
  }

  const trusted = (hearing) => (event) => (event.isTrusted ? hearing(event) : null);
  const listen = (type, hearing) => addEventListener(type, trusted(hearing), { capture: true, passive: false });
  listen("pointerdown", onDown);
  listen("pointermove", onMove);
  listen("pointerup", onUp);
  listen("pointercancel", onUp);
  listen("keydown", onKey);
  listen("keyup", onKey);
  for (const type of ["input", "wheel", "touchstart"]) listen(type, heard);
  addEventListener("kiosk:way", ({ detail }) => (patientWay = detail.patient));
  addEventListener("kiosk:spoken", ({ detail }) => (spoken = detail.on));
  addEventListener("kiosk:forget", over);
  // Help came up above the question: that comes first, and somebody is asked again later.
  screens.onShow((_, { panel }) => (askedMs !== null && panel !== null && panel !== "still" ? over() : null));
  clock.every(LOOK_MS, look);
  return Object.freeze({ heard, get asks() { return askedMs !== null; } });
}

/** Whether nothing was changed for whoever is there. */
const asForTheNext = ({ language, size, contrast, sound, site }) =>
  language === site.language && size === "normal" && contrast === "normal" && sound === site.sound;

/** A ring that grows shorter as time goes by. */
function createRing() {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawn.setAttribute("viewBox", "0 0 120 120");
  const circles = ["track", "left"].map((kind) => {
    const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    for (const [name, value] of Object.entries({ class: kind, cx: 60, cy: 60, r: 52, pathLength: 100 })) circle.setAttribute(name, value);
    return circle;
  });
  drawn.append(...circles);
  const hand = make("img", { src: "/static/idle/hand.svg", alt: "", draggable: "false" });
  const node = make("div", { class: "ring", "aria-hidden": "true" }, [drawn, hand]);
  return Object.freeze({ node, show: (share) => (circles[1].style.strokeDashoffset = String(100 * (1 - share))) });
}

function notice(what, detail) {
  dispatchEvent(new CustomEvent(`kiosk:${what}`, { detail }));
}
