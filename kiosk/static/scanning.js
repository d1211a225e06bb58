// One switch: the screen lights up group by group, then one by one. One press goes in, or acts.

import { controls, scopeNow } from "/static/moving.js";
import { act, make } from "/static/parts.js";

const FEW = 5; // so many are gone through one by one
const ROUNDS = 2; // without a press; then it waits
const FIRST = 1.5; // times as long the first one of a round stays
const BOUNCE_MS = 250;
const LAY_MS = 200; // what is lit may move: an answer came, a line of text went
const [QUICKEST_S, SLOWEST_S, FASTER] = [0.4, 10, 0.8];
const GROUPS = "[role=group], [role=radiogroup], fieldset";
const NOT_BY_SWITCH = "input:not([type=checkbox]), textarea, .swp-page[inert]";

/**
 * `back()` leaves what is open, `openable()` says whether there is something; `onPage()` is what a press on the page
 * means. `scanning.press()` is the switch. Every step and press is told as `kiosk:switch`.
 */
export function createScanning({ here, back, openable, onPage }) {
  const { t } = here;
  const light = make("div", { class: "scan-light", popover: "manual", "aria-hidden": "true" });
  const told = make("p", { role: "status" });
  const slower = act(here, { drawn: "slower", says: () => t("Slower"), press: () => pace(1 / FASTER) });
  const faster = act(here, { drawn: "faster", says: () => t("Faster"), press: () => pace(FASTER) });
  const end = act(here, { drawn: "close", says: () => t("Stop scanning"), press: () => stop() });
  const up = act(here, { drawn: "back", says: () => t("Back"), press: () => goBack() });
  const tools = make("div", { role: "group" }, [slower, faster, end]);
  const bar = make("div", { class: "scan-bar", popover: "manual", role: "region" }, [told, tools, up]);
  here.name(tools, () => t("Speed of scanning"));
  here.name(bar, () => t("Scanning"));

  let seconds = here.site.scan_s;
  let isOn = false;
  let waits = false;
  let scope = null;
  let levels = []; // from the whole screen inwards: {steps, at, rounds}
  let timer = 0;
  let laying = 0;
  let pressedAt = -Infinity;

  function start() {
    if (isOn) return;
    isOn = true;
    document.documentElement.dataset.scanning = "";
    begin();
  }

  function stop() {
    if (!isOn) return;
    isOn = false;
    clearTimeout(timer);
    clearInterval(laying);
    delete document.documentElement.dataset.scanning;
    for (const node of [light, bar]) node.remove();
    notice("scan", { names: [], stopped: true });
  }

  /** From the first group of what is on the screen now. */
  function begin() {
    if (!isOn) return;
    scope = scopeNow();
    for (const node of [bar, light]) {
      scope.append(node);
      node.showPopover();
    }
    const all = controls(scope).filter((node) => !bar.contains(node) && !node.matches(NOT_BY_SWITCH));
    levels = [];
    enter([...split(all, scope), [slower, faster, end], ...(openable() ? [[up]] : [])]);
  }

  function enter(steps) {
    levels.push({ steps, at: 0, rounds: 0 });
    show();
  }

  /** Lights up what is next in turn, and after a while what comes then. */
  function show() {
    clearTimeout(timer);
    clearInterval(laying);
    if (!isOn) return undefined;
    const level = levels.at(-1);
    const nodes = level.steps[level.at];
    if (scope !== scopeNow() || !nodes.every((node) => node.isConnected && !node.disabled)) return begin();
    waits = level.rounds >= ROUNDS;
    told.textContent = waits ? t("Waiting. Press to go on.") : (nameAll(nodes) ?? t("Press when it is lit."));
    up.hidden = levels.length === 1 && !openable();
    if (nodes.length === 1 && !nodes[0].matches(".swp-page")) nodes[0].focus({ focusVisible: true });
    nodes[0].scrollIntoView({ block: "nearest" });
    lay(nodes);
    laying = setInterval(() => lay(nodes), LAY_MS);
    notice("scan", { names: nodes.map(nameOf), group: nodes.length > 1, waits });
    if (!waits) timer = setTimeout(next, 1000 * seconds * (level.at === 0 ? FIRST : 1));
    return undefined;
  }

  function next() {
    const level = levels.at(-1);
    level.at = (level.at + 1) % level.steps.length;
    if (level.at === 0) level.rounds += 1;
    notice("switch", { what: "step" });
    show();
  }

  /** The switch. Two presses in one tremble are one. */
  function press() {
    if (performance.now() - pressedAt < BOUNCE_MS) return;
    pressedAt = performance.now();
    notice("switch", { what: "press" });
    const level = levels.at(-1);
    level.rounds = 0;
    const nodes = level.steps[level.at];
    if (waits) show();
    else if (nodes.length > 1) enter([...split(nodes, groupOf(nodes)), [up]]);
    else doIt(nodes[0]);
  }

  function doIt(node) {
    if (node === up) return goBack();
    if (node.matches(".swp-page")) onPage();
    else node.click();
    // what the press changed is on the screen by then
    clearTimeout(timer);
    return requestAnimationFrame(begin);
  }

  function goBack() {
    if (levels.length > 1) {
      levels.pop();
      levels.at(-1).rounds = 0;
      return show();
    }
    back();
    return requestAnimationFrame(begin);
  }

  function pace(times) {
    seconds = Math.min(SLOWEST_S, Math.max(QUICKEST_S, seconds * times));
    if (isOn) show();
  }

  function lay(nodes) {
    const boxes = nodes.map((node) => node.getBoundingClientRect());
    const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
    const [right, bottom] = [Math.max(...boxes.map((box) => box.right)), Math.max(...boxes.map((box) => box.bottom))];
    Object.assign(light.style, { left: `${left}px`, top: `${top}px`, width: `${right - left}px`, height: `${bottom - top}px` });
    light.toggleAttribute("data-waits", waits);
    light.toggleAttribute("data-group", nodes.length > 1);
  }

  addEventListener("kiosk:screen", () => requestAnimationFrame(begin));
  return Object.freeze({
    start,
    stop,
    press,
    pace,
    get isOn() { return isOn; },
    get seconds() { return seconds; },
    reset() {
      stop();
      seconds = here.site.scan_s;
    },
  });
}

