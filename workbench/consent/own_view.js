// What the person at the table agrees to, read and answered at the client's own view: four items, each by itself, nothing
// ticked beforehand. It lies over the table like a sheet of paper; the table goes on below it.
const OPEN = "sketchwell-consent";
const WAITS = "sketchwell-consent-waits"; // told to the button in the band: how many were not answered yet
const SIZES = [1, 1.25, 1.5, 1.8];
const ROOM = 2147483000; // below whatever covers the page (handing/veil.js)

const { make, button } = Nodes;

/** Says a recording of the text that is open; one at a time, and again from its beginning. */
function createVoice(changed) {
  let context = null;
  let playing = null;
  let turn = 0;

  function stop() {
    turn += 1;
    playing?.stop();
    playing = null;
    changed(false);
  }

  async function say(address) {
    stop();
    const mine = turn;
    changed(true);
    try {
      context ??= new AudioContext();
      context.resume().catch(() => {});
      const answer = await fetch(address);
      const sound = await context.decodeAudioData(await answer.arrayBuffer());
      if (mine !== turn) return;
      playing = new AudioBufferSourceNode(context, { buffer: sound });
      playing.connect(context.destination);
      playing.onended = () => mine === turn && stop();
      playing.start();
    } catch {
      if (mine === turn) stop(); // nothing can be heard here: the text is there to be read
    }
  }

  return { say, stop, speaking: () => playing !== null };
}

class OwnView {
  constructor(css) {
    this.css = css;
    this.size = 0;
    this.place = null; // null is the list; else an item, or what was done
    this.voice = createVoice((on) => this.listening(on));
    window.addEventListener(OPEN, () => this.open());
  }

  /** The page was drawn (again) for this sitting. */
  draw(data, fire) {
    const other = this.data?.sitting !== data.sitting;
    Object.assign(this, { data, fire });
    this.language = other ? data.lang : (this.language ?? data.lang);
    if (other) this.close();
    if (other) this.look().catch(() => null);
    this.tellWaiting();
  }

