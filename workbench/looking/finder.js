// Finding a person: search as one types, by mouse, touch or keys. What is chosen goes up as the trigger "open".
const { el, icon, texts, folded, roving } = Kit;
const mounted = new WeakMap();

/** The name with the part that was looked for marked. */
function named(name, wanted) {
  const at = wanted ? folded(name).indexOf(wanted) : -1;
  const end = at + wanted.length;
  if (at < 0 || folded(name).length !== name.length) return [name];
  return [name.slice(0, at), el("mark", {}, name.slice(at, end)), name.slice(end)];
}

class Finder {
  constructor(root, data) {
    this.wanted = "";
    this.away = false;
    this.input = el("input", { type: "search", autocomplete: "off", spellcheck: "false", oninput: () => this.look() });
    this.told = el("p", { class: "quiet told", role: "status" });
    this.switch = el("button", { type: "button", class: "plain", onclick: () => this.turn() });
    this.rows = el("ul", { class: "rows" });
    root.replaceChildren(el("div", { class: "bar" }, el("label", { class: "find" }, icon("search"), this.input), this.switch), this.told, this.rows);
    this.input.addEventListener("keydown", (event) => this.key(event));
    roving(this.rows, "button");
    this.show(data);
  }

  show(data) {
    this.data = data;
    this.t = texts(data.text);
    const { t } = this;
    this.input.placeholder = t("Find somebody by name");
    this.input.setAttribute("aria-label", t("Find somebody by name"));
    this.look();
  }

  turn() {
    this.away = !this.away;
    this.look();
  }

  key(event) {
    const first = this.rows.querySelector("button");
    if (event.key === "Enter" && first && this.input.value) first.click();
    if (event.key === "Escape") this.clear();
    if (event.key !== "ArrowDown" || !first) return;
    event.preventDefault();
    first.focus();
  }

  clear() {
    this.input.value = "";
    this.look();
  }

  look() {
    const { t } = this;
    this.wanted = folded(this.input.value.trim());
    const gone = this.data.people.filter((person) => person.away);
    if (gone.length === 0) this.away = false;
    const among = this.away ? gone : this.data.people.filter((person) => !person.away);
    const found = among.filter((person) => folded(person.name).includes(this.wanted));
    this.switch.hidden = gone.length === 0;
    this.switch.textContent = this.away ? t("Back to everybody") : t("Put away ({count})", { count: gone.length });
    this.told.textContent = this.wanted ? t("{found} of {all}", { found: found.length, all: among.length }) : "";
    this.rows.replaceChildren(...found.map((person) => this.row(person)));
    this.rows.querySelectorAll("button").forEach((button, n) => (button.tabIndex = n === 0 ? 0 : -1));
    const none = this.wanted ? t("Nobody has this name here.") : t("Nobody is here now.");
    if (found.length === 0) this.rows.replaceChildren(el("li", { class: "nothing" }, none));
  }

  row(person) {
    const { t } = this;
    const picture = person.picture
      ? el("img", { src: person.picture, alt: "", loading: "lazy", decoding: "async" })
      : el("span", { class: "bare", "aria-hidden": "true" }, [...person.name][0] ?? "");
    const chips = [
      person.going && el("span", { class: "chip now" }, t("drawing now")),
      person.made_up && el("span", { class: "chip made-up" }, t("Synthetic person")),
    ];
    const about = el("span", { class: "quiet" }, person.about);
    const name = el("span", { class: "name" }, el("b", {}, ...named(person.name, this.wanted)), ...chips);
    const words = el("span", { class: "words" }, name, about);
    const button = el("button", { type: "button", "data-person": person.id, onclick: () => this.open(person.id) }, picture, words);
    return el("li", {}, button);
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  let finder = mounted.get(parentElement);
  if (finder) finder.show(data);
  else finder = new Finder(parentElement.querySelector(".root"), data);
  finder.open = (id) => setTriggerValue("open", id);
  mounted.set(parentElement, finder);
}