/** Few are taken one by one; many by the groups they stand in, else by rows. */
function split(nodes, around) {
  if (nodes.length <= FEW) return nodes.map((node) => [node]);
  const groups = byKey(nodes, (node) => outermost(node, nodes, around) ?? node);
  if (groups.length > 1 && groups.length < nodes.length) return groups;
  const rows = rowsOf(nodes);
  return rows.length > 1 && rows.length < nodes.length ? rows : nodes.map((node) => [node]);
}

/** The largest group around a node that does not hold all of them. */
function outermost(node, nodes, around) {
  let found = null;
  for (let at = node.parentElement; at !== null && at !== around; at = at.parentElement) {
    if (at.matches(GROUPS) && !nodes.every((each) => at.contains(each))) found = at;
  }
  return found;
}

function groupOf(nodes) {
  let at = nodes[0].parentElement;
  while (at !== null && !nodes.every((node) => at.contains(node))) at = at.parentElement;
  return at;
}

function byKey(nodes, keyOf) {
  const found = new Map();
  for (const node of nodes) {
    const key = keyOf(node);
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(node);
  }
  return [...found.values()];
}

function rowsOf(nodes) {
  const rows = [];
  for (const node of nodes) {
    const { top, bottom } = node.getBoundingClientRect();
    const row = rows.find((each) => (top + bottom) / 2 > each.top && (top + bottom) / 2 < each.bottom);
    if (row) row.nodes.push(node);
    else rows.push({ top, bottom, nodes: [node] });
  }
  return rows.map((row) => row.nodes);
}

/** What a lit group is called; null where it is one control, or has no name. */
function nameAll(nodes) {
  const group = nodes.length > 1 ? groupOf(nodes).closest(GROUPS) : null;
  return group !== null && controls(group).length === nodes.length ? group.getAttribute("aria-label") : null;
}

const nameOf = (node) => node.getAttribute("aria-label") ?? node.textContent.trim();

function notice(what, detail) {
  dispatchEvent(new CustomEvent(`kiosk:${what}`, { detail }));
}
