// One sitting's turns in order: a large view with the marks over it, and a strip of small pictures under it.
// What is looked at goes up as the trigger "turn".
const { el, icon, texts, roving, segments, fullScreen } = Kit;
const SVG = "http://www.w3.org/2000/svg";
const mounted = new WeakMap();
let marksShown = true;

const shape = (name, attributes) => {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
};

class Viewer {
  constructor(root, data) {
    this.t = texts(data.text);
    this.view = "picture";
    this.slider = Pair.createSlider(this.t);
    this.build(root);
    this.show(data);
  }

  build(root) {
    const { t } = this;
    this.views = segments(t("What is shown"), [["picture", t("Picture"), null], ["drawing", t("Drawing"), null], ["slide", t("Before and after"), "slide"]], {
      chosen: "picture",
      pick: (value) => {
        this.view = value;
        this.paint();
      },
    });
    const round = (name, said, act) => el("button", { type: "button", class: "round", "aria-label": said, title: said, onclick: act }, icon(name));
    this.toggle = el("button", { type: "button", class: "button small", onclick: () => this.turnMarks() }, icon("marks", 18), el("span", {}));
    this.save = el("a", { class: "button", download: "sketchwell-picture.png" }, t("This picture"));
    this.all = el("a", { class: "button", download: "" }, t("Every kept picture, as one file"));
    const full = round("full", t("Full screen"), () => {});
    this.image = el("img", { class: "large", draggable: "false" });
    this.overlay = shape("svg", { class: "overlay", viewBox: "0 0 1 1", preserveAspectRatio: "none", "aria-hidden": "true" });
    this.labels = el("div", { class: "labels" });
    this.sheet = el("div", { class: "sheet" }, this.image, this.overlay, this.labels);
    this.earlier = round("earlier", t("Earlier picture"), () => this.step(-1));
    this.later = round("later", t("Later picture"), () => this.step(1));
    this.place = el("span", { class: "quiet place", role: "status" });
    this.strip = el("div", { class: "strip", role: "radiogroup", "aria-label": t("The turns of this sitting, in order") });
    const stage = el("div", { class: "stage" }, this.sheet, this.slider.node);
    const bar = el("div", { class: "bar" }, this.views.node, this.toggle, el("span", { class: "gap" }), el("span", { class: "acts" }, this.saving(), this.printing(), full));
    this.steps = el("div", { class: "steps" }, this.earlier, this.strip, this.later);
    this.node = el("div", { class: "viewer" }, bar, stage, this.steps, this.place);
    this.node.addEventListener("keydown", (event) => this.key(event));
    root.replaceChildren(this.node);
    fullScreen(this.node, full);
    roving(this.strip, "button");
  }

  saving() {
    const { t } = this;
    const about = el("span", { class: "quiet" }, t("Saved pictures say that they are partly machine-made."));
    return this.menu("save", t("Save"), this.save, this.all, about);
  }

