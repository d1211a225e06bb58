// What a control is called, what it is, and how it stands: the words that are said of it.

const OPTION = "[aria-pressed], [aria-checked], [role=radio], [role=option], input[type=radio], input[type=checkbox]";
const GROUP = "[role=group], [role=radiogroup], [role=toolbar], fieldset";
export const CONTROL = "button, a[href], input, select, textarea, summary, [role=radio], [tabindex]";

/** Texts to say of a control; `before` is the one that was said last: its group is not named again. */
export function controlTexts(node, { t, before = null }) {
  const group = node.closest(GROUP);
  const fresh = group !== null && group !== before?.closest(GROUP) ? nameOf(group) : "";
  return [fresh, nameOf(node), ...stateTexts(node, t), placeIn(group, node, t)].filter(Boolean);
}

/** What it is and how it stands, in plain words. */
export function stateTexts(node, t) {
  if (node.matches("input[type=range], [role=slider]")) return [t("slider"), valueOf(node)];
  if (node.matches("textarea, input:not([type=radio], [type=checkbox])")) return [t("text field")];
  if (node.disabled || node.getAttribute("aria-disabled") === "true") return [t("not possible now")];
  if (node.matches(OPTION)) return isChosen(node) ? [t("chosen")] : [];
  return node.matches("button, summary") ? [t("button")] : [];
}

export const isChosen = (node) =>
  node.checked === true || node.getAttribute("aria-pressed") === "true" || node.getAttribute("aria-checked") === "true";

/** Its own name first, then what can be read in it. */
export function nameOf(node) {
  const labelled = node.getAttribute("aria-labelledby");
  if (labelled) return labelled.split(/\s+/).map((id) => textOf(document.getElementById(id))).join(" ").trim();
  return node.getAttribute("aria-label") || textOf(node.labels?.[0] ?? null) || textOf(node) || node.getAttribute("title") || "";
}

/** What a sighted person can read in a node. */
export function textOf(node) {
  if (node === null || node.hidden || node.getAttribute("aria-hidden") === "true") return "";
  const pieces = [...node.childNodes].map((child) => {
    if (child.nodeType === Node.TEXT_NODE) return child.data;
    return child instanceof HTMLElement ? textOf(child) : "";
  });
  return pieces.join(" ").replace(/\s+/g, " ").trim();
}

/** What is to be heard of a panel or screen besides its controls: its paragraphs, and numbers to call. */
export function paragraphs(node) {
  const found = [...node.querySelectorAll("p, li, .number")].filter((each) => !each.closest("button, .swp-hidden") && each.checkVisibility());
  return found.filter((each) => !found.some((other) => other !== each && other.contains(each))).map(textOf).filter(Boolean);
}

/** "2 of 6" for one choice among others, where the group holds nothing else. */
function placeIn(group, node, t) {
  if (group === null || !node.matches(OPTION)) return "";
  const all = [...group.querySelectorAll(CONTROL)].filter((each) => each.closest(GROUP) === group && each.checkVisibility());
  if (all.length < 2 || !all.every((each) => each.matches(OPTION))) return "";
  return t("{n} of {all}", { n: all.indexOf(node) + 1, all: all.length });
}

function valueOf(node) {
  return node.getAttribute("aria-valuetext") ?? node.getAttribute("aria-valuenow") ?? String(Math.round(Number(node.value)));
}
