// Pictures to point at: all that can be asked for, group by group, for whoever would rather not write. No network of
// its own: `names` fetches the list when the panel is opened for the first time, and pictures load as they are seen.
const MOST_OF_ONE = 9;
const MOST_LETTERS = 400;
const TILES = "pointing-tiles";

/** Without accents and capitals: what is searched. */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");

const partsOf = (text) => text.split(",").map((part) => part.trim()).filter(Boolean);

/** How many of a thing one part of the words asks for: "bird", "2 birds". */
function countOf(part, { label, many }) {
  if (plain(part) === plain(label)) return 1;
  const [, count, name] = /^(\d) (.+)$/.exec(part) ?? [];
  return count && plain(name) === plain(many) ? Number(count) : 0;
}

/** The words with one more of a thing; there is only one of what is not counted, such as the sea. */
function withOneMore(text, word) {
  const parts = partsOf(text);
  const at = parts.findIndex((part) => countOf(part, word) > 0);
  const count = at < 0 ? 0 : countOf(parts[at], word);
  if (at < 0) parts.push(word.label);
  else if (word.many && count < MOST_OF_ONE) parts[at] = `${count + 1} ${word.many}`;
  const more = parts.join(", ");
  return more.length <= MOST_LETTERS ? more : text;
}

/** What fits the letters, what begins with them first. A plural finds its thing: birds. */
function found(words, letters) {
  const wanted = plain(letters.trim());
  const fits = ({ label, many }) => [label, many].some((form) => plain(form).includes(wanted));
  const first = (word) => Number(!plain(word.label).startsWith(wanted));
  return words.filter(fits).sort((a, b) => first(a) - first(b));
}

function make(tag, attributes = {}, children = []) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function tappable(attributes, children, tap) {
  const node = make("button", { type: "button", ...attributes }, children);
  node.addEventListener("click", tap);
  return node;
}

/** The next place for an arrow key among buttons that stand in rows. */
function stepped(buttons, at, key) {
  const across = buttons.filter((button) => button.offsetTop === buttons[0].offsetTop).length;
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across }[key];
  return step === undefined ? null : buttons[Math.max(0, Math.min(buttons.length - 1, at + step))];
}

class Pointing {
  constructor(table, { t, lang, opener, names, wordsOf, changed }) {
    Object.assign(this, { t, opener, names, wordsOf, changed });
    this.groups = [];
    this.group = null;
    this.build(table, lang);
    this.outside = (event) => {
      const path = event.composedPath();
      if (!path.includes(this.panel) && !path.includes(this.opener)) this.close({ focus: false });
    };
  }