  /** Something behind a round button, closed again by Escape or by going on. */
  menu(drawn, name, ...inside) {
    const menu = el("details", { class: "printing" }, el("summary", { class: "round", "aria-label": name, title: name }, icon(drawn)), el("div", { class: "menu" }, ...inside));
    const close = () => (menu.open = false);
    menu.addEventListener("keydown", (event) => event.key === "Escape" && close());
    menu.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && !menu.contains(relatedTarget) && close());
    return menu;
  }

  printing() {
    const { t } = this;
    const ticks = [["all", t("Every kept picture of this sitting")], ["date", t("With the date")], ["words", t("With the words")]];
    const boxes = Object.fromEntries(ticks.map(([name]) => [name, el("input", { type: "checkbox" })]));
    const go = el("button", { type: "button", class: "button strong" }, icon("print"), t("Print"));
    const menu = this.menu("print", t("Print"), ...ticks.map(([name, said]) => el("label", {}, boxes[name], el("span", {}, said))), go);
    go.addEventListener("click", () => {
      menu.open = false;
      this.print(Object.fromEntries(Object.entries(boxes).map(([name, box]) => [name, box.checked])));
    });
    return menu;
  }

  print({ all, date, words }) {
    const turns = all ? this.data.turns.filter((turn) => turn.decision !== "put_back") : [this.turn];
    printPages(turns.map((turn) => ({
      url: turn.urls.picture,
      alt: turn.alt,
      lines: [date && this.data.day, words && turn.words && this.t("“{words}”", { words: turn.words })].filter(Boolean),
    })));
  }

  get turn() {
    return this.data.turns.find((turn) => turn.id === this.chosen) ?? this.data.turns.at(-1);
  }

  show(data) {
    const first = this.data === undefined;
    if (first || data.chosen !== this.data.chosen) this.chosen = data.chosen;
    this.data = data;
    this.fillStrip();
    this.paint();
  }

  fillStrip() {
    const { t } = this;
    const made = JSON.stringify(this.data.turns.map(({ id, decision, marks }) => [id, decision, marks.length]));
    if (made === this.made) return;
    this.made = made;
    this.steps.hidden = this.data.turns.length < 2;
    this.strip.replaceChildren(...this.data.turns.map((turn, n) => el("button",
      { type: "button", role: "radio", class: turn.decision === "put_back" ? "thumb back" : "thumb", "data-turn": turn.id, "aria-label": `${n + 1}. ${turn.alt}, ${turn.decided}`, onclick: () => this.choose(turn.id), onfocus: () => this.choose(turn.id) },
      el("img", { src: turn.small, alt: "", loading: "lazy", decoding: "async" }), turn.marks.length ? el("span", { class: "dot", title: t("marked") }) : null)));
  }

  choose(id) {
    if (id === this.chosen) return;
    this.chosen = id;
    this.paint();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fire("turn", id), 120);
  }

  step(by) {
    const { turns } = this.data;
    const to = turns[turns.indexOf(this.turn) + by];
    if (to) this.choose(to.id);
  }

  key(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const elsewhere = event.target.closest("[role=radiogroup], .handle, .printing");
    if (by && !elsewhere) this.step(by);
    if (event.key === "m" && !event.ctrlKey && !event.metaKey && !event.altKey) this.turnMarks();
  }

  turnMarks() {
    marksShown = !marksShown;
    this.paint();
  }

  paint() {
    const { t, turn, data } = this;
    const view = turn.answered ? this.view : "picture";
    const at = data.turns.indexOf(turn);
    this.views.node.hidden = !turn.answered;
    this.sheet.hidden = view === "slide";
    this.slider.node.hidden = view !== "slide";
    this.node.style.setProperty("--paper", String(turn.aspect));
    const source = view === "drawing" ? turn.urls.drawing : turn.urls.picture;
    if (this.image.getAttribute("src") !== source) this.image.src = source;
    this.image.alt = view === "drawing" ? t("The drawing alone") : turn.alt;
    if (view === "slide") {
      this.slider.set({ first: { url: turn.urls.drawing, alt: t("The drawing alone"), label: t("The drawing") }, second: { url: turn.urls.picture, alt: turn.alt, label: t("The picture") } });
    }
    this.paintMarks(view === "picture");
    this.save.href = turn.urls.file;
    this.all.hidden = !data.file;
    this.all.href = data.file ?? "";
    this.place.hidden = data.turns.length < 2;
    this.place.textContent = t("{number} of {count}, {decided}", { number: at + 1, count: data.turns.length, decided: turn.decided });
    [this.earlier.disabled, this.later.disabled] = [at === 0, at === data.turns.length - 1];
    for (const button of this.strip.children) button.setAttribute("aria-checked", String(button.dataset.turn === turn.id));
    this.strip.querySelectorAll("button").forEach((button) => (button.tabIndex = button.dataset.turn === turn.id ? 0 : -1));
  }

  paintMarks(possible) {
    const { t, turn } = this;
    const count = turn.marks.length;
    this.toggle.hidden = count === 0 || !possible;
    this.toggle.setAttribute("aria-pressed", String(marksShown));
    this.toggle.lastChild.textContent = marksShown ? t("Hide the marks") : t("Show the marks ({count})", { count });
    const shown = marksShown && possible ? turn.marks : [];
    this.overlay.replaceChildren(...shown.flatMap(({ points }) => {
      const line = points.map(([x, y]) => `${x},${y}`).join(" ");
      return ["halo", "line"].map((kind) => shape("polygon", { points: line, class: kind, "vector-effect": "non-scaling-stroke" }));
    }));
    this.labels.replaceChildren(...shown.map((mark, n) => this.label(mark, n)));
  }

  /** A mark's words stand under its outline, or over it where it ends low on the page. */
  label({ points, words }, n) {
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    const low = Math.max(...ys) > 0.85;
    const middle = (Math.min(...xs) + Math.max(...xs)) / 2;
    // The label's share lies at the same share of the picture: it never leaves the picture at a side.
    const style = `left:${100 * middle}%;top:${100 * (low ? Math.min(...ys) : Math.max(...ys))}%;--across:${-100 * middle}%`;
    return el("span", { class: low ? "mark-label over" : "mark-label", style }, words || this.t("Mark {number}", { number: n + 1 }));
  }
}

/** One picture a page, and nothing of the workbench around it. */
async function printPages(pages) {
  const frame = el("iframe", { style: "position:fixed;width:0;height:0;border:0;visibility:hidden", "aria-hidden": "true", tabindex: "-1" });
  document.body.append(frame);
  const inside = frame.contentDocument;
  const style = inside.createElement("style");
  style.textContent =
    "@page{margin:14mm}body{margin:0;font:12pt Georgia,serif;color:#2f2b25}" +
    "figure{margin:0;height:96vh;display:flex;flex-direction:column;justify-content:center;align-items:center;break-after:page;break-inside:avoid}" +
    "figure:last-child{break-after:auto}img{max-width:100%;max-height:86vh}figcaption{margin-top:6mm;text-align:center}";
  inside.head.append(style);
  for (const { url, alt, lines } of pages) {
    const image = Object.assign(inside.createElement("img"), { src: url, alt });
    const figure = inside.createElement("figure");
    const caption = inside.createElement("figcaption");
    caption.append(...lines.flatMap((line, n) => (n ? [inside.createElement("br"), line] : [line])));
    figure.append(image, ...(lines.length ? [caption] : []));
    inside.body.append(figure);
  }
  await Promise.all([...inside.images].map((image) => image.decode().catch(() => null)));
  frame.contentWindow.addEventListener("afterprint", () => setTimeout(() => frame.remove(), 1000));
  frame.contentWindow.print();
}

export default function ({ data, parentElement, setTriggerValue }) {
  let viewer = mounted.get(parentElement);
  if (viewer && viewer.data.sitting === data.sitting) viewer.show(data);
  else viewer = new Viewer(parentElement.querySelector(".root"), data);
  viewer.fire = setTriggerValue;
  mounted.set(parentElement, viewer);
}
