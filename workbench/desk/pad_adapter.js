// The pad and everything around it as one Streamlit component. Strokes and answers go over a line of their own
// (Line) to the sitting on the server; Streamlit only hears "happened" when a page should be drawn again.
const WORDS_PAUSE_MS = 350;
const VIEW_KEPT = "sketchwell-view";
const ASKED_BEFORE = "sketchwell-asked-before";
const WHEN = ["before", "after"]; // of the sitting; every other feeling is of a kept picture
const mounted = new WeakMap();
// Strokes that were not saved when Streamlit took a desk off the page, by sitting: the next desk sends them.
const carried = (globalThis[Symbol.for("sketchwell-carried")] ??= new Map());

const translator = (spoken) => (text, values = {}) => (spoken?.[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

class Desk {
  constructor(parentElement, data) {
    this.data = data;
    this.t = translator(data.text);
    // Where the painter is off, the table is the one of a traditional sitting.
    this.phase = data.painter ? data.phase : "traditional";
    this.table = null;
    this.state = null;
    this.gesture = new Map(); // strokes of one gesture go together: ids share what stands before the dot
    this.feeling = null; // the turn whose feeling is being asked for
    this.shownId = undefined;
    this.pane = null; // what the pane holds, or is about to: an answer's id, "live", "preview", or nothing
    this.claims = 0;
    this.carried = carried.get(data.sitting) ?? [];
    carried.delete(data.sitting);
    this.fire = () => {};
    // Without a line Streamlit lays a dialog of its own over the page, and over the hand that draws.
    this.hush = new MutationObserver(() => document.querySelector('[data-testid=stDialog] [role=dialog] button')?.click());
    this.table = Table.createTable(parentElement.querySelector(".desk"), this, { t: this.t, limits: data.limits, client: data.client });
    this.pad = Pad.createPad(this.table.pad, {
      paper: { aspect: data.aspect, color: "#ffffff" },
      // With nothing beside the page there is room for the tools there.
      layout: this.phase === "traditional" && window.innerWidth >= 900 ? "side" : "auto",
      ...this.tailored(data.limits),
      onStroke: (stroke) => this.drew(stroke),
      onUndo: (ids, { way }) => this.line.step(way, ids, { gone: true }),
      onRedo: (strokes, { way }) => this.line.step(way, strokes.map(({ id }) => id), { gone: false }),
      onClear: (ids, { way }) => this.line.step(way, ids, { gone: true }),
    });
    this.marking = Marking.createMarking(this.table.node, {
      createPad: Pad.createPad,
      t: this.t,
      say: (message) => this.line.say(message),
      address: (id, kind) => this.address(id, kind),
      padText: data.padText ?? {},
      lang: data.lang ?? "en",
    });
    this.pointing = Pointing.createPointing(this.table.node, {
      t: this.t,
      lang: data.lang ?? "en",
      opener: this.table.node.querySelector(".point-open"),
      names: () => this.names(),
      wordsOf: () => this.table.words.get(),
      changed: (text) => {
        this.table.words.set(text);
        this.words(text);
      },
    });
    this.table.node.dataset.surface = data.surface ?? "pad";
    this.table.aspect(data.aspect);
    this.view(this.phase === "traditional" ? "lines" : this.firstView());
    this.connect();
    this.ending = new AbortController();
    const { signal } = this.ending;
    window.addEventListener("sketchwell-settle", ({ detail }) => detail.waiting.push(this.settled()), { signal });
    window.addEventListener("beforeunload", (event) => this.pad.unsaved().length > 0 && event.preventDefault(), { signal });
  }

  /** What the therapist lays on this person's table. */
  tailored({ tools, colors, hand }) {
    const { t } = this;
    const text = { ...(this.data.padText ?? {}) };
    const named = (colors ?? []).map((hex, i) => {
      const known = Pad.PAD_COLORS.find(([, own]) => own === hex)?.[0];
      if (!known) text[`color.own${i}`] = t("Own color {count}", { count: i + 1 });
      return [known ?? `own${i}`, hex];
    });
    return { hand, text, lang: this.data.lang ?? "en", ...(tools ? { tools } : {}), ...(colors ? { colors: named, mix: false } : {}) };
  }

  /** Once every stroke is saved. */
  async settled() {
    while (this.pad.unsaved().length > 0) await new Promise((done) => setTimeout(done, 40));
  }

  get live() {
    return this.pane === "live";
  }

  /** Whether the page is drawn on a canvas beside the desk: the desk has no pad in sight then. */
  get beside() {
    return this.data.surface === "canvas";
  }

  get passing() {
    return this.live || this.pane === "preview";
  }

  /** Of all that wants into the pane only the newest is painted: what was claimed before is dropped. */
  claim(content) {
    this.pane = content;
    this.claims += 1;
    return this.claims;
  }

  firstView() {
    if (this.beside) return "beside";
    const kept = window.sessionStorage.getItem(VIEW_KEPT);
    return kept ?? (window.innerWidth < 900 ? "under" : "beside");
  }

  connect() {
    this.line = Line.createLine(`/api/sittings/${this.data.sitting}/live?language=${this.data.lang ?? "en"}`, {
      heard: (message) => this.heard(message),
      pictured: (frame) => this.pictured(frame),
      opened: () => this.dropped(false),
      dropped: () => this.dropped(true),
      ended: () => this.table.over(this.pad.unsaved().length > 0),
    });
  }

  dropped(yes) {
    this.table.dropped(yes);
    if (yes) this.hush.observe(document.body, { childList: true });
    else this.hush.disconnect();
  }

  // Up

  drew(stroke) {
    const step = stroke.id.split(".", 1)[0];
    const waiting = this.gesture.get(step);
    if (waiting) {
      waiting.push(stroke);
      return;
    }
    this.gesture.set(step, [stroke]);
    // The strokes of a stamp are told one after the other in the same task: they leave together.
    queueMicrotask(() => {
      this.line.say({ do: "draw", strokes: this.gesture.get(step) });
      this.gesture.delete(step);
    });
  }

  option(part) {
    this.line.say({ do: "options", ...part });
  }

  words(text) {
    clearTimeout(this.wordsTimer);
    this.wordsTimer = setTimeout(() => this.sendWords(), WORDS_PAUSE_MS);
    this.unsentWords = text;
    this.table.refresh();
  }

  sendWords() {
    if (this.unsentWords === undefined) return;
    clearTimeout(this.wordsTimer);
    this.option({ words: this.unsentWords });
    this.unsentWords = undefined;
  }

  /** Whether the words on this screen are newer than what the sitting knows. */
  get writing() {
    return this.unsentWords !== undefined || Boolean(this.pointing?.isOpen);
  }

  /** Everything that can be asked for, in this screen's language. */
  async names() {
    try {
      const answer = await fetch(`/app/things/${(this.data.lang ?? "en").slice(0, 2)}/names`);
      return answer.ok ? await answer.json() : null;
    } catch {
      return null; // the line is down
    }
  }

  deed(name) {
    const { state } = this;
    if (name === "ask") this.sendWords();
    if (name === "point") this.pointing.toggle();
    else if (name === "save") this.save();
    else if (name === "print") this.print();
    else if (name === "felt-done") this.feltEnough();
    else if (name === "felt-after") this.askFeeling("after");
    else if (name === "release" || name === "withhold") this.line.say({ do: name, answer: this.state?.showing });
    else if (name === "more") this.line.say({ do: "ask", more: 2 });
    else if (name === "beneath") this.show(state?.showing);
    else if (name === "back") this.line.say({ do: "put_back" });
    else if (name === "keep") this.keep();
    else if (["page", "cancel", "keep_drawing"].includes(name)) this.line.say({ do: name });
    else if (name === "ask" && state && (state.strokes > 0 || this.table.words.get().trim())) this.line.say({ do: "ask" });
  }

  keep() {
    const id = this.state?.showing;
    if (!id) return;
    this.line.say({ do: "keep", answer: id });
    this.askFeeling(id);
  }

  show(id) {
    this.line.say({ do: "show", answer: id });
    if (id === this.state?.showing) this.fetchShown(id); // a live picture may lie over it
    if (this.feeling !== null && this.feeling !== id) this.askFeeling(null);
  }

  // Feelings

  felt(root) {
    return Felt.createFelt(root, {
      t: this.t,
      onFelt: ({ pleasure, arousal }) => {
        if (this.feeling !== null) this.line.say({ do: "feel", turn: this.feeling, pleasure, arousal });
      },
    });
  }

  feelingOf() {
    return this.feeling;
  }

  askFeeling(turn) {
    this.table.felt.flush(); // of the one who was asked about so far
    this.feeling = turn;
    this.table.felt.set(this.state?.felt[turn] ?? { pleasure: null, arousal: null });
    this.table.refresh();
  }

  feltEnough() {
    if (this.feeling === "before") window.sessionStorage.setItem(ASKED_BEFORE, this.data.sitting);
    this.askFeeling(null);
  }

  /** At a table that is handed over the person is asked before drawing, once, and may leave it out. */
  askBefore({ felt, strokes, kept }) {
    const given = felt.before.pleasure !== null || felt.before.arousal !== null;
    const asked = window.sessionStorage.getItem(ASKED_BEFORE) === this.data.sitting;
    if (this.data.client && !given && !asked && strokes === 0 && kept.length === 0) this.askFeeling("before");
  }

  // Down

  heard(message) {
    if (message.say === "saved") {
      this.pad.markSaved(message.strokes);
      this.line.acknowledged(message.strokes);
      this.lookFor(message.strokes);
    } else if (message.say === "done") this.line.done(message.n);
    else if (message.say === "table") this.look(message);
    else if (message.say === "drawing") this.load(message.drawing);
    else if (message.say === "trouble") this.trouble(message.text, message.again);
  }

  /** Lines saved that are not on this pad were drawn on another screen: the whole page is asked for. */
  lookFor(ids) {
    const here = new Set(this.pad.drawing.strokes.map((stroke) => stroke.id));
    if (this.beside || this.looking || ids.every((id) => here.has(id))) return;
    this.looking = true;
    this.line.say({ do: "look" });
  }

  trouble(text, again) {
    if (again) this.line.later();
    if (this.feeling !== null && !WHEN.includes(this.feeling) && !this.state?.kept.includes(this.feeling)) this.askFeeling(null);
    this.table.note(text);
  }

  load(drawing) {
    this.looking = false;
    const there = new Set(drawing.strokes.map((stroke) => stroke.id));
    const left = this.carried.filter((stroke) => !there.has(stroke.id));
    const unsaved = [...left, ...this.pad.unsaved().filter((stroke) => !there.has(stroke.id))];
    this.carried = [];
    // What the pad took back and the server still has was not the newest step there: an answer was. Show it again.
    const disagree = this.pad.takenBack().some((id) => there.has(id));
    const { canUndo, canRedo } = this.state ?? {};
    this.pad.load({ ...drawing, strokes: [...drawing.strokes, ...left] }, { replace: disagree && unsaved.length === 0, canUndo, canRedo });
    this.table.aspect(drawing.paper.aspect);
    const steps = new Map();
    for (const stroke of unsaved) {
      const step = stroke.id.split(".", 1)[0];
      steps.set(step, [...(steps.get(step) ?? []), stroke]);
    }
    this.line.catchUp([...steps.values()]);
    this.layPaper(drawing.paper.scan ?? null);
    this.underlay();
    if (this.beside && this.loaded) this.fire("happened", { drawing: Date.now() }); // the canvas looks again
    this.loaded = true;
  }

  look(state) {
    const before = this.state;
    this.state = state;
    if (state.laid !== before?.laid) this.underlay();
    if (state.showing !== this.shownId || this.isStale(state, before)) this.fetchShown(state.showing);
    if (this.feeling !== null && before?.kept.includes(this.feeling) && !state.kept.includes(this.feeling)) this.feeling = null;
    const about = this.feeling !== null && !WHEN.includes(this.feeling);
    if (about && before?.showing === this.feeling && state.showing !== this.feeling) {
      this.table.felt.flush();
      this.feeling = null; // another is looked at
    }
    if (before === null) this.askBefore(state);
    this.table.update(state);
    this.marking.update(state, { passing: this.passing });
    if (before && before.kept.length !== state.kept.length) this.fire("happened", { kept: state.kept.length });
    if (before) this.talked(before, state);
  }

  /** At the person's view the card looks again; the therapist's page is drawn again where the person wrote. */
  talked(before, { talked, answered }) {
    if (talked !== before.talked) window.dispatchEvent(new CustomEvent("sketchwell-talked"));
    if (answered !== before.answered && !this.data.client) this.fire("happened", { answered });
  }

  /** Whether a passing picture lies in the pane although it was decided, or nothing is left to answer. */
  isStale(state, before) {
    if (state.resting) return this.live || this.pane === "preview";
    if (this.pane === "preview") return state.work === null;
    return this.live && (state.strokes === 0 || (before !== null && state.laid !== before.laid));
  }

  async fetchShown(id) {
    this.shownId = id;
    if (id !== null && this.pane === id) return; // it lies there already
    const claim = this.claim(id);
    if (id === null) {
      this.paint(null, null);
      return;
    }
    const [shown, painted] = await Promise.all(["picture", "painted"].map((kind) => this.fetchImage(id, kind)));
    if (claim !== this.claims) return;
    if (shown) this.paint(shown, painted);
    else this.pane = this.shownId = undefined; // asked for again at the next look
  }

  fetchImage(id, kind) {
    return this.fetchFrom(this.address(id, kind));
  }

  async fetchFrom(address) {
    try {
      const answer = await fetch(address, { cache: "no-store" });
      return answer.ok ? await createImageBitmap(await answer.blob()) : null;
    } catch {
      return null; // the line is down
    }
  }

  async pictured(frame) {
    const final = frame.stage === "final";
    const claim = this.claim(final ? frame.answer : frame.stage);
    if (final) this.shownId = frame.answer;
    const [shown, painted] = await Promise.all([createImageBitmap(frame.shown), createImageBitmap(frame.painted)]);
    if (claim === this.claims) this.paint(shown, painted, frame.stage);
    if (final) this.fire("happened", { answer: frame.answer });
  }

  paint(shown, painted, stage = "final") {
    this.painted = painted;
    this.table.paint(shown, { stage });
    this.table.refresh();
    if (this.state) this.marking.update(this.state, { passing: this.passing });
    this.underlay();
  }

  /** The painted layer under the person's own lines, on the pad itself. */
  underlay() {
    const under = this.viewName === "under" ? (this.painted ?? null) : null;
    if (under === this.lies) return;
    this.lies = under;
    this.pad.setPicture(under, { mode: "under" });
  }

  /** A paper drawing lies below the strokes; its lines lie over fills and paint. */
  async layPaper(scan) {
    if (scan === this.scan) return;
    this.scan = scan;
    const at = scan && `/api/people/${this.data.person}/scans/${scan}`;
    const lines = at && (await this.fetchFrom(`${at}?layer=lines`));
    if (scan !== this.scan) return;
    await this.pad.setScan(at, { lines }).catch(() => {
      if (scan === this.scan) this.scan = undefined; // asked for again at the next greeting
    });
  }

  view(name) {
    this.viewName = name;
    if (this.phase === "painter" && !this.beside) window.sessionStorage.setItem(VIEW_KEPT, name);
    this.table.view(name);
    this.underlay();
    this.pad.resize();
  }

  // Files and paper

  address(id, kind) {
    return `/api/people/${this.data.person}/pictures/${id}/${kind}`;
  }

  async pictureUrl(kind) {
    if (this.viewName !== "lines" && this.state?.showing) return this.address(this.state.showing, kind);
    const blob = await new Promise((done) => this.pad.raster(1536).toBlob(done, "image/png"));
    return URL.createObjectURL(blob);
  }

  /** Live pictures and early states are not kept: they have no file of their own. */
  isPassing() {
    const { t } = this;
    const passing = this.viewName !== "lines" && this.passing;
    if (passing) this.table.note(t("This picture is only passing. Ask for the answer first, then save or print it."));
    return passing;
  }

  async save() {
    if (this.isPassing()) return;
    const link = document.createElement("a");
    link.href = await this.pictureUrl("file");
    link.download = "sketchwell-picture.png";
    link.click();
  }

  async print() {
    if (this.isPassing()) return;
    const sheet = document.createElement("iframe");
    sheet.style.cssText = "position:fixed;width:0;height:0;border:0;visibility:hidden";
    document.body.append(sheet);
    const image = sheet.contentDocument.createElement("img");
    image.style.cssText = "max-width:100%;max-height:100vh;display:block;margin:auto";
    image.onload = () => {
      sheet.contentWindow.print();
      setTimeout(() => sheet.remove(), 60000);
    };
    image.src = await this.pictureUrl("picture");
    sheet.contentDocument.body.append(image);
  }

  close() {
    this.ending.abort();
    this.hush.disconnect();
    this.marking.close({ focus: false }); // says what was just written
    this.pointing.close({ focus: false });
    this.sendWords();
    this.table.felt.flush();
    this.pad.destroy(); // ends a stroke under way
    const left = [...this.carried, ...this.pad.unsaved()];
    if (left.length > 0) carried.set(this.data.sitting, left);
    this.line.close();
    this.table.node.remove();
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  let desk = mounted.get(parentElement);
  if (desk && desk.data.sitting !== data.sitting) {
    desk.close();
    desk = undefined;
  }
  desk ??= new Desk(parentElement, data);
  mounted.set(parentElement, desk);
  desk.fire = setTriggerValue;
  return () => {
    desk.close();
    mounted.delete(parentElement);
  };
}
