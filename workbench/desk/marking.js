// What did it get wrong? Loops drawn on a picture, words to each, and the marked part painted again. No network.
const WORDS_PAUSE_MS = 350;
const MAX_MARKS = 100;
const SVG = "http://www.w3.org/2000/svg";

const chipsOf = (t) => [t("too much"), t("too little"), t("wrong color"), t("too dark"), t("too bright"), t("not what I meant")];

function make(tag, attributes = {}, children = []) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function button(look, text, tap) {
  const node = make("button", { type: "button", class: look }, [text]);
  node.addEventListener("click", tap);
  return node;
}

function outline(points) {
  const d = `M${points.map(([x, y]) => `${(x * 1000).toFixed(1)} ${(y * 1000).toFixed(1)}`).join("L")}Z`;
  // Two lines, light and dark: one of them is seen on any paint.
  return ["light", "dark"].map((look) => {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    path.setAttribute("class", look);
    return path;
  });
}

/** Where a mark's number stands: at its topmost point, inside the picture. */
function numberAt(points) {
  const [x, y] = points.reduce((top, point) => (point[1] < top[1] ? point : top));
  return [Math.min(0.97, Math.max(0.03, x)), Math.min(0.96, Math.max(0.04, y))];
}

/** The marks over a picture: thin outlines, numbered. It lets every touch through. */
export function drawMarks(over, marks, at = null) {
  const lines = document.createElementNS(SVG, "svg");
  lines.setAttribute("viewBox", "0 0 1000 1000");
  lines.setAttribute("preserveAspectRatio", "none");
  const numbers = [];
  marks.forEach((mark, i) => {
    const group = document.createElementNS(SVG, "g");
    if (mark.id === at) group.setAttribute("class", "at");
    group.append(...outline(mark.points));
    lines.append(group);
    const [x, y] = numberAt(mark.points);
    const number = make("span", { class: mark.id === at ? "number at" : "number" }, [String(i + 1)]);
    Object.assign(number.style, { left: `${x * 100}%`, top: `${y * 100}%` });
    numbers.push(number);
  });
  over.replaceChildren(lines, ...numbers);
}

export const createOver = () => make("div", { class: "marks-over", "aria-hidden": "true" });

/** A mark's words are chips and what was written, joined by commas. */
function spelled(words, chips) {
  const parts = words.split(", ").filter(Boolean);
  return { on: parts.filter((part) => chips.includes(part)), free: parts.filter((part) => !chips.includes(part)).join(", ") };
}

/** The page on which a picture is marked: loops, their words, the list. `changed` hears every mark made, named or removed. */
export class MarkingPage {
  constructor({ createPad, t, changed, padText = {}, lang = "en" }) {
    Object.assign(this, { createPad, t, changed, padText, lang });
    this.chips = chipsOf(t);
    this.marks = [];
    this.at = null;
    this.over = createOver();
    this.build();
  }

  build() {
    const { t } = this;
    this.page = make("div", { class: "marking-page" });
    this.hint = make("p", { class: "marking-hint" }, [t("Draw a loop round the part that is wrong. A tap marks a small one.")]);
    this.buttons = this.chips.map((chip) => button("chip", chip, () => this.toggle(chip)));
    this.written = make("input", { type: "text", maxlength: "240", autocomplete: "off", placeholder: t("Or in your own words"), "aria-label": t("What is wrong here, in your own words") });
    this.written.addEventListener("input", () => this.write());
    this.title = make("p", { class: "marking-which" });
    this.words = make("div", { class: "marking-words" }, [this.title, make("div", { class: "chips", role: "group", "aria-label": t("What is wrong here") }, this.buttons), this.written]);
    this.list = make("ol", { class: "marking-list", "aria-label": t("Marks on this picture") });
    this.undoButton = button("soft undo", t("Undo the last mark"), () => this.undo());
    this.side = make("div", { class: "marking-side" }, [this.hint, this.words, this.list, this.undoButton]);
    this.node = make("div", { class: "marking-body" }, [this.page, this.side]);
    this.node.addEventListener("keydown", (event) => this.key(event), true);
  }

  /** Shows a picture and the marks it has; `maxHeight` of the picture in CSS pixels. */
  async open(image, marks, { maxHeight } = {}) {
    this.close();
    this.marks = [...marks];
    this.at = null;
    this.pad = this.createPad(this.page, {
      tools: ["loop"], layout: "under", showSaved: false, paper: { aspect: image.width / image.height, color: "#ffffff" },
      text: { "pad.empty": "", ...this.padText }, lang: this.lang, ...(maxHeight ? { maxHeight } : {}), onMark: ({ points }) => this.add(points),
    });
    this.pad.setTool("loop");
    this.page.querySelector(".swp-page").append(this.over);
    this.refresh();
    await this.pad.setPicture(image, { mode: "under", linesOnly: false });
  }

  close() {
    clearTimeout(this.pause);
    if (this.unsaid) this.tell();
    this.pad?.destroy();
    this.pad = null;
  }

  add(points) {
    this.pad.setMarks([]); // drawn over the picture here, with its number
    if (points.length < 3 || this.marks.length >= MAX_MARKS) return;
    const id = `m${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`;
    this.marks.push({ id, shape: "loop", points, words: "" });
    this.at = id;
    this.tell();
  }

  remove(id) {
    this.marks = this.marks.filter((mark) => mark.id !== id);
    if (this.at === id) this.at = null;
    this.tell();
  }

  undo() {
    if (this.marks.length > 0) this.remove(this.marks[this.marks.length - 1].id);
  }

