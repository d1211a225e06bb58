// Small pieces that the components for looking back share. No network; a person's words only as textContent.
const ICONS = {
  search: '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
  list: '<path d="M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01"/>',
  wall: '<rect x="4" y="4" width="7" height="7" rx="1"/><rect x="13" y="4" width="7" height="7" rx="1"/><rect x="4" y="13" width="7" height="7" rx="1"/><rect x="13" y="13" width="7" height="7" rx="1"/>',
  close: '<path d="m6 6 12 12M18 6 6 18"/>',
  tick: '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
  full: '<path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5"/>',
  small: '<path d="M9 4v5H4M15 4v5h5M9 20v-5H4M15 20v-5h5"/>',
  save: '<path d="M12 4v10m0 0-4-4m4 4 4-4M5 19h14"/>',
  print: '<path d="M7 9V4h10v5M7 17H5v-6a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2v6h-2"/><rect x="7" y="14" width="10" height="6"/>',
  marks: '<path d="M5 13c0-5 4-8 8-8s6 3 6 6-3 6-7 6-7-1-7-4z" stroke-dasharray="3 3"/><path d="M12 17l-1 4"/>',
  plus: '<path d="M12 5v14M5 12h14"/>',
  minus: '<path d="M5 12h14"/>',
  swap: '<path d="M4 8h14m-4-4 4 4-4 4M20 16H6m4 4-4-4 4-4"/>',
  beside: '<rect x="3" y="5" width="8" height="14" rx="1.5"/><rect x="13" y="5" width="8" height="14" rx="1.5"/>',
  slide: '<rect x="3" y="5" width="18" height="14" rx="2"/><path d="M12 3v18M8.5 10 6.5 12l2 2M15.5 10l2 2-2 2"/>',
  earlier: '<path d="m14 6-6 6 6 6"/>',
  later: '<path d="m10 6 6 6-6 6"/>',
  away: '<rect x="4" y="5" width="16" height="4" rx="1"/><path d="M6 9v10h12V9M10 13h4"/>',
};

export function icon(name, size = 20) {
  const box = document.createElement("span");
  box.className = "icon-box";
  box.innerHTML =
    `<svg viewBox="0 0 24 24" width="${size}" height="${size}" fill="none" stroke="currentColor" stroke-width="1.8" ` +
    `stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${ICONS[name]}</svg>`;
  return box.firstChild;
}

/** An element: `on...` are listeners, the rest attributes (true, false and null as one would expect). */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

/** The page's texts: English stands for itself, `{name}` is filled in. */
export function texts(translated = {}) {
  return (text, values = {}) =>
    (translated[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** For finding: without case and accents. */
export const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Arrow keys move among the buttons of a row or a grid; Home and End go to its ends. */
export function roving(group, selector, { columns = () => 1 } = {}) {
  const all = () => [...group.querySelectorAll(selector)];
  group.addEventListener("keydown", (event) => {
    const items = all();
    const at = items.indexOf(event.target.closest(selector));
    if (at < 0) return;
    const wide = columns();
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: wide, ArrowUp: -wide };
    const ends = { Home: 0, End: items.length - 1 };
    const to = event.key in ends ? ends[event.key] : at + (steps[event.key] ?? NaN);
    if (!items[to]) return;
    event.preventDefault();
    items[to].focus();
  });
  group.addEventListener("focusin", (event) => {
    const chosen = event.target.closest(selector);
    if (chosen) for (const item of all()) item.tabIndex = item === chosen ? 0 : -1;
  });
  all().forEach((item, n) => (item.tabIndex = n === 0 ? 0 : -1));
}

/** Before (hollow) and after (full) on two small tracks. What was left out is said, not drawn. */
export function feltGlyph(t, before, after, { going = false } = {}) {
  const rows = [
    [t("Pleasure"), before[0], after[0]],
    [t("Arousal"), before[1], after[1]],
  ];
  return el("div", { class: "felt-glyph" }, ...rows.flatMap(([name, first, second]) => [
    el("span", {}, name),
    track(t, first, second, going),
  ]));
}

function track(t, first, second, going) {
  const spots = [["hollow", first], ["full", second]].filter(([, value]) => value !== null);
  if (spots.length === 0) return el("em", {}, going ? t("not yet") : t("left out"));
  return el("span", { class: "track" }, ...spots.map(([kind, value]) => el("i", { class: kind, style: `left:${100 * value}%` })));
}

/** A group of choices of which one is on. `pick(value)` says which. */
export function segments(label, options, { chosen, pick }) {
  const group = el("div", { class: "segments", role: "radiogroup", "aria-label": label });
  const set = (value) => {
    for (const button of group.children) button.setAttribute("aria-checked", String(button.dataset.value === value));
  };
  for (const [value, name, drawn] of options) {
    const button = el("button", { type: "button", role: "radio", "data-value": value, title: name }, drawn ? icon(drawn, 18) : null, el("span", {}, name));
    button.addEventListener("click", () => {
      set(value);
      pick(value);
    });
    group.append(button);
  }
  roving(group, "button");
  set(chosen);
  return { node: group, set };
}

/** The whole screen for a part of the page, and back; where the browser has no way, the window. */
export function fullScreen(node, button) {
  const shown = () => node.getRootNode().fullscreenElement === node || node.classList.contains("filling");
  const toggle = async () => {
    if (node.getRootNode().fullscreenElement === node) await document.exitFullscreen();
    else if (node.classList.contains("filling")) node.classList.remove("filling");
    else if (node.requestFullscreen) await node.requestFullscreen().catch(() => node.classList.add("filling"));
    else node.classList.add("filling");
    show();
  };
  const show = () => {
    node.toggleAttribute("data-full", shown());
    button.setAttribute("aria-pressed", String(shown()));
    button.replaceChildren(icon(shown() ? "small" : "full"));
  };
  button.addEventListener("click", toggle);
  node.addEventListener("fullscreenchange", show);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown()) toggle();
  });
  show();
}