  build(table, lang) {
    const { t } = this;
    this.search = make("input", { type: "search", class: "point-search", placeholder: t("Search"), "aria-label": t("Search among the pictures"), autocomplete: "off", spellcheck: "false" });
    this.search.addEventListener("input", () => this.showTiles());
    this.tabs = make("div", { class: "point-groups", role: "tablist", "aria-label": t("Groups of pictures") });
    this.tiles = make("div", { class: "point-tiles", role: "tabpanel", id: TILES });
    this.told = make("p", { class: "point-told", role: "status" });
    this.chosen = make("div", { class: "point-chosen", role: "group", "aria-label": t("What is asked for") });
    const done = tappable({ class: "soft" }, [t("Done")], () => this.close());
    const head = make("div", { class: "point-head" }, [make("h2", { id: "pointing-title" }, [t("What should be added?")]), done]);
    this.panel = make("section", { class: "pointing", role: "dialog", "aria-labelledby": "pointing-title", lang }, [head, this.tabs, this.search, this.tiles, this.chosen, this.told]);
    this.panel.hidden = true;
    this.panel.addEventListener("keydown", (event) => this.key(event));
    table.append(this.panel);
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  toggle() {
    if (this.isOpen) this.close();
    else this.open();
  }

  async open() {
    this.text = this.wordsOf();
    this.panel.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    window.addEventListener("pointerdown", this.outside, true);
    this.search.value = this.told.textContent = "";
    this.showChosen();
    if (this.groups.length === 0) await this.load();
    else this.showTiles();
    if (this.isOpen) this.tabs.querySelector("[aria-selected=true]")?.focus({ preventScroll: true });
  }

  close({ focus = true } = {}) {
    if (!this.isOpen) return;
    this.panel.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
    window.removeEventListener("pointerdown", this.outside, true);
    if (focus) this.opener.focus();
  }

  async load() {
    const list = await this.names();
    this.version = list?.version ?? "";
    this.groups = list?.groups ?? [];
    this.group = this.groups[0] ?? null;
    this.tabs.replaceChildren(...this.groups.map((group) => this.tab(group)));
    this.showTiles();
  }

  picture(name, size) {
    const src = `/app/things/${encodeURIComponent(name)}.png?v=${this.version}`;
    return make("img", { src, alt: "", width: size, height: size, loading: "lazy", decoding: "async" });
  }

  tab(group) {
    const shown = group.words.find(({ many }) => many) ?? group.words[0];
    const tap = () => this.choose(group);
    return tappable({ role: "tab", "aria-controls": TILES, "data-group": group.key }, [this.picture(shown.name, 32), make("span", {}, [group.label])], tap);
  }

  choose(group) {
    this.group = group;
    this.search.value = "";
    this.showTiles();
    this.tiles.scrollTop = 0;
    this.tabs.querySelector("[aria-selected=true]").scrollIntoView({ block: "nearest", inline: "center" });
  }

  showTiles() {
    const letters = this.search.value.trim();
    const words = letters ? found(this.groups.flatMap((group) => group.words), letters) : (this.group?.words ?? []);
    for (const tab of this.tabs.children) {
      const on = tab.dataset.group === this.group?.key;
      tab.setAttribute("aria-selected", String(on && !letters));
      tab.tabIndex = on ? 0 : -1;
    }
    this.tiles.setAttribute("aria-label", letters ? this.t("What was found") : (this.group?.label ?? ""));
    this.tiles.replaceChildren(...words.map((word) => this.tile(word)));
    if (words.length === 0) this.tiles.append(make("p", { class: "point-none" }, [this.none(letters)]));
    else this.tiles.firstChild.tabIndex = 0;
    this.showCounts();
  }

  none(letters) {
    const { t } = this;
    if (this.groups.length === 0) return t("The pictures could not be loaded. You can write the words instead.");
    return t("There is no picture for “{words}”. You can write it; the painter says what it does not know.", { words: letters });
  }

  tile(word) {
    const badge = make("span", { class: "point-count" });
    const node = tappable({ class: "point-tile", tabindex: "-1" }, [this.picture(word.name, 64), make("span", {}, [word.label]), badge], () => this.add(word));
    node.word = word;
    return node;
  }

  add(word) {
    const more = withOneMore(this.text, word);
    if (more === this.text) this.told.textContent = word.many ? this.t("There is no room for more.") : "";
    else this.say(more);
  }

  say(text) {
    this.text = text;
    this.changed(text);
    this.told.textContent = this.t("To be added: {words}", { words: text || "–" });
    this.showChosen();
    this.showCounts();
  }

  showCounts() {
    const parts = partsOf(this.text);
    for (const tile of this.tiles.querySelectorAll(".point-tile")) {
      const count = parts.reduce((sum, part) => sum + countOf(part, tile.word), 0);
      tile.setAttribute("aria-pressed", String(count > 0));
      tile.lastChild.textContent = count > 0 ? String(count) : "";
    }
  }

  showChosen() {
    const parts = partsOf(this.text);
    const hint = make("p", {}, [this.t("Tap what should be added; tap it again for one more.")]);
    this.chosen.replaceChildren(...(parts.length > 0 ? parts.map((part, at) => this.chip(part, at)) : [hint]));
  }

  chip(part, at) {
    const name = this.t("Take away {words}", { words: part });
    const tap = () => {
      this.say(partsOf(this.text).filter((_, i) => i !== at).join(", "));
      (this.chosen.querySelectorAll("button")[Math.max(0, at - 1)] ?? this.search).focus();
    };
    return tappable({ class: "point-chip", "aria-label": name, title: name }, [make("span", {}, [part]), make("b", { "aria-hidden": "true" }, ["×"])], tap);
  }

  key(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    } else if (event.key === "Tab") this.stay(event);
    else if (event.target.getAttribute("role") === "tab") this.move(event, [...this.tabs.children], { tap: true });
    else if (event.target.classList.contains("point-tile")) this.move(event, [...this.tiles.children]);
  }

  move(event, buttons, { tap = false } = {}) {
    const next = stepped(buttons, buttons.indexOf(event.target), event.key);
    if (next === null) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
    if (tap) next.click();
  }

  /** Tab goes round inside the panel as long as it is open. */
  stay(event) {
    const all = [...this.panel.querySelectorAll("button, input")].filter((node) => node.tabIndex === 0);
    const [from, to] = event.shiftKey ? [all[0], all[all.length - 1]] : [all[all.length - 1], all[0]];
    if (event.target !== from) return;
    event.preventDefault();
    to.focus();
  }
}

/** The panel of a table; `opener` opens it, `wordsOf` gives the words so far, `changed` hears them with what was pointed at. */
export function createPointing(table, options) {
  return new Pointing(table, options);
}
