// What a therapist laid before the person: a card, an exercise, a lesson. Read, read aloud, followed, answered or left.
// It lies at the foot of the page over nothing that cannot be scrolled to, and can be folded away.
const ROOM = 2147482800; // below questions, what a person agrees to, and whatever covers the page
const LOOK_MS = 5000;
const SAID = "sketchwell-talked"; // the table says that something changed
const DRAWS_MS = 4000; // so long after a touch on a canvas somebody still draws

const { make, button } = Nodes;

class Reading {
  constructor(css) {
    this.css = css;
    this.folded = false;
    this.unsent = "";
    window.addEventListener(SAID, () => this.look());
    setInterval(() => !document.hidden && this.look(), LOOK_MS);
    window.addEventListener("pointerdown", (event) => this.drew(event), { capture: true, passive: true });
    this.aloud = new Speaking.Aloud(() => this.card && this.voiced());
  }

  /** The page was drawn (again) for this sitting. */
  draw(data, root) {
    const other = this.data?.sitting !== data.sitting;
    this.data = data;
    this.root = root;
    if (other) {
      this.close();
      this.unsent = "";
      this.version = undefined;
    }
    this.look();
  }

  t(text) {
    return this.data.text[this.data.lang]?.[text] ?? text;
  }

  address() {
    return `/api/sittings/${encodeURIComponent(this.data.sitting)}/talk?language=${encodeURIComponent(this.data.lang)}`;
  }

  async look() {
    if (!this.data) return;
    if (!this.root.isConnected) return this.close(); // the screen is somebody else's now
    const answer = await fetch(this.address(), { cache: "no-store" }).then((each) => (each.ok ? each.json() : { gone: each.status === 404 })).catch(() => null);
    if (answer?.gone) this.close();
    else if (answer?.ok) this.take(answer);
  }

  take(told) {
    if (told.version === this.version && this.host) return;
    const before = this.card?.line;
    this.version = told.version;
    this.card = told.card;
    this.most = told.most;
    if (!told.card && told.lines.length === 0) return this.close();
    const made = !this.host;
    if (made) this.lay();
    const fresh = told.card?.line !== before;
    if (fresh) this.begin();
    if (fresh && told.card && !this.draws) this.fold(false);
    this.show(told, fresh || made);
  }

  /** Something else lies there: what was read or led through ends. */
  begin() {
    this.aloud.hush();
    this.reads = false;
    this.guide?.stop();
    this.guide = new Steps.Guiding({ steps: this.card?.steps ?? [], changed: () => this.stepped(), ended: () => this.host && this.card && this.stepped() });
  }

  lay() {
    this.host = make("div");
    this.host.dataset.sketchwellReading = "";
    this.host.style.cssText = `position:fixed;inset:auto 0 0 0;z-index:${ROOM}`;
    const shadow = this.host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(this.css);
    shadow.adoptedStyleSheets = [sheet];
    this.region = make("section", "reading");
    this.region.lang = this.data.lang;
    this.region.setAttribute("aria-label", this.t("From your therapist"));
    this.region.addEventListener("keydown", (event) => event.stopPropagation()); // the pad has keys of its own
    this.build();
    shadow.append(this.region);
    document.body.append(this.host);
    this.seen = new ResizeObserver(() => this.room());
    this.seen.observe(this.host);
  }