  key(event) {
    if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.target === this.written) return;
    event.preventDefault();
    event.stopPropagation();
    this.undo();
  }

  get chosen() {
    return this.marks.find((mark) => mark.id === this.at);
  }

  choose(id) {
    this.at = id;
    this.refresh();
  }

  toggle(chip) {
    const { on, free } = spelled(this.chosen.words, this.chips);
    const wanted = on.includes(chip) ? on.filter((each) => each !== chip) : [...on, chip];
    this.name([...wanted, free]);
    this.tell();
  }

  write() {
    const { on } = spelled(this.chosen.words, this.chips);
    this.name([...on, this.written.value]);
    this.unsaid = true;
    this.refreshList();
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.tell(), WORDS_PAUSE_MS);
  }

  name(parts) {
    this.chosen.words = parts.filter(Boolean).join(", ").slice(0, 400);
  }

  tell() {
    this.unsaid = false;
    this.changed(this.marks);
    this.refresh();
  }

  refresh() {
    const { chosen } = this;
    this.hint.hidden = this.marks.length > 0;
    this.words.hidden = !chosen;
    this.undoButton.hidden = this.marks.length === 0;
    if (chosen) this.showWords(chosen);
    this.refreshList();
    drawMarks(this.over, this.marks, this.at);
  }

  showWords(mark) {
    const { on, free } = spelled(mark.words, this.chips);
    this.title.textContent = this.t("What is wrong at {number}?", { number: this.marks.indexOf(mark) + 1 });
    this.buttons.forEach((node, i) => node.setAttribute("aria-pressed", String(on.includes(this.chips[i]))));
    if (this.node.getRootNode().activeElement !== this.written) this.written.value = free;
  }

  refreshList() {
    this.list.hidden = this.marks.length === 0;
    this.list.replaceChildren(...this.marks.map((mark, i) => this.row(mark, i + 1)));
  }

  row(mark, number) {
    const { t } = this;
    const badge = make("span", { class: "number" }, [String(number)]);
    const said = make("span", { class: mark.words ? "mark-said" : "mark-said none" }, [mark.words || t("no words yet")]);
    const open = make("button", { type: "button", class: "mark", "aria-pressed": String(mark.id === this.at) }, [badge, said]);
    open.addEventListener("click", () => this.choose(mark.id));
    const away = button("away", "×", () => this.remove(mark.id));
    away.setAttribute("aria-label", t("Remove mark {number}", { number }));
    return make("li", {}, [open, away]);
  }
}

/** Marking at the desk: the button at the picture, the marks over it, the page, and painting a part again. */
export function createMarking(table, { createPad, t, say, address, padText, lang }) {
  const over = createOver();
  const opener = button("marking-open", "", () => open());
  opener.hidden = true;
  const again = make("input", { type: "text", maxlength: "400", autocomplete: "off", placeholder: t("What should be there?"), "aria-label": t("What should be there?") });
  const repaint = button("strong", t("Paint this part again"), () => paint());
  const form = make("div", { class: "marking-again" }, [make("p", { class: "marking-which" }, [t("Or let the painter try again, only here")]), again, repaint]);
  let state = null;
  let answer = null;
  let ticket = 0;

  const page = new MarkingPage({ createPad, t, padText, lang, changed: (marks) => tell(marks) });
  page.side.append(form);
  const head = make("div", { class: "marking-head" }, [make("h2", {}, [t("What did it get wrong?")]), button("soft", t("Done"), () => close())]);
  const panel = make("section", { class: "marking", "aria-label": t("What did it get wrong?") }, [head, page.node]);
  panel.hidden = true;
  panel.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && close());
  again.addEventListener("keydown", (event) => event.key === "Enter" && paint());
  table.append(panel);
  table.querySelector(".sheet").append(over);
  table.querySelector(".under-sheet").append(make("div", { class: "marking-place" }, [opener]));

  function tell(marks) {
    say({ do: "mark", answer, marks });
    refreshAgain();
  }

  function refreshAgain() {
    form.hidden = page.marks.length === 0 || !state?.repaintable;
    repaint.textContent = page.marks.length > 1 && !page.chosen ? t("Paint these parts again") : t("Paint this part again");
  }

  async function open() {
    answer = state.showing;
    ticket += 1;
    const mine = ticket;
    const image = await imageOf(address(answer, "picture"));
    if (mine !== ticket || image === null) return;
    panel.hidden = false;
    table.setAttribute("data-marking", "");
    again.value = "";
    await page.open(image, state.marks, { maxHeight: Math.max(240, window.innerHeight - 170) });
    refreshAgain();
    panel.scrollIntoView({ block: "start" });
    page.pad?.focus();
  }

  function close({ focus = true } = {}) {
    ticket += 1; // a picture on its way opens nothing any more
    if (panel.hidden) return;
    page.close();
    panel.hidden = true;
    table.removeAttribute("data-marking");
    if (focus) opener.focus();
  }

  /** The chosen mark's part, or all of them where none is chosen. */
  function paint() {
    const marks = page.chosen ? [page.at] : page.marks.map((mark) => mark.id);
    const words = again.value.trim();
    close();
    say({ do: "repaint", answer, marks, words });
  }

  return {
    close,
    /** The newest state of the table; `passing` while a live picture or an early state lies in the pane. */
    update(next, { passing = false } = {}) {
      state = next;
      const marks = passing ? [] : (next.marks ?? []);
      opener.hidden = passing || !next.markable;
      opener.textContent = t("What did it get wrong?") + (marks.length > 0 ? ` (${marks.length})` : "");
      drawMarks(over, marks);
      if (!panel.hidden && next.showing !== answer) close({ focus: false });
    },
  };
}

async function imageOf(url) {
  try {
    const found = await fetch(url, { cache: "no-store" });
    return found.ok ? await createImageBitmap(await found.blob()) : null;
  } catch {
    return null; // the line is down
  }
}
