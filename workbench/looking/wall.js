// All sittings of a person, as a list or as a wall of pictures, sifted as one types.
// Up go the triggers "open" {sitting, picture} and "pair" [picture, picture].
const { el, icon, texts, roving, segments, feltGlyph } = Kit;
const { ANY, filtersOn, sifted } = Sifting;
const IN_LIST = 7;
const mounted = new WeakMap();
// What was looked for stays while the page does, so that one comes back to it from a sitting.
const looked = new Map();

class Wall {
  constructor(root, data) {
    this.root = root;
    this.state = looked.get(data.person) ?? { wanted: { ...ANY }, view: "list", pair: [] };
    looked.set(data.person, this.state);
    this.data = data;
    this.t = texts(data.text);
    this.bar = el("div", { class: "bar" });
    this.told = el("p", { class: "quiet told", role: "status" });
    this.place = el("div", { class: "place" });
    this.tray = el("div", { class: "tray", role: "region", "aria-label": this.t("Two pictures side by side"), hidden: true });
    root.replaceChildren(this.bar, this.told, this.place, this.tray);
    this.build();
    this.look();
  }

  show(data) {
    const before = JSON.stringify(this.data.sittings);
    this.data = data;
    if (JSON.stringify(data.sittings) !== before) this.look();
  }

  build() {
    const { t, state } = this;
    const find = el("input", { type: "search", autocomplete: "off", spellcheck: "false", placeholder: t("Search in words and notes"), "aria-label": t("Search in words and notes") });
    find.value = state.wanted.find;
    find.addEventListener("input", () => this.want({ find: find.value }));
    const view = segments(t("How the sittings are shown"), [["list", t("List"), "list"], ["wall", t("Wall"), "wall"]], {
      chosen: state.view,
      pick: (value) => {
        state.view = value;
        this.look();
      },
    });
    this.count = el("span", { class: "count" });
    this.panel = this.filters();
    this.more = el("button", { type: "button", class: "button", "aria-controls": "panel", onclick: () => this.fold() }, el("span", {}, t("Filters")), this.count);
    this.bar.replaceChildren(el("label", { class: "find" }, icon("search"), find), view.node, this.more, this.panel);
    this.fold({ open: filtersOn(state.wanted) > 0 });
  }

  fold({ open = this.panel.hidden } = {}) {
    this.panel.hidden = !open;
    this.more.setAttribute("aria-expanded", String(open));
  }

  filters() {
    const { t } = this;
    const styles = this.data.styles.map(([value, name]) => [value, name]);
    const dates = el("span", { class: "dates" }, this.date("from", t("From")), this.date("to", t("To")));
    this.dates = dates;
    const panel = el("div", { class: "panel", id: "panel" },
      this.choice("period", t("When"), [["", t("At any time")], ["month", t("In the last 30 days")], ["quarter", t("In the last three months")], ["year", t("In the last year")], ["between", t("Between two days")]]),
      dates,
      this.choice("phase", t("Kind of sitting"), [["", t("Every kind")], ...this.data.phases]),
      this.choice("decision", t("Decision"), [["", t("Whatever was decided")], ["kept", t("Kept")], ["put_back", t("Put back")], ["open", t("Not decided")]]),
      this.choice("style", t("Paint"), [["", t("Every paint")], ...styles]),
      this.choice("change", t("How it felt afterwards"), [["", t("However it felt")], ["pleasanter", t("More pleasant than before")], ["same", t("About as pleasant")], ["less", t("Less pleasant than before")], ["calmer", t("Calmer than before")], ["awake", t("More awake than before")], ["left_out", t("Left out")]]),
      this.tick("words", t("With words")),
      this.tick("marks", t("With marks")),
      el("button", { type: "button", class: "plain", onclick: () => this.clear() }, t("Clear filters")));
    return panel;
  }

  choice(name, label, options) {
    const select = el("select", {}, ...options.map(([value, said]) => el("option", { value }, said)));
    select.value = this.state.wanted[name];
    select.addEventListener("change", () => this.want({ [name]: select.value }));
    return el("label", { class: "choice" }, el("span", {}, label), select);
  }

  date(name, label) {
    const input = el("input", { type: "date", value: this.state.wanted[name] });
    input.addEventListener("change", () => this.want({ [name]: input.value }));
    return el("label", { class: "choice" }, el("span", {}, label), input);
  }

  tick(name, label) {
    const input = el("input", { type: "checkbox" });
    input.checked = this.state.wanted[name];
    input.addEventListener("change", () => this.want({ [name]: input.checked }));
    return el("label", { class: "tick" }, input, el("span", {}, label));
  }

  want(change) {
    Object.assign(this.state.wanted, change);
    this.look();
  }

  clear() {
    this.state.wanted = { ...ANY };
    this.build();
    this.fold({ open: true });
    this.look();
    this.panel.querySelector("select").focus();
  }

  look() {
    const { t, state } = this;
    const found = sifted(this.data.sittings, state.wanted);
    const pictures = found.reduce((sum, sitting) => sum + sitting.turns.length, 0);
    const on = filtersOn(state.wanted);
    this.count.textContent = on ? String(on) : "";
    this.dates.hidden = state.wanted.period !== "between";
    const all = this.data.sittings.length;
    this.told.textContent = t("Sittings: {found} of {all}. Pictures: {pictures}.", { found: found.length, all, pictures });
    this.place.replaceChildren(found.length === 0 ? this.none() : state.view === "wall" ? this.wall(found) : this.list(found));
    this.showTray();
  }

