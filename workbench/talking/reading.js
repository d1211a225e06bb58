// The card that a therapist laid before the person: read, read aloud by a voice of this device, answered or left.
// It lies at the foot of the page over nothing that cannot be scrolled to, and can be folded away.
const ROOM = 2147482800; // below questions, what a person agrees to, and whatever covers the page
const LOOK_MS = 5000;
const SAID = "sketchwell-talked"; // the table says that something changed
const DRAWS_MS = 4000; // so long after a touch on a canvas somebody still draws

const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};

function button(className, text, press) {
  const node = make("button", className, text);
  node.type = "button";
  node.onclick = press;
  return node;
}

class Reading {
  constructor(css) {
    this.css = css;
    this.folded = false;
    this.unsent = "";
    window.addEventListener(SAID, () => this.look());
    setInterval(() => !document.hidden && this.look(), LOOK_MS);
    window.addEventListener("pointerdown", (event) => this.drew(event), { capture: true, passive: true });
    window.speechSynthesis?.addEventListener?.("voiceschanged", () => this.card && this.voiced());
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
    const before = this.card?.text;
    this.version = told.version;
    this.card = told.card;
    this.most = told.most;
    if (!told.card && told.lines.length === 0) return this.close();
    if (!this.host) this.lay();
    if (told.card && told.card.text !== before && !this.draws) this.fold(false);
    if (told.card?.text !== before) this.hush();
    this.show(told);
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
    const reply = make("div", "reply");
    reply.append(this.writing, this.sender);
    this.body = make("div", "body");
    this.body.append(this.list, reply, this.told);
    const inside = make("div", "inside");
    inside.append(head, this.body);
    this.region.replaceChildren(inside);
    this.fold(this.folded);
  }

  show({ card, lines }) {
    this.words.textContent = card?.text ?? this.t("Your therapist listens.");
    this.words.lang = card?.language ?? this.data.lang;
    this.words.classList.toggle("quiet", !card);
    this.list.replaceChildren(...lines.map((line) => this.line(line)));
    this.list.scrollTop = this.list.scrollHeight;
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

  // A voice of this device alone: others send the words elsewhere.

  localVoice() {
    const spoken = (this.card?.language ?? this.data.lang).slice(0, 2).toLowerCase();
    const voices = window.speechSynthesis?.getVoices?.() ?? [];
    return voices.find((each) => each.localService && each.lang.toLowerCase().startsWith(spoken));
  }

  voiced() {
    this.voice.hidden = !this.card || !this.localVoice();
  }

  readAloud() {
    const voice = this.localVoice();
    const speaking = window.speechSynthesis.speaking;
    this.hush();
    if (speaking || !voice) return;
    const said = new SpeechSynthesisUtterance(this.card.text);
    Object.assign(said, { voice, lang: voice.lang, rate: 0.9 });
    said.onend = said.onerror = () => (this.voice.textContent = this.t("Read aloud"));
    this.voice.textContent = this.t("Stop reading");
    window.speechSynthesis.speak(said);
  }

  hush() {
    window.speechSynthesis?.cancel?.();
    if (this.voice) this.voice.textContent = this.t("Read aloud");
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
    this.hush();
    this.seen.disconnect();
    this.host.remove();
    this.host = this.region = this.card = null;
    this.room();
  }
}

/** One view a page, however often Streamlit lays the component anew. */
export function readingOf(css) {
  return (globalThis[Symbol.for("sketchwell-reading")] ??= new Reading(css));
}