  build() {
    this.words = make("p", "card");
    const live = make("div", "live");
    live.setAttribute("aria-live", "polite");
    live.append(this.words);
    this.folder = button("soft fold", "", () => this.fold(!this.folded));
    this.voice = button("soft", this.t("Read aloud"), () => this.readAloud());
    this.writing = make("textarea");
    Object.assign(this.writing, { rows: 1, maxLength: this.most, value: this.unsent, placeholder: this.t("Write something, if you like") });
    this.writing.setAttribute("aria-label", this.t("Write something, if you like"));
    this.writing.addEventListener("input", () => this.wrote());
    this.writing.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.send();
    });
    this.sender = button("strong", this.t("Send"), () => this.send());
    this.told = make("p", "told");
    this.told.setAttribute("role", "status");
    this.list = make("ol");
    this.list.hidden = true;
    this.past = button("soft", this.t("What was said"), () => this.lookBack(this.list.hidden));
    this.past.setAttribute("aria-expanded", "false");
    const head = make("div", "head");
    head.append(live, this.voice, this.past, this.folder);
    this.reply = make("div", "reply");
    this.reply.append(this.writing, this.sender);
    this.body = make("div", "body");
    this.lesson = make("ul", "lesson");
    this.ways = make("div", "ways");
    this.body.append(this.lesson, this.list, this.reply, this.told);
    const inside = make("div", "inside");
    inside.append(head, this.ways, this.body);
    this.region.replaceChildren(inside);
    this.fold(this.folded);
  }

  show({ card, lines }, fresh) {
    this.words.textContent = this.now?.text ?? this.t("Your therapist listens.");
    this.words.lang = card?.language ?? this.data.lang;
    this.words.classList.toggle("quiet", !card);
    this.list.replaceChildren(...lines.map((line) => this.line(line)));
    this.list.scrollTop = this.list.scrollHeight;
    if (fresh) this.sheet(); // a line that was said meanwhile leaves an exercise as it runs
    this.voiced();
    this.wrote();
  }

  line({ who, text }) {
    const said = { client: this.t("You wrote"), heard: this.t("You said"), therapist: this.t("Your therapist") }[who];
    const node = make("li", who);
    node.append(make("span", "who", said), make("span", "", text));
    return node;
  }

  /** Whoever draws has the page to themselves: what is being written stays open. */
  drew(event) {
    if (!event.composedPath().some((each) => each instanceof Element && each.matches(".swp-page"))) return;
    this.touched = Date.now();
    if (this.region && !this.unsent.trim()) this.fold(true);
  }

  get draws() {
    return Date.now() - (this.touched ?? 0) < DRAWS_MS;
  }

  lookBack(yes) {
    this.list.hidden = !yes;
    this.past.setAttribute("aria-expanded", String(yes));
    this.list.scrollTop = this.list.scrollHeight;
  }

  fold(yes) {
    this.folded = yes;
    if (!this.region) return;
    this.body.hidden = this.past.hidden = yes;
    this.region.classList.toggle("folded", yes);
    this.folder.textContent = yes ? this.t("Open") : this.t("Fold away");
    this.folder.setAttribute("aria-expanded", String(!yes));
  }

  wrote() {
    this.unsent = this.writing.value;
    this.sender.disabled = this.unsent.trim() === "";
    this.writing.style.height = "auto";
    this.writing.style.height = `${Math.min(this.writing.scrollHeight + 4, 132)}px`;
  }

  async send() {
    const text = this.writing.value.trim();
    if (!text || this.sending) return;
    this.sending = true;
    const options = { method: "POST", keepalive: true, body: JSON.stringify({ text }), headers: { "Content-Type": "application/json" } };
    const answer = await fetch(this.address(), options).then((each) => each.json()).catch(() => null);
    this.sending = false;
    if (!this.host) return;
    if (answer?.ok) {
      if (this.writing.value.trim() === text) this.writing.value = "";
      this.take(answer);
      this.say(this.t("Sent. Your therapist reads it."));
    } else this.say(answer?.text ?? this.t("This was not sent yet. It stays here: try again."));
    this.wrote();
  }

  say(text) {
    this.told.textContent = text;
  }

  // Read aloud, and led through an exercise

  /** What stands there now: the card, or a step of its exercise. */
  get now() {
    return this.guide?.runs ? this.guide.step : this.card;
  }

  voiced() {
    const { now } = this;
    this.voice.hidden = !now || !this.aloud.can(now, this.card.language);
    const on = this.aloud.speaks || (this.guide?.runs && this.reads);
    this.voice.textContent = on ? this.t("Stop reading") : this.t("Read aloud");
  }

  readAloud() {
    const on = this.aloud.speaks || (this.guide?.runs && this.reads);
    this.reads = !on;
    this.aloud.hush();
    if (on) this.voiced();
    else this.aloud.say(this.now, this.card.language);
  }

  /** The steps of an exercise one by one, or the lines of a lesson or a role. */
  sheet() {
    const steps = this.card?.steps ?? [];
    const timed = this.card?.kind === "exercise";
    this.lesson.hidden = timed || steps.length === 0;
    this.lesson.lang = this.card?.language ?? "";
    this.lesson.replaceChildren(...steps.map(({ text }) => make("li", "", text)));
    this.ways.hidden = !timed;
    this.reply.hidden = timed && this.guide.runs && !this.unsent.trim();
    if (!timed) return;
    const { runs, step, at } = this.guide;
    const ways = runs
      ? [button("soft", this.t("Stop here"), () => this.guide.stop()), button("strong", at + 1 < steps.length ? this.t("Next") : this.t("Done"), () => this.guide.to(at + 1))]
      : [button("strong", this.t("Begin"), () => this.guide.to(0))];
    const track = make("div", "track");
    track.setAttribute("aria-hidden", "true");
    if (runs) track.append(this.passing(step));
    const focused = this.ways.contains(this.region.getRootNode().activeElement);
    this.ways.replaceChildren(track, ...ways);
    if (focused) ways[ways.length - 1].focus();
  }

  passing({ seconds }) {
    const bar = make("i");
    bar.style.animationDuration = `${seconds}s`;
    return bar;
  }

  stepped() {
    this.words.textContent = this.now.text;
    this.sheet();
    this.aloud.hush();
    if (this.guide.runs && this.reads) this.aloud.say(this.now, this.card.language);
    this.voiced();
  }

  /** What stands at the foot of the page stands above; the page never gets shorter under a hand that draws. */
  room() {
    const high = this.host ? this.host.offsetHeight : 0;
    this.highest = Math.max(high, this.highest ?? 0);
    document.documentElement.style.setProperty("--sw-reading", `${high}px`);
    document.documentElement.style.setProperty("--sw-reading-room", `${this.highest}px`);
  }

  close() {
    if (!this.host) return;
    this.seen.disconnect();
    this.host.remove();
    this.host = this.region = this.card = null;
    this.aloud.hush();
    this.guide?.stop();
    this.room();
  }
}

/** One view a page, however often Streamlit lays the component anew. */
export function readingOf(css) {
  return (globalThis[Symbol.for("sketchwell-reading")] ??= new Reading(css));
}
