// What lies on one person's table, and how far the painter may go. Every change is kept at once.
const { el, icon, texts, segments } = Kit;
const mounted = new WeakMap();
// One line over a wash of color, as beside the pad: how much of the page is the painter's.
const LINE = '<path d="M8 37c9-21 17-24 25-11s15 8 23-12" fill="none" stroke="#2f2b25" stroke-width="2.6" stroke-linecap="round"/>';
const REACH = {
  hint: `<path d="M10 38c9-19 16-22 24-10" fill="none" stroke="#a9bea4" stroke-width="9" stroke-linecap="round"/>${LINE}`,
  together: `<path d="M4 42c10-24 20-29 30-14s14 8 24-12v28H4z" fill="#b4c8ad"/>${LINE}`,
  transform: `<rect width="64" height="48" fill="#d9c9a3"/><path d="M0 22c14-12 26-6 36 0s18 4 28-6v32H0z" fill="#8fae8d"/><circle cx="50" cy="10" r="5" fill="#e9b872"/><path d="M0 40c16-7 42-5 64-2v10H0z" fill="#6f93a0"/>${LINE}`,
};
const TOOLS = {
  pen: '<path d="m5 19 1-4L16.5 4.5l3 3L9 18z"/>',
  brush: '<path d="M14.5 4.5 20 10l-7.5 6.5-4-4zM8.5 12.5c-3 0-3 3-5 6 3 .5 7.5 0 9-2"/>',
  fill: '<path d="m5 12 7-7 7 7-7 7zM12 5 9.5 2.5M20.5 16.500c1 1.5 1.5 2 1.5 3a1.5 1.5 0 0 1-3 0c0-1 .5-1.5 1.5-3z"/>',
  eraser: '<path d="m4 15 9-9 6 6-7 7H8zM9 10l6 6M12 19h8"/>',
  stamp: '<path d="M12 3.500l2.3 5 5.2.6-3.9 3.6 1.1 5.300L12 15.3 7.3 18l1.1-5.300L4.5 9.100l5.2-.6z"/>',
};
const drawn = (body) => {
  const holder = document.createElement("span");
  holder.innerHTML = `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${body}</svg>`;
  return holder.firstChild;
};

const scene = (body) => {
  const holder = document.createElement("span");
  holder.innerHTML = `<svg viewBox="0 0 64 48" aria-hidden="true"><rect width="64" height="48" fill="#fffdf8"/>${body}</svg>`;
  return holder.firstChild;
};

class Tailoring {
  constructor(root, data) {
    this.t = texts(data.text);
    this.data = data;
    this.table = structuredClone(data.table);
    this.sign = el("span", { class: "sign", role: "status" });
    this.reset = el("button", { type: "button", class: "plain", onclick: () => this.asEverybody() }, this.t("As everybody"));
    this.place = el("div", { class: "groups" });
    root.replaceChildren(el("div", { class: "tailoring" }, el("div", { class: "head" }, el("span", { class: "quiet" }, this.t("What lies on this person's table, and how far the painter may go. Every change is kept at once.")), this.sign, this.reset), this.place));
    this.keeper = Keeping.createKeeper(data.address, (state) => this.say(state));
    this.build();
  }

  build() {
    const { t } = this;
    this.place.replaceChildren(
      this.group(t("Tools"), t("At least one of them draws."), this.tools()),
      this.group(t("Colors"), t("Tap a color to take it off the table or to put it back."), this.colors()),
      this.group(t("How far the painter may go"), t("The farthest step that can be chosen at the table."), this.reach()),
      this.group(t("Paint"), t("The first one is in hand at the beginning."), this.styles()),
      this.group(t("The painter"), "", this.switches()),
      this.group(t("Hand and surface"), "", this.hand()));
    this.reset.disabled = JSON.stringify(this.table) === JSON.stringify(this.data.usual);
  }

  group(title, about, ...inside) {
    return el("section", { class: "group", "aria-label": title }, el("h4", {}, title), about ? el("p", { class: "quiet" }, about) : null, ...inside);
  }

  set(change) {
    const focused = this.place.getRootNode().activeElement?.dataset?.at;
    Object.assign(this.table, change);
    this.keeper.put(structuredClone(this.table), { rest: 250 });
    this.build();
    if (focused) this.place.querySelector(`[data-at="${CSS.escape(focused)}"]`)?.focus();
  }

  asEverybody() {
    this.set(structuredClone(this.data.usual));
  }

  /** A button that is on or off. The last one that must stay on cannot be turned off. */
  toggle(at, name, on, { act, fixed = false, style = "", className = "card" }, ...inside) {
    return el("button", { type: "button", class: className, "data-at": at, "aria-pressed": String(on), "aria-label": name, title: name, disabled: fixed, style, onclick: act }, ...inside);
  }

  tools() {
    const { tools } = this.table;
    const drawing = tools.filter((name) => name !== "eraser");
    return el("div", { class: "row" }, ...this.data.tools.map(([name, said]) => {
      const on = tools.includes(name);
      const fixed = on && name !== "eraser" && drawing.length === 1;
      const act = () => this.set({ tools: this.data.tools.map(([each]) => each).filter((each) => (each === name ? !on : tools.includes(each))) });
      return this.toggle(`tool-${name}`, said, on, { act, fixed }, drawn(TOOLS[name]), el("span", {}, said));
    }));
  }

