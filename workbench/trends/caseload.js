// Small pictures of many people's sittings, all on the same scales: a button each that opens the person.
const SVG = "http://www.w3.org/2000/svg";
const WIDE = 156;
const ROW = 42;
const GAP = 8;

function drawn(tag, attributes, parent) {
  const node = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  parent?.append(node);
  return node;
}

function written(tag, name, text, parent) {
  const node = document.createElement(tag);
  node.className = name;
  node.textContent = text;
  parent.append(node);
  return node;
}

/** Where a value from 0 to 1 stands in its row, from the top. */
export function height(value, row) {
  return row * (ROW + GAP) + 5 + (1 - value) * (ROW - 10);
}

function mark(svg, kind, x, y, hollow) {
  const shape = kind === "pleasure" ? ["circle", { cx: x, cy: y, r: 3.4 }] : ["rect", { x: x - 3.1, y: y - 3.1, width: 6.2, height: 6.2 }];
  drawn(shape[0], { ...shape[1], class: `${kind} ${hollow ? "hollow" : "full"}` }, svg);
}

function row(svg, kind, place, pairs, slots) {
  const top = place * (ROW + GAP);
  drawn("line", { x1: 0, x2: WIDE, y1: top + ROW / 2, y2: top + ROW / 2, class: "middle" }, svg);
  pairs.forEach(([before, after], at) => {
    const x = ((slots - pairs.length + at + 0.5) / slots) * WIDE;
    const spots = [before, after].map((value) => (value === null ? null : height(value, place)));
    if (spots[0] !== null && spots[1] !== null) {
      drawn("line", { x1: x - 3, x2: x + 3, y1: spots[0], y2: spots[1], class: `${kind} step` }, svg);
    }
    if (spots[0] !== null) mark(svg, kind, x - 3, spots[0], true);
    if (spots[1] !== null) mark(svg, kind, x + 3, spots[1], false);
  });
}

function small(person, slots) {
  const svg = drawn("svg", { viewBox: `0 0 ${WIDE} ${2 * ROW + GAP}`, "aria-hidden": "true" });
  row(svg, "pleasure", 0, person.pleasure, slots);
  row(svg, "arousal", 1, person.arousal, slots);
  return svg;
}

/** Fills `root` with a button a person; `onOpen(id)` when one is tapped. */
export function fill(root, { people, slots, names }, onOpen) {
  root.replaceChildren();
  for (const person of people) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "one";
    button.setAttribute("aria-label", person.said);
    const head = document.createElement("span");
    head.className = "head";
    written("b", "", person.name, head);
    written("span", "when", person.when, head);
    button.append(head);
    if (person.none === "") {
      const chart = document.createElement("span");
      chart.className = "chart";
      const kinds = document.createElement("span");
      kinds.className = "kinds";
      names.forEach((name) => written("span", "", name, kinds));
      chart.append(kinds, small(person, slots));
      button.append(chart);
    } else {
      written("span", "none", person.none, button);
    }
    button.addEventListener("click", () => onOpen(person.id));
    root.append(button);
  }
}