  t(text, values = {}) {
    const said = this.data.text[this.language.slice(0, 2)]?.[text] ?? text;
    return said.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  address() {
    return `/api/sittings/${encodeURIComponent(this.data.sitting)}/consent?language=${encodeURIComponent(this.language)}`;
  }

  async look() {
    const answer = await fetch(this.address(), { cache: "no-store" });
    this.standing = await answer.json();
    if (!this.standing.ok) throw new Error("no consent here");
    this.tellWaiting();
  }

  tellWaiting() {
    const waits = (this.standing?.items ?? []).filter((each) => each.waits).length;
    window.dispatchEvent(new CustomEvent(WAITS, { detail: { waits } }));
  }

  // The sheet

  async open() {
    this.before = document.activeElement;
    this.place = null;
    this.lay();
    try {
      await this.look();
      this.fill();
    } catch {
      this.trouble(this.t("This cannot be shown just now. Your therapist can show it to you."));
    }
  }

  lay() {
    this.host?.remove();
    const host = make("div");
    host.dataset.sketchwellConsent = "";
    host.style.cssText = `position:fixed;inset:0;z-index:${ROOM}`;
    const shadow = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(this.css);
    shadow.adoptedStyleSheets = [sheet];
    this.dialog = make("div", "over");
    this.dialog.setAttribute("role", "dialog");
    this.dialog.setAttribute("aria-modal", "true");
    this.dialog.setAttribute("aria-labelledby", "title");
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    shadow.append(this.dialog);
    for (const each of document.body.children) each.inert = true;
    document.body.append(host);
    this.host = host;
  }

  close() {
    if (!this.host) return;
    this.voice.stop();
    this.host.remove();
    this.host = null;
    for (const each of document.body.children) each.inert = false;
    this.before?.focus?.();
  }

  key(event) {
    event.stopPropagation(); // the pad below knows keys of its own
    if (event.key !== "Escape") return;
    if (this.place === null) this.close();
    else this.to(null);
  }

  to(place) {
    this.voice.stop();
    this.place = place;
    this.fill();
  }

  fill() {
    const { place } = this;
    const inside = place === null ? this.all() : place.done ? this.told(place.done) : place.back ? this.back(place.item) : this.one(place.item);
    const page = make("main", "page");
    page.style.setProperty("--size", SIZES[this.size]);
    page.append(...inside);
    this.dialog.lang = this.language;
    this.dialog.replaceChildren(this.bar(), page);
    this.dialog.scrollTop = 0;
    const title = page.querySelector("#title");
    title.tabIndex = -1;
    title.focus();
  }

  trouble(text) {
    const page = make("main", "page");
    const title = make("h1", "", text);
    title.id = "title";
    page.append(title);
    this.dialog.replaceChildren(this.bar(), page);
  }

  bar() {
    const node = make("div", "bar");
    const leave = this.place === null ? button("soft", this.t("Back to drawing"), () => this.close()) : button("soft", this.t("Back"), () => this.to(null));
    const tools = make("div", "tools");
    tools.append(this.sizes(), ...this.languages());
    node.append(leave, tools);
    return node;
  }

  sizes() {
    const node = make("div", "pair");
    node.setAttribute("role", "group");
    node.setAttribute("aria-label", this.t("Size of the letters"));
    const step = (by, text, said) => {
      const each = button("soft sign", text, () => this.resize(by));
      each.setAttribute("aria-label", said);
      each.disabled = SIZES[this.size + by] === undefined;
      return each;
    };
    node.append(step(-1, "A−", this.t("Smaller letters")), step(1, "A+", this.t("Larger letters")));
    return node;
  }

  resize(by) {
    this.size += by;
    this.dialog.querySelector(".page").style.setProperty("--size", SIZES[this.size]);
    const fresh = this.sizes();
    this.dialog.querySelector(".pair").replaceWith(fresh);
    [...fresh.children].find((each) => !each.disabled && (by > 0) === (each === fresh.lastChild))?.focus();
  }

  languages() {
    return (this.standing?.languages ?? []).filter(([code]) => code !== this.language.slice(0, 2)).map(([code, name]) => {
      const node = button("soft", name, () => this.speak(code));
      node.lang = code;
      return node;
    });
  }

  async speak(code) {
    this.voice.stop();
    this.language = code;
    await this.look().catch(() => null);
    this.fill();
  }

  // What stands on it

  title(text) {
    const node = make("h1", "", text);
    node.id = "title";
    return node;
  }

  all() {
    const rows = make("ul", "items");
    rows.append(...this.standing.items.map((item) => this.row(item)));
    return [
      this.title(this.t("What I agree to")),
      make("p", "", this.t("Four things, each by itself. Nothing is decided beforehand, and you can say “not now” to every one.")),
      rows,
      this.draft(),
    ];
  }

  row(item) {
    const node = make("li");
    const about = make("div", "about");
    about.append(make("h2", "", item.name), make("span", `chip ${item.waits ? "waits" : item.state}`, item.said), make("span", "since", item.anew ? this.t("The text has changed since: please read it again.") : item.since));
    const ways = make("div", "ways");
    const given = item.state === "given" && !item.anew;
    const named = (text, press, strong = "soft") => {
      const each = button(strong, text, press);
      each.setAttribute("aria-label", `${text}: ${item.name}`);
      return each;
    };
    ways.append(named(given ? this.t("Read again") : this.t("Read and answer"), () => this.to({ item: item.item })));
    if (item.back) ways.append(named(this.t("Take it back"), () => this.to({ item: item.item, back: true })));
    node.append(about, ways);
    return node;
  }

  item(name) {
    return this.standing.items.find((each) => each.item === name);
  }

  text(item) {
    const paragraphs = (texts) => texts.map((each) => make("p", "", each));
    return [this.title(item.title), ...this.listen(item), ...paragraphs(item.about), make("h2", "", item.turning), ...paragraphs(item.after)];
  }

  listen(item) {
    if (!item.sound) return [];
    const node = button("soft listen", this.t("Read it to me"), () => (node.getAttribute("aria-pressed") === "true" ? this.voice.stop() : this.voice.say(item.sound)));
    node.setAttribute("aria-pressed", "false");
    return [node];
  }

  listening(on) {
    const node = this.dialog?.querySelector(".listen");
    if (!node) return;
    node.setAttribute("aria-pressed", String(on));
    node.textContent = on ? this.t("Stop reading") : this.t("Read it to me");
  }

  one(name) {
    const item = this.item(name);
    const ask = make("p", "ask", item.question);
    ask.id = "ask";
    const guardian = this.standing.guardian ? this.guardian() : null;
    const answers = make("div", "answers");
    answers.setAttribute("role", "group");
    answers.setAttribute("aria-labelledby", "ask");
    answers.append(
      button("answer", this.t("Yes"), () => this.say(item, "given", { guardian: guardian?.querySelector("input").value ?? "" })),
      button("answer", this.t("Not now"), () => this.say(item, "not_now")));
    return [...this.text(item), ask, ...(guardian ? [guardian] : []), answers, this.said(), this.draft()];
  }

  guardian() {
    const node = make("label", "guardian", this.t("Your guardian agrees too. The name of your guardian:"));
    const input = make("input");
    Object.assign(input, { type: "text", maxLength: 120, autocomplete: "off" });
    node.append(input, make("span", "hint", this.t("It is needed for a yes. For “not now” it is not.")));
    return node;
  }

  back(name) {
    const item = this.item(name);
    const paragraphs = item.after.map((each) => make("p", "", each));
    const wish = name === "painter" && this.standing.pictures > 0 ? this.wish() : null;
    const answers = make("div", "answers");
    const take = () => this.say(item, "withdrawn", { pictures: wish?.querySelector("input:checked")?.value ?? "" }, wish);
    answers.append(button("answer", this.t("Take it back"), take), button("answer", this.t("Leave it as it is"), () => this.to(null)));
    return [this.title(this.t("Take it back: {what}", { what: item.name })), ...paragraphs, ...(wish ? [wish] : []), answers, this.said(), this.draft()];
  }

  wish() {
    const node = make("fieldset", "wish");
    node.append(make("legend", "", this.t("What is to become of the pictures so far?")));
    for (const [value, text] of [["stay", this.t("They stay in my record.")], ["go", this.t("I want them taken out. My own drawings stay.")]]) {
      const label = make("label");
      const input = make("input");
      Object.assign(input, { type: "radio", name: "pictures", value });
      label.append(input, make("span", "", text));
      node.append(label);
    }
    return node;
  }

  told(done) {
    const rest = this.standing.items.find((each) => each.waits);
    const ways = make("div", "answers");
    if (rest) ways.append(button("answer", this.t("Next: {what}", { what: rest.name }), () => this.to({ item: rest.item })));
    ways.append(button("answer", rest ? this.t("All four") : this.t("All four things"), () => this.to(null)), button("answer", this.t("Back to drawing"), () => this.close()));
    const lines = done.map((each) => make("p", "done", each));
    const where = make("div");
    where.setAttribute("role", "status");
    where.append(...lines);
    return [this.title(this.t("It is noted")), where, ways];
  }

  draft() {
    return make("p", "draft", this.t("Sketchwell draft, not yet reviewed."));
  }

  said() {
    const node = make("p", "trouble");
    node.setAttribute("role", "alert");
    return node;
  }

  problem(text) {
    this.dialog.querySelector(".trouble").textContent = text;
  }

  // What is said

  async say(item, deed, more = {}, wish = null) {
    if (wish && !more.pictures) {
      this.problem(this.t("Choose first what is to become of the pictures."));
      wish.querySelector("input").focus();
      return;
    }
    if (deed === "given" && this.standing.guardian && !more.guardian.trim()) {
      this.problem(this.t("A yes needs the name of your guardian."));
      this.dialog.querySelector(".guardian input").focus();
      return;
    }
    const { version, sha256 } = item;
    const body = JSON.stringify({ item: item.item, deed, version, sha256, ...more });
    const answer = await fetch(this.address(), { method: "POST", body, headers: { "Content-Type": "application/json" } }).then((each) => each.json()).catch(() => ({}));
    if (!answer.ok) {
      this.problem(answer.text ?? this.t("This was not saved. Try again, or ask your therapist."));
      return;
    }
    this.standing = answer;
    this.tellWaiting();
    this.to({ done: answer.done });
    this.fire();
  }
}

/** One view a page, however often Streamlit lays the component anew. */
export function viewOf(css) {
  return (globalThis[Symbol.for("sketchwell-consent")] ??= new OwnView(css));
}