  colors() {
    const { t } = this;
    const pad = this.data.colors.map(([, color]) => color);
    const on = this.table.colors ?? pad;
    const own = on.filter((color) => !pad.includes(color));
    const names = new Map(this.data.colors.map(([name, color]) => [color, name]));
    const keep = (colors) => this.set({ colors: colors.length === pad.length && pad.every((color, n) => color === colors[n]) ? null : colors });
    const swatch = (color) => {
      const chosen = on.includes(color);
      const act = () => keep(chosen ? on.filter((each) => each !== color) : [...pad, ...own].filter((each) => each === color || on.includes(each)));
      return this.toggle(`color-${color}`, names.get(color) ?? color, chosen, { act, fixed: chosen && on.length === 1, style: `--color:${color}`, className: "swatch" }, chosen ? icon("tick", 18) : null);
    };
    const full = on.length >= this.data.most_colors;
    const input = el("input", { type: "color", value: "#c08a5a", class: "reader", tabindex: "-1", "aria-hidden": "true" });
    input.addEventListener("change", () => !on.includes(input.value) && keep([...on, input.value.toLowerCase()]));
    const add = el("button", { type: "button", class: "swatch add", "data-at": "color-add", disabled: full, "aria-label": t("Add a color of your own"), title: t("Add a color of your own"), onclick: () => input.click() }, icon("plus"));
    return el("div", { class: "swatches" }, ...pad.map(swatch), ...own.map(swatch), add, input);
  }

  reach() {
    const { t, data } = this;
    const at = data.influences.findIndex(([name]) => name === this.table.influence);
    return el("div", { class: "row wide", role: "radiogroup", "aria-label": t("How far the painter may go") }, ...data.influences.map(([name, said, about], n) =>
      el("button", { type: "button", role: "radio", class: `card reach${n <= at ? " within" : ""}`, "data-at": `reach-${name}`, "aria-checked": String(n === at), disabled: !this.table.painter, onclick: () => this.set({ influence: name }) },
scene(REACH[name]), el("b", {}, said), el("span", { class: "quiet" }, about))));
  }

  styles() {
    const { styles } = this.table;
    return el("div", { class: "row wide" }, ...this.data.styles.map(([name, said, picture]) => {
      const on = styles.includes(name);
      const act = () => this.set({ styles: this.data.styles.map(([each]) => each).filter((each) => (each === name ? !on : styles.includes(each))) });
      return this.toggle(`style-${name}`, said, on, { act, fixed: !this.table.painter || (on && styles.length === 1), className: "card example" }, el("img", { src: picture, alt: "", loading: "lazy" }), el("b", {}, said));
    }));
  }

  switches() {
    const { t, table } = this;
    const one = (name, said, about, off = false) => {
      const input = el("input", { type: "checkbox", role: "switch", "data-at": `switch-${name}`, disabled: off });
      input.checked = table[name];
      input.addEventListener("change", () => this.set({ [name]: input.checked }));
      return el("label", { class: "switch" }, input, el("span", { class: "track" }), el("span", {}, el("b", {}, said), el("span", { class: "quiet" }, about)));
    };
    return el("div", { class: "switches" },
      one("painter", t("A painter answers"), t("Off: the person draws alone, as in a traditional sitting.")),
      one("live", t("Answers while drawing"), t("Off: the painter waits until it is asked."), !table.painter),
      one("hold", t("I see an answer first"), t("An answer waits for you before the person sees it."), !table.painter));
  }

  hand() {
    const { t, table, data } = this;
    const two = (name, title, options) => el("div", { class: "pairing" }, el("span", { class: "quiet" }, title), segments(title, options, { chosen: table[name], pick: (value) => this.set({ [name]: value }) }).node);
    const language = el("select", { "data-at": "language" }, ...data.languages.map(([value, said]) => el("option", { value }, said)));
    language.value = table.language ?? "";
    language.addEventListener("change", () => this.set({ language: language.value || null }));
    return el("div", { class: "pairings" },
      two("hand", t("The hand that draws"), [["right", t("Right"), null], ["left", t("Left"), null]]),
      two("surface", t("Surface"), [["pad", t("Drawing pad"), null], ["canvas", t("Simple canvas"), null]]),
      el("label", { class: "pairing" }, el("span", { class: "quiet" }, t("Language of the person's view")), language));
  }

  say(state) {
    const { t } = this;
    const said = { saving: t("Saving…"), saved: t("Saved"), waiting: t("Not saved yet. It is tried again.") };
    this.sign.dataset.state = state;
    this.sign.replaceChildren(...(state === "saved" ? [icon("tick", 16)] : []), said[state]);
  }
}

export default function ({ data, parentElement }) {
  let tailoring = mounted.get(parentElement);
  if (!tailoring || tailoring.data.address !== data.address) {
    tailoring?.keeper.close();
    tailoring = new Tailoring(parentElement.querySelector(".root"), data);
  }
  mounted.set(parentElement, tailoring);
  return () => tailoring.keeper.close();
}
