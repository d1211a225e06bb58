// Small pieces that every screen is made of.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes and children; what a person wrote is text and nothing else. */
export function make(tag, attributes = {}, children = []) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value === true ? "" : value);
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** One of the drawings below, as large as the text beside it says. */
export function icon(name) {
  const node = document.createElementNS(SVG, "svg");
  node.setAttribute("viewBox", "0 0 32 32");
  node.setAttribute("class", "icon");
  node.setAttribute("aria-hidden", "true");
  for (const [tag, attributes] of ICONS[name]) {
    const part = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
    node.append(part);
  }
  return node;
}

/**
 * A button with a drawing over its words; it acts when it is let go.
 * `says` gives the words in the language of the moment, `kind` is a class of kiosk.css.
 */
export function act(here, { drawn = null, says, kind = "", press }) {
  const label = make("span");
  const button = make("button", { type: "button", class: `act ${kind}`.trim() }, [drawn && icon(drawn), label]);
  here.label(label, says);
  button.addEventListener("click", press);
  return button;
}

/** Pictures to choose one of; `says` and each option's `says` give words. `mark(value)` shows which is chosen. */
export function choice(here, { says, options, chosen, choose }) {
  const node = make("div", { class: "choice", role: "group" });
  here.name(node, says);
  const buttons = options.map((option) => {
    const label = make("span");
    const picture = option.picture ? make("img", { src: option.picture, alt: "", draggable: "false" }) : (option.node ?? null);
    const button = make("button", { type: "button", class: "card", "data-value": String(option.value) }, [picture, label]);
    here.label(label, option.says);
    button.addEventListener("click", () => choose(option.value));
    return button;
  });
  node.append(...buttons);
  const mark = (value) => buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.value === String(value))));
  mark(chosen);
  return { node, mark };
}

const line = (d, more = {}) => ["path", { d, fill: "none", stroke: "currentColor", "stroke-width": 2.6, "stroke-linecap": "round", "stroke-linejoin": "round", ...more }];
const disc = (cx, cy, r, more = {}) => ["circle", { cx, cy, r, fill: "currentColor", ...more }];

const ICONS = {
  much: [["path", { d: "M4 25c5-13 10-15 14-8s7 4 10-3v13H4z", fill: "currentColor", opacity: 0.3 }], line("M4 25c5-13 10-15 14-8s7 4 10-3")],
  look: [line("M6 26c5 1 8-1 8-4 0-2-2-4-4-4s-4 2-4 4c0 2 1 3 0 4z", { fill: "currentColor", "fill-opacity": 0.3 }), line("M13 19 26 5l2 2-12 14")],
  light: [disc(16, 16, 5.5, { opacity: 0.3 }), ["circle", { cx: 16, cy: 16, r: 5.5, fill: "none", stroke: "currentColor", "stroke-width": 2.6 }], line("M16 3v4M16 25v4M3 16h4M25 16h4M7 7l3 3M22 22l3 3M25 7l-3 3M10 22l-3 3")],
  add: [line("M16 6v20M6 16h20", { "stroke-width": 3.4 })],
  words: [line("M5 8h22v14H15l-6 5v-5H5zM10 13h12M10 17h8")],
  again: [line("M26 13A10.5 10.5 0 1 0 26.5 18"), line("M27 5v8h-8")],
  lines: [line("M4 22c6-16 10 6 14-4s6-6 10-8")],
  person: [disc(16, 9, 4.5, { opacity: 0.9 }), line("M6 28c0-8 4-12 10-12s10 4 10 12", { fill: "currentColor", "fill-opacity": 0.3 })],
  comfort: [line("M3 25 10 7l7 18M5.500 19h9"), line("M19 25l4.500-11 4.500 11M20.500 21h6")],
  world: [["circle", { cx: 16, cy: 16, r: 12, fill: "none", stroke: "currentColor", "stroke-width": 2.6 }], line("M4 16h24M16 4c-9 8-9 16 0 24M16 4c9 8 9 16 0 24")],
  done: [line("M5 17l7 7L27 8", { "stroke-width": 3.4 })],
  taps: [line("M12 28c-3-3-5-6-6-9 1-1 3-1 4 1l2 2V9c0-3 4-3 4 0v7l7 2c2 1 2 3 2 5l-1 5z"), line("M9 9a6 6 0 0 1 11 0")],
  back: [line("M19 6 9 16l10 10")],
  switch: [["circle", { cx: 16, cy: 20, r: 10, fill: "currentColor", "fill-opacity": 0.3, stroke: "currentColor", "stroke-width": 2.6 }], line("M16 3v9M12 8l4 4 4-4")],
  rest: [["circle", { cx: 16, cy: 16, r: 11, fill: "none", stroke: "currentColor", "stroke-width": 2.6, "stroke-dasharray": "48 21", "stroke-linecap": "round" }], disc(16, 16, 4)],
  slower: [line("M18 7 9 16l9 9M27 7l-9 9 9 9")],
  faster: [line("M14 7l9 9-9 9M5 7l9 9-9 9")],
  dark: [["circle", { cx: 16, cy: 16, r: 11, fill: "none", stroke: "currentColor", "stroke-width": 2.6 }], ["path", { d: "M16 5a11 11 0 0 1 0 22z", fill: "currentColor" }]],
  lens: [["circle", { cx: 13.5, cy: 13.5, r: 9, fill: "currentColor", "fill-opacity": 0.2, stroke: "currentColor", "stroke-width": 2.6 }], line("M20.500 20.500 28 28", { "stroke-width": 3.4 })],
  exactly: [["circle", { cx: 16, cy: 16, r: 9, fill: "none", stroke: "currentColor", "stroke-width": 2.6 }], disc(16, 16, 2.5), line("M16 3v6M16 23v6M3 16h6M23 16h6")],
  up: [line("M6 20 16 10l10 10")],
  down: [line("M6 12l10 10 10-10")],
  close: [line("M8 8l16 16M24 8 8 24")],
  sound: [line("M5 12h5l7-6v20l-7-6H5z", { fill: "currentColor", "fill-opacity": 0.3 }), line("M21 11c3 3 3 7 0 10M25 8c5 5 5 11 0 16")],
  erase: [line("M11 7h17v18H11l-8-9z"), line("M15 12l8 8M23 12l-8 8")],
  bin: [line("M5 9h22M12 9V5h8v4M8 9l2 19h12l2-19M13.500 14v9M18.500 14v9")],
  less: [line("M7 16h18", { "stroke-width": 3.4 })],
  home: [line("M16 4v15M9 13l7 7 7-7M5 22v6h22v-6")],
  print: [line("M9 12V4h14v8M8 23H4V12h24v11h-4"), line("M9 19h14v9H9z", { fill: "currentColor", "fill-opacity": 0.3 })],
  phone: [["rect", { x: 9, y: 3, width: 14, height: 26, rx: 3, fill: "currentColor", "fill-opacity": 0.3, stroke: "currentColor", "stroke-width": 2.6 }], line("M14 25h4")],
  sealed: [line("M4 8h24v17H4z", { fill: "currentColor", "fill-opacity": 0.3 }), line("M4 9l12 9 12-9"), disc(16, 20, 3.4)],
};
