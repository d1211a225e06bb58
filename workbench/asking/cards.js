// Questions that lie before the person at the table, one on a card: answered, left out, gone back to. Each answer is kept
// as it is given. Nobody reads a sum here, and the end is the same whatever was answered.
const ROOM = 2147482900; // below what a person agrees to, and whatever covers the page
const AFTER_TAP_MS = 350; // long enough to see what was chosen
const AGAIN_MS = 3000;
const LOOK_MS = 15000;

const { make, button } = Nodes;

class Cards {
  constructor(css) {
    this.css = css;
    this.asked = [];
    this.at = null; // the question that is open: "begin", a number, "end" or "thanks"
    this.put = []; // answers on their way, in order
    setInterval(() => !document.hidden && !this.host && this.look(), LOOK_MS);
  }

  /** The page was drawn (again) for this sitting. */
  draw(root, data) {
    const other = this.data?.sitting !== data.sitting;
    Object.assign(this, { root, data });
    if (other) {
      this.close();
      this.put = [];
      this.shown = new Set(); // what came up by itself once
    }
    this.look();
  }

  t(text, values = {}) {
    const said = this.data.text[this.one?.language ?? this.data.lang]?.[text] ?? text;
    return said.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  address() {
    return `/api/sittings/${encodeURIComponent(this.data.sitting)}/questions?language=${encodeURIComponent(this.one?.language ?? this.data.lang)}`;
  }

  /** What lies here now; something new comes up by itself, once. */
  async look() {
    const answer = await fetch(this.address(), { cache: "no-store" }).then((each) => each.json()).catch(() => null);
    if (!answer?.ok || this.host) return;
    this.asked = answer.asked;
    const fresh = this.asked.find((each) => !this.shown.has(each.id));
    if (fresh) this.open(fresh);
    else this.tell();
  }

  /** A line above the page, where something waits that was put aside. */
  tell() {
    const [first] = this.asked;
    const strip = make("div", "strip");
    this.one = first;
    if (first) strip.append(make("span", "", this.t("Some questions wait here for you.")), button("soft", this.t("Answer them"), () => this.open(first)));
    strip.hidden = !first;
    this.root.replaceChildren(strip);
  }

  open(one) {
    this.one = one;
    this.called = false;
    this.shown.add(one.id);
    this.before = document.activeElement;
    this.lay();
    const next = one.items.findIndex(({ id }) => one.answers[id] === undefined);
    this.to(Object.keys(one.answers).length === 0 ? "begin" : next < 0 ? "end" : next);
  }

  lay() {
    this.host?.remove();
    const host = make("div");
    host.dataset.sketchwellQuestions = "";
    host.style.cssText = `position:fixed;inset:0;z-index:${ROOM}`;
    const shadow = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(this.css);
    shadow.adoptedStyleSheets = [sheet];
    this.dialog = make("div", "over");
    this.dialog.lang = this.one.language;
    this.dialog.setAttribute("role", "dialog");
    this.dialog.setAttribute("aria-modal", "true");
    this.dialog.setAttribute("aria-labelledby", "title");
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    shadow.append(this.dialog);
    this.stilled = [...document.body.children].filter((each) => !each.inert && !each.dataset.sketchwellVeil);
    for (const each of this.stilled) each.inert = true;
    document.body.append(host);
    this.host = host;
  }

  close() {
    clearTimeout(this.going);
    if (!this.host) return;
    this.host.remove();
    this.host = null;
    for (const each of this.stilled) each.inert = false;
    this.before?.focus?.();
  }

  async aside() {
    this.close();
    await this.kept();
    this.look();
  }

  key(event) {
    event.stopPropagation(); // the pad below knows keys of its own
    if (event.key === "Escape") this.aside();
    else if (event.key === "Enter" && event.target.type === "radio") this.to(this.at + 1);
  }

  to(where) {
    clearTimeout(this.going);
    const last = this.one.items.length;
    this.at = where === last ? "end" : where === -1 ? "begin" : where;
    const said = { begin: () => this.begin(), end: () => this.end(), thanks: () => this.thanks() }[this.at] ?? (() => this.card());
    const inside = make("div", "inside");
    inside.append(this.bar(), ...said());
    this.dialog.replaceChildren(inside);
    this.dialog.scrollTop = 0;
    const title = inside.querySelector("#title");
    title.tabIndex = -1;
    title.focus();
  }

  bar() {
    const node = make("div", "bar");
    const where = Number.isInteger(this.at) ? this.t("Question {number} of {count}", { number: this.at + 1, count: this.one.items.length }) : "";
    if (this.at !== "thanks") node.append(button("soft", this.t("Back to drawing"), () => this.aside()));
    node.append(make("span", "where", where), this.calling());
    return node;
  }

  /** The way to a person is over every card, as it is over the page. */
  calling() {
    if (this.called) {
      const told = make("span", "where", this.t("You asked for a person. You can rest."));
      told.setAttribute("role", "status");
      return told;
    }
    const node = button("soft", this.t("I need a person"), async () => {
      const options = { method: "POST", body: JSON.stringify({ wanted: true }), headers: { "Content-Type": "application/json" } };
      const answer = await fetch("/api/pass/ask", options).catch(() => null);
      this.called = Boolean(answer?.ok);
      if (this.called) node.replaceWith(this.calling());
      else this.problem(this.t("Nobody could be told. Please call out to somebody."));
    });
    return node;
  }

  title(text) {
    const node = make("h1", "", text);
    node.id = "title";
    return node;
  }

  ways(...parts) {
    const node = make("div", "ways");
    node.append(...parts);
    return node;
  }

  trouble() {
    const node = make("p", "trouble", this.wrong ?? "");
    node.setAttribute("role", "alert");
    return node;
  }

  problem(text) {
    this.wrong = text;
    const node = this.dialog?.querySelector(".trouble");
    if (node && node.textContent !== text) node.textContent = text;
  }

  draft() {
    return make("p", "draft", this.t("Sketchwell draft, not yet reviewed."));
  }

  // What stands on the cards

  begin() {
    return [
      this.title(this.t("A few questions")),
      make("p", "", this.t("There are {count}, one at a time. Nothing is right or wrong, and there is no hurry.", { count: this.one.items.length })),
      make("p", "", this.t("You can leave any of them out, go back, or stop.")),
      make("p", "", this.t("Your therapist reads what you answer.")),
      this.trouble(),
      this.ways(button("soft", this.t("Not now"), () => this.aside()), button("strong", this.t("Begin"), () => this.to(0))),
      this.draft(),
    ];
  }

  card() {
    const item = this.one.items[this.at];
    const track = make("div", "track");
    track.setAttribute("aria-hidden", "true");
    const done = make("i");
    done.style.width = `${(100 * (this.at + 1)) / this.one.items.length}%`;
    track.append(done);
    const answered = this.one.answers[item.id] !== undefined;
    this.onward = button(answered ? "strong" : "soft", answered ? this.t("Next") : this.t("Leave it out"), () => this.to(this.at + 1));
    this.without = button("soft", this.t("No answer after all"), () => this.unsay(item));
    this.without.hidden = !answered;
    return [track, make("p", "instruction", this.one.instruction), this.title(item.text), this.choices(item), this.trouble(), this.ways(button("soft", this.t("Back"), () => this.to(this.at - 1)), this.without, this.onward)];
  }

  choices(item) {
    const { values, labels, ends } = this.one;
    const group = make("fieldset");
    group.setAttribute("role", "radiogroup");
    group.setAttribute("aria-labelledby", "title");
    const rows = make("div", labels.length ? "choices" : "choices many");
    values.forEach((value, place) => rows.append(this.choice(item, value, labels[place] ?? String(value), this.ended(place))));
    group.append(rows);
    if (!labels.length && ends.length) {
      const under = make("div", "ends");
      under.setAttribute("aria-hidden", "true");
      under.append(make("span", "", ends[0]), make("span", "", ends[1]));
      group.append(under);
    }
    return group;
  }

  /** What an end of a scale is called, for those who do not see where it stands. */
  ended(place) {
    const { values, ends } = this.one;
    return place === 0 ? ends[0] : place === values.length - 1 ? ends[1] : undefined;
  }

  choice(item, value, text, end) {
    const label = make("label", "choice");
    const input = make("input");
    Object.assign(input, { type: "radio", name: "answer", value: String(value), checked: this.one.answers[item.id] === value });
    if (end) input.setAttribute("aria-label", `${text}, ${end}`);
    input.addEventListener("change", () => this.say(item, value));
    let tapped = false; // by hand goes on by itself, by keys stays: arrows choose while they pass
    label.addEventListener("pointerdown", () => (tapped = true));
    input.addEventListener("click", () => {
      if (tapped) this.goOn();
      tapped = false;
    });
    label.append(input, make("span", "", text));
    return label;
  }

  goOn() {
    clearTimeout(this.going);
    this.going = setTimeout(() => Number.isInteger(this.at) && this.host && this.to(this.at + 1), AFTER_TAP_MS);
  }

  end() {
    const left = this.one.items.filter(({ id }) => this.one.answers[id] === undefined).length;
    const said = left === 0 ? this.t("You answered all of them.") : this.t("You left {count} out. That is fine.", { count: left });
    return [
      this.title(this.t("That was the last one")),
      make("p", "", said),
      make("p", "", this.t("You can still go back and change something.")),
      this.trouble(),
      this.ways(button("soft", this.t("Back"), () => this.to(this.one.items.length - 1)), button("strong", this.t("I am done"), () => this.finish())),
    ];
  }

  thanks() {
    const next = this.asked[0];
    const ways = [button(next ? "soft" : "strong", this.t("Back to drawing"), () => this.aside())];
    if (next) ways.push(button("strong", this.t("A few more questions"), () => this.open(next)));
    return [
      this.title(this.t("Thank you")),
      make("p", "", this.t("Your answers are kept. Your therapist reads them.")),
      make("p", "", this.t("If something is on your mind now, tell your therapist.")),
      this.ways(...ways),
    ];
  }

  // What is said

  say(item, value) {
    this.one.answers[item.id] = value;
    this.onward.className = "strong";
    this.onward.textContent = this.t("Next");
    this.without.hidden = false;
    this.send({ questionnaire: this.one.id, item: item.id, value });
  }

  unsay(item) {
    delete this.one.answers[item.id];
    this.send({ questionnaire: this.one.id, item: item.id, value: null });
    this.to(this.at);
  }

  send(body) {
    this.put.push(body);
    return this.kept();
  }

  /** Everything so far is on the practice's disk; what is not is tried again, in its order. */
  kept() {
    this.busy ??= this.carry().finally(() => (this.busy = null));
    return this.busy;
  }

  async carry() {
    const mine = this.put;
    while (mine.length && mine === this.put) {
      const options = { method: "POST", keepalive: true, body: JSON.stringify(mine[0]), headers: { "Content-Type": "application/json" } };
      const answer = await fetch(this.address(), options).then((each) => each.json()).catch(() => null);
      if (answer?.ok) {
        mine.shift();
        this.last = answer;
        this.problem("");
      } else if (answer) {
        mine.shift(); // it was refused, and would be again
        this.problem(answer.text ?? this.t("This was not saved. Tell your therapist."));
        return false;
      } else {
        this.problem(this.t("This is not saved yet. It is tried again."));
        await new Promise((done) => setTimeout(done, AGAIN_MS));
      }
    }
    return true;
  }

  async finish() {
    if (!(await this.kept()) || !(await this.send({ questionnaire: this.one.id, done: true }))) return;
    this.asked = this.last.asked;
    this.to("thanks");
  }
}

/** One view a page, however often Streamlit lays the component anew. */
export function cardsOf(css) {
  return (globalThis[Symbol.for("sketchwell-questions")] ??= new Cards(css));
}