  none() {
    return el("p", { class: "nothing" }, this.t("Nothing fits. Take a filter away, or look for another word."));
  }

  list(found) {
    const rows = el("ul", { class: "list" }, ...found.map((sitting) => this.line(sitting)));
    roving(rows, "button.line");
    return rows;
  }

  line(sitting) {
    const { t } = this;
    const newest = sitting.turns.slice(-IN_LIST);
    const rest = sitting.turns.length - newest.length;
    const images = newest.map((turn) => this.image(turn, "small"));
    const none = sitting.going ? t("Going on now.") : t("Nothing was kept.");
    const shown = images.length ? [...images, rest > 0 && el("span", { class: "quiet" }, `+${rest}`)] : [el("span", { class: "quiet" }, none)];
    const words = sitting.turns.map((turn) => turn.words).filter(Boolean).join(" · ");
    const about = el("span", { class: "about" },
      el("span", { class: "name" }, el("b", {}, t("Sitting {number}", { number: sitting.number })), el("span", { class: `chip ${sitting.phase}` }, sitting.kind), sitting.going && el("span", { class: "chip now" }, t("going on now"))),
      el("span", { class: "quiet" }, sitting.day),
      sitting.phase !== "between" && feltGlyph(t, sitting.before, sitting.after, { going: sitting.going }));
    const said = el("span", { class: "said" }, words && el("span", {}, t("“{words}”", { words })), sitting.note && el("span", { class: "quiet note" }, sitting.note));
    const right = el("span", { class: "right" }, el("span", { class: "images" }, ...shown), said.childNodes.length ? said : null);
    return el("li", {}, el("button", { type: "button", class: "line", "data-sitting": sitting.id, onclick: () => this.open(sitting.id, newest.at(-1)?.id ?? null) }, about, right));
  }

  image(turn, size) {
    const image = el("img", { src: turn.small, alt: turn.alt, loading: "lazy", decoding: "async", class: size, ...(size === "small" ? { style: `aspect-ratio: auto ${turn.aspect}` } : {}) });
    return turn.decision === "put_back" ? el("span", { class: "back" }, image) : image;
  }

  wall(found) {
    const tiles = found.flatMap((sitting) => sitting.turns.toReversed().map((turn) => this.tile(sitting, turn)));
    const grid = el("ul", { class: "wall" }, ...tiles);
    roving(grid, "button.tile", { columns: () => getComputedStyle(grid).gridTemplateColumns.split(" ").length });
    return grid;
  }

  tile(sitting, turn) {
    const { t } = this;
    const chosen = this.state.pair.includes(turn.id);
    const open = el("button", { type: "button", class: "tile", "data-picture": turn.id, onclick: () => this.open(sitting.id, turn.id) }, this.image(turn, "large"));
    open.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      this.pick(turn.id);
      this.place.querySelector(`[data-picture="${turn.id}"]`)?.focus();
    });
    const name = t("Put beside another: {picture}", { picture: turn.alt });
    const pick = el("button", { type: "button", class: "pick", "aria-pressed": String(chosen), "aria-label": name, title: t("Put beside another"), tabindex: "-1", onclick: () => this.pick(turn.id) }, icon(chosen ? "tick" : "beside", 18));
    const foot = [sitting.day, turn.decision === "put_back" && t("put back"), turn.marks.length > 0 && t("marked")].filter(Boolean).join(", ");
    return el("li", { class: chosen ? "chosen" : "" }, open, pick, el("span", { class: "quiet" }, foot));
  }

  /** Chooses a picture, or lets it go; of three, the two newest choices stay. */
  pick(id) {
    const { pair } = this.state;
    this.state.pair = pair.includes(id) ? pair.filter((each) => each !== id) : [...pair, id].slice(-2);
    this.look();
  }

  showTray() {
    const { t } = this;
    const known = new Map(this.data.sittings.flatMap((sitting) => sitting.turns.map((turn) => [turn.id, turn])));
    this.state.pair = this.state.pair.filter((id) => known.has(id));
    const { pair } = this.state;
    this.tray.hidden = pair.length === 0;
    const both = el("button", { type: "button", class: "button strong", disabled: pair.length < 2, onclick: () => this.compare([...pair]) }, icon("beside"), t("Side by side"));
    const none = el("button", { type: "button", class: "round", "aria-label": t("Let both go"), title: t("Let both go"), onclick: () => this.letGo() }, icon("close"));
    const hint = pair.length < 2 ? el("span", { class: "quiet" }, t("Choose one more.")) : null;
    this.tray.replaceChildren(...pair.map((id) => this.image(known.get(id), "small")), ...[hint, both, none].filter(Boolean));
  }

  letGo() {
    this.state.pair = [];
    this.look();
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  let wall = mounted.get(parentElement);
  if (wall && wall.data.person === data.person) wall.show(data);
  else wall = new Wall(parentElement.querySelector(".root"), data);
  wall.open = (sitting, picture) => setTriggerValue("open", { sitting, picture });
  wall.compare = (pair) => setTriggerValue("pair", pair);
  mounted.set(parentElement, wall);
}
