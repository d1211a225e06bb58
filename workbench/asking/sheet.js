// Answers from a sheet of paper, typed in: a digit answers and goes on to the next question. Each is kept as it is typed.
const { el, texts } = Kit;
const mounted = new WeakMap();
const BLANK = "";

class Sheet {
  constructor(root, data) {
    Object.assign(this, { data, t: texts(data.text), put: Promise.resolve(true) });
    const { t } = this;
    this.sign = el("span", { class: "sign", role: "status" });
    this.look = el("p", { class: "look", role: "alert" });
    this.rows = data.items.map((item, place) => this.row(item, place));
    const { values } = data;
    const hint = values.length > 10 ? t("Keys: {first} to {last} answer and go on, + is {most}, - leaves it blank, arrows go up and down.", { first: values[0], last: 9, most: values.at(-1) }) : t("Keys: {first} to {last} answer and go on, - leaves it blank, arrows go up and down.", { first: values[0], last: values.at(-1) });
    const meant = data.labels.length ? data.labels.map((text, place) => `${values[place]} ${text}`).join(" · ") : data.ends.join(" – ");
    const finish = el("button", { type: "button", class: "finish", onclick: () => this.finish() }, t("Done: that is the whole sheet"));
    root.replaceChildren(el("div", { class: "typing", lang: data.language }, el("p", { class: "instruction" }, data.instruction), el("p", { class: "hint" }, meant), el("p", { class: "hint" }, hint), el("ol", {}, ...this.rows), el("div", { class: "foot" }, this.look, finish, this.sign)));
    this.finishing = finish;
    this.tell();
    requestAnimationFrame(() => this.rows[0].querySelector("input:checked").focus({ preventScroll: true }));
  }

  row(item, place) {
    const legend = el("legend", {}, el("span", { class: "question" }, el("b", {}, `${place + 1}`), el("span", {}, item.text)));
    const given = this.data.answers[item.id];
    const choices = this.data.values.map((value, n) => this.choice(item, String(value), this.data.labels[n] ?? this.ended(n), given === value));
    const blank = this.choice(item, BLANK, this.t("left blank"), given === undefined);
    const row = el("li", {}, el("fieldset", {}, legend, el("div", { class: "row" }, ...choices, blank)));
    row.addEventListener("keydown", (event) => this.key(event, item, place));
    return row;
  }

  ended(n) {
    const { values, ends } = this.data;
    return n === 0 ? ends[0] : n === values.length - 1 ? ends[1] : undefined;
  }

  choice(item, value, said, checked) {
    const input = el("input", { type: "radio", name: `${this.data.id}-${item.id}`, value, "aria-label": value === BLANK ? said : said ? `${value}, ${said}` : value, checked });
    input.addEventListener("change", () => this.answer(item, value));
    return el("label", { class: value === BLANK ? "blank" : null, title: said }, input, value === BLANK ? "–" : value);
  }

  key(event, item, place) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const most = String(this.data.values.at(-1));
    const value = event.key === "-" || event.key === "." ? BLANK : event.key === "+" && most.length > 1 ? most : event.key;
    const input = [...this.rows[place].querySelectorAll("input")].find((each) => each.value === value);
    const to = { ArrowUp: place - 1, ArrowDown: place + 1, Enter: place + 1 }[event.key];
    if (input && event.key !== "") {
      input.checked = true;
      this.answer(item, value);
    } else if (to === undefined) return;
    event.preventDefault();
    this.goTo(input ? place + 1 : to);
  }

  goTo(place) {
    if (place < 0) return;
    const row = this.rows[place];
    if (row) row.querySelector("input:checked").focus();
    else this.finishing.focus();
    row?.scrollIntoView({ block: "nearest" });
  }

  answer(item, value) {
    if (value === BLANK) delete this.data.answers[item.id];
    else this.data.answers[item.id] = Number(value);
    this.send({ item: item.id, value: value === BLANK ? null : Number(value) });
  }

  /** In the order in which they were typed; what did not come through is tried again. */
  send(body) {
    this.tell(this.t("Saving…"));
    this.put = this.put.then(() => this.carry(body));
  }

  async carry(body) {
    for (;;) {
      const options = { method: "PUT", keepalive: true, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
      const answer = await fetch(this.data.address, options).then((each) => each.json()).catch(() => null);
      if (answer?.ok) {
        if (answer.look) this.look.textContent = this.t("One of these answers is to be looked at by a person, now. It waits above once the sheet is done.");
        return this.tell();
      }
      if (answer) return this.tell(answer.text ?? this.t("This was not saved."), true);
      this.tell(this.t("Not saved yet. It is tried again."), true);
      await new Promise((done) => setTimeout(done, 3000));
    }
  }

  tell(text, wrong = false) {
    const count = Object.keys(this.data.answers).length;
    this.sign.classList.toggle("wrong", wrong);
    this.sign.textContent = text ?? this.t("{count} of {all} answered, saved", { count, all: this.data.items.length });
  }

  async finish() {
    await this.put;
    this.done();
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  let sheet = mounted.get(parentElement);
  if (sheet?.data.id !== data.id) sheet = new Sheet(parentElement.querySelector(".root"), data);
  sheet.done = () => setTriggerValue("finished", data.id);
  mounted.set(parentElement, sheet);
}
