// A sitting played again: the page, a time line with a lane for the person and one for the painter, and the keys to it.
// It knows scenes and pixels; no network but the pictures' own addresses. A person's words only as textContent.
const { el, texts, segments } = Kit;

export const SPEEDS = ["0.5", "1", "2", "4", "8"];
const LEAST_GAP_MS = 250;
const FADE_MS = 350;
const EDGE_MS = 0.5;
const CUT_MS = 1200;
const SIGNS = {
  play: "M7 4.5v15l12.5-7.5z",
  pause: "M7 5h3.6v14H7zM13.4 5H17v14h-3.6z",
  again: "M12 5a7 7 0 1 1-6.6 9.3l1.9-.7A5 5 0 1 0 12 7v3.4L6.6 6 12 1.6z",
};

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

function sign(name) {
  const box = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", width: 26, height: 26, fill: "currentColor", "aria-hidden": "true" })) {
    box.setAttribute(key, value);
  }
  path.setAttribute("d", SIGNS[name]);
  box.append(path);
  return box;
}

/** 1:05, and from an hour on 1:02:05. */
export function clockOf(ms) {
  const seconds = Math.round(ms / 1000);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  const hours = Math.floor(seconds / 3600);
  const [minutes, rest] = [hours ? String(parts[0]).padStart(2, "0") : String(parts[0]), String(parts[1]).padStart(2, "0")];
  return hours ? `${hours}:${minutes}:${rest}` : `${minutes}:${rest}`;
}

/** What is on the page after the first `count` scenes: page, strokes in order, the picture below. */
export function stateAfter(data, count) {
  let page = data.scenes[0]?.page ?? 0;
  let strokes = [];
  let layer = null;
  for (const scene of data.scenes.slice(0, count)) {
    if (scene.page !== page) [page, strokes] = [scene.page, []];
    if (scene.what === "stroke") strokes.push(data.pages[page].strokes[scene.ref]);
    else if (scene.what === "cleared") strokes = [];
    else if (scene.gone.length > 0) strokes = strokes.filter((stroke) => !scene.gone.includes(stroke.id));
    layer = scene.layer;
  }
  return { page, strokes, layer };
}

/** How many of a stroke's points are there after `elapsed` of `lasts` milliseconds. */
export function pointsAfter(stroke, elapsed, lasts) {
  const { points } = stroke;
  const first = points[0][2] ?? null;
  const last = points[points.length - 1][2] ?? null;
  if (first === null || last === null || last === first || points.some((point) => (point[2] ?? null) === null)) {
    return Math.max(1, Math.round((points.length * elapsed) / lasts));
  }
  const until = first + ((last - first) * elapsed) / lasts;
  const later = points.findIndex((point) => point[2] > until);
  return later < 0 ? points.length : Math.max(1, later);
}

class Player {
  constructor(root, data) {
    this.sheets = new Map();
    this.images = new Map();
    [this.speed, this.skip, this.playing, this.drawn] = [1, false, false, null];
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.build(root);
    this.show(data);
    this.sized = new ResizeObserver(() => this.fit());
    this.sized.observe(this.node);
  }

  build(root) {
    this.canvas = el("canvas", { class: "sheet", role: "img" });
    this.cut = el("p", { class: "cut", hidden: true });
    this.poster = el("button", { type: "button", class: "poster", onclick: () => this.toggle() }, sign("play"));
    this.stage = el("div", { class: "stage" }, this.canvas, this.cut, this.poster);
    this.button = el("button", { type: "button", class: "round big", onclick: () => this.toggle() });
    this.time = el("span", { class: "time" });
    this.skipper = el("button", { type: "button", class: "button skip", "aria-pressed": "false", onclick: () => this.setSkip(!this.skip) });
    this.said = el("p", { class: "said" });
    this.voice = el("p", { class: "reader", role: "status" });
    this.bar = el("div", { class: "bar" });
    this.track = el("div", { class: "track", role: "slider", tabindex: 0 });
    this.legend = el("p", { class: "legend" });
    this.cards = el("ol", { class: "cards" });
    this.node = el("section", { class: "player" }, this.stage, this.said, this.bar, this.track, this.legend, this.cards, this.voice);
    root.replaceChildren(this.node);
    this.node.addEventListener("keydown", (event) => this.key(event));
    this.listen();
  }

  listen() {
    const to = (event) => {
      const box = this.lanes.getBoundingClientRect();
      this.seek((clamp(event.clientX - box.left, 0, box.width) / box.width) * this.data.span);
    };
    this.track.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.track.setPointerCapture(event.pointerId);
      this.pause();
      to(event);
    });
    this.track.addEventListener("pointermove", (event) => {
      if (this.track.hasPointerCapture(event.pointerId)) to(event);
    });
  }

  // What is shown

  show(data) {
    if (JSON.stringify(data) === this.given) return;
    this.given = JSON.stringify(data);
    this.pause();
    this.data = data;
    this.t = texts(data.text);
    this.at = data.span;
    this.sheets.clear();
    this.images.clear();
    this.drawn = null;
    this.hidden = new Map(Object.entries(data.pictures).map(([id, picture]) => [id, new Set(picture.answered)]));
    this.strokes = data.scenes.filter((scene) => scene.what === "stroke").length;
    this.name();
    this.lay();
    this.list();
    this.fit();
  }

  name() {
    const { t } = this;
    this.node.setAttribute("aria-label", t("The sitting, played again"));
    this.poster.setAttribute("aria-label", t("Play"));
    this.track.setAttribute("aria-label", t("Time line"));
    this.skipper.textContent = t("Skip pauses");
    const cut = this.data.scenes.some((scene) => scene.pause) && t("Dotted: a longer pause, cut short.");
    const back = this.data.showings.some((showing) => showing.fate === "put_back") && t("Hatched: an answer that was put back.");
    this.legend.textContent = [cut, back].filter(Boolean).join(" ");
    this.legend.hidden = !this.legend.textContent;
    const written = new Intl.NumberFormat(document.documentElement.lang || "en"); // 0,5 in German
    const speeds = SPEEDS.map((speed) => [speed, `${written.format(speed)}×`]);
    this.speeds = segments(t("Speed"), speeds, { chosen: String(this.speed), pick: (value) => this.setSpeed(Number(value)) });
    this.bar.replaceChildren(this.button, this.time, this.speeds.node, this.skipper);
  }

  /** The lanes: the person's strokes above, the painter's answers below, one clock for both. */
  lay() {
    const { t, data } = this;
    this.hand = el("canvas", { class: "hand", "aria-hidden": "true" });
    const answers = data.showings.map((showing) => this.bandOf(showing));
    const cuts = data.scenes.filter((scene) => scene.pause).map((scene) => this.tickOf("pause", scene.start - CUT_MS / 2));
    const pages = data.scenes.filter((scene) => scene.what === "page" && scene.page > 0).map((scene) => this.tickOf("turned", scene.start));
    this.needle = el("div", { class: "needle" });
    this.lanes = el("div", { class: "lanes", "aria-hidden": "true" }, this.hand, el("div", { class: "painter" }, ...answers), ...cuts, ...pages, this.needle);
    const names = el("div", { class: "names", "aria-hidden": "true" }, el("span", {}, t("Person")), el("span", {}, t("Painter")));
    this.track.replaceChildren(names, this.lanes);
  }

  share(ms) {
    return `${(100 * clamp(ms / Math.max(1, this.data.span), 0, 1)).toFixed(3)}%`;
  }

  tickOf(kind, ms) {
    return el("i", { class: kind, style: `left:${this.share(ms)}` });
  }

  bandOf(showing) {
    const picture = this.data.pictures[showing.answer];
    const image = picture ? el("img", { src: picture.small, alt: "", draggable: "false" }) : null;
    const place = `left:${this.share(showing.start)};width:${this.share(showing.end - showing.start)}`;
    return el("div", { class: `band ${showing.fate}`, style: place }, image);
  }

  list() {
    this.cards.replaceChildren(...this.data.showings.map((showing, n) => this.cardOf(showing, n)));
    this.cards.hidden = this.data.showings.length === 0;
  }

  cardOf(showing, n) {
    const { t } = this;
    const picture = this.data.pictures[showing.answer];
    const image = picture ? el("img", { src: picture.small, alt: "", loading: "lazy" }) : el("span", { class: "bare", "aria-hidden": "true" });
    const scene = this.data.scenes.find((each) => each.what === "answer" && each.start === showing.start);
    const words = picture?.words || t("Answer {n}", { n: n + 1 });
    const about = [this.fateOf(showing.fate), scene?.clock].filter(Boolean).join(" · ");
    const lines = el("span", { class: "words" }, el("b", {}, words), el("span", { class: `fate ${showing.fate}` }, about));
    const button = el("button", { type: "button", class: "card", onclick: () => this.look(showing.start + 1) }, image, lines);
    return el("li", {}, button);
  }

  fateOf(fate) {
    const { t } = this;
    return { kept: t("kept"), put_back: t("put back"), undone: t("undone"), open: t("not decided") }[fate];
  }

  // The clock

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    if (this.at >= this.data.span) this.at = 0;
    this.playing = true;
    this.before = null;
    this.node.setAttribute("data-playing", "");
    this.step = requestAnimationFrame((now) => this.tick(now));
    this.refresh();
  }

  pause() {
    cancelAnimationFrame(this.step);
    this.playing = false;
    this.node.removeAttribute("data-playing");
    if (this.data) this.refresh();
  }

  tick(now) {
    if (!this.node.isConnected) return this.pause();
    const passed = this.before === null ? 0 : Math.min(100, now - this.before);
    this.before = now;
    this.at = Math.min(this.data.span, this.skipped(this.at + passed * this.speed));
    if (this.at >= this.data.span) return this.pause();
    this.refresh();
    this.step = requestAnimationFrame((then) => this.tick(then));
    return undefined;
  }

  /** Where nothing happens for a while, on to what comes next. */
  skipped(at) {
    if (!this.skip) return at;
    const next = this.data.scenes.find((scene) => scene.start > at);
    const last = this.data.scenes[this.count(at) - 1];
    const idle = next && at > (last ? last.start + last.lasts : 0) && next.start - at > LEAST_GAP_MS;
    return idle ? next.start : at;
  }

  seek(at) {
    this.at = clamp(at, 0, this.data.span);
    this.refresh();
  }

  look(at) {
    this.pause();
    this.seek(at);
    this.stage.scrollIntoView({ block: "nearest", behavior: this.calm ? "auto" : "smooth" });
  }

  setSpeed(speed) {
    this.speed = speed;
    this.speeds.set(String(speed));
  }

  setSkip(skip) {
    this.skip = skip;
    this.skipper.setAttribute("aria-pressed", String(skip));
  }

  key(event) {
    const inside = event.target.closest(".segments, .card, button");
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (inside && (event.key === " " || event.key === "Enter" || event.target.closest(".segments"))) return;
    const speed = SPEEDS.indexOf(String(this.speed));
    const acts = {
      " ": () => this.toggle(),
      ArrowRight: () => this.hop(1),
      ArrowLeft: () => this.hop(-1),
      PageDown: () => this.hopTo(1),
      PageUp: () => this.hopTo(-1),
      Home: () => this.seek(0),
      End: () => this.seek(this.data.span),
      "+": () => this.setSpeed(Number(SPEEDS[Math.min(SPEEDS.length - 1, speed + 1)])),
      "-": () => this.setSpeed(Number(SPEEDS[Math.max(0, speed - 1)])),
    };
    const act = acts[event.key === "=" ? "+" : event.key];
    if (!act) return;
    event.preventDefault();
    if (event.key.length > 1) this.pause();
    act();
  }

  /** To the end of the next scene, or of the one before. */
  hop(way) {
    // Where one scene ends the next may begin: just before that it is still itself.
    const ends = [0, ...this.data.scenes.map((scene) => scene.start + scene.lasts - EDGE_MS)];
    const next = way > 0 ? ends.find((end) => end > this.at + 1) : ends.filter((end) => end < this.at - 1).pop();
    if (next !== undefined) this.seek(next + 2 * EDGE_MS > this.data.span ? this.data.span : next);
  }

  /** To the next answer, or the one before. */
  hopTo(way) {
    const starts = this.data.showings.map((showing) => showing.start + 1);
    const next = way > 0 ? starts.find((start) => start > this.at + 1) : starts.filter((start) => start < this.at - 1).pop();
    if (next !== undefined) this.seek(next);
  }

  // Drawing

  count(at) {
    let [low, high] = [0, this.data.scenes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.data.scenes[middle].start <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  fit() {
    if (!this.data || this.node.clientWidth === 0) return;
    const { aspect } = this.data.pages[this.shownPage ?? 0] ?? { aspect: 4 / 3 };
    const high = Math.max(220, Math.min(window.innerHeight * 0.52, 620));
    const width = Math.round(Math.min(this.node.clientWidth, high * aspect));
    const dense = Math.min(2, window.devicePixelRatio || 1);
    [this.canvas.width, this.canvas.height] = [Math.round(width * dense), Math.round((width / aspect) * dense)];
    this.stage.style.width = `${width}px`;
    this.stage.style.aspectRatio = String(aspect);
    this.drawn = null;
    this.layHand();
    this.refresh();
  }

  /** The person's lane: one bar for each stroke, in its own color, as long as it took. */
  layHand() {
    const box = this.hand.getBoundingClientRect();
    const dense = window.devicePixelRatio || 1;
    [this.hand.width, this.hand.height] = [Math.round(box.width * dense), Math.round(box.height * dense)];
    const ctx = this.hand.getContext("2d");
    const scale = this.hand.width / Math.max(1, this.data.span);
    const edge = getComputedStyle(this.node).color;
    for (const scene of this.data.scenes.filter((each) => each.what === "stroke")) {
      const stroke = this.data.pages[scene.page].strokes[scene.ref];
      const [left, wide] = [scene.start * scale, Math.max(2 * dense, scene.lasts * scale - dense)];
      ctx.fillStyle = ctx.strokeStyle = edge;
      ctx.globalAlpha = 0.75;
      ctx.fillRect(left, 0, wide, this.hand.height);
      ctx.globalAlpha = 1;
      ctx.fillStyle = stroke.tool === "eraser" ? "#ffffff" : stroke.color;
      ctx.fillRect(left, 2 * dense, wide, this.hand.height - 4 * dense);
    }
  }

  refresh() {
    const done = this.at >= this.data.span;
    this.button.replaceChildren(sign(this.playing ? "pause" : done ? "again" : "play"));
    const { t } = this;
    this.button.setAttribute("aria-label", this.playing ? t("Pause") : t("Play"));
    this.time.textContent = `${clockOf(this.at)} / ${clockOf(this.data.span)}`;
    this.needle.style.left = this.share(this.at);
    this.poster.hidden = this.playing || !done;
    this.draw();
    this.tell();
  }

  draw() {
    const count = this.count(this.at);
    const scene = this.data.scenes[count - 1];
    const growing = scene?.what === "stroke" && this.at < scene.start + scene.lasts - 2 * EDGE_MS;
    if (this.drawn?.count !== count || this.drawn.growing !== growing) {
      this.drawn = { count, growing, ...stateAfter(this.data, growing ? count - 1 : count) };
    }
    if (scene && scene.page !== (this.shownPage ?? 0)) {
      this.shownPage = scene.page;
      return this.fit();
    }
    const ctx = this.canvas.getContext("2d");
    this.ground(ctx, scene);
    return this.marks(ctx, growing ? scene : null);
  }

  ground(ctx, scene) {
    const { width, height } = ctx.canvas;
    const page = this.data.pages[this.drawn.page];
    ctx.globalAlpha = 1;
    ctx.fillStyle = page.color;
    ctx.fillRect(0, 0, width, height);
    const scan = page.scan && this.image(page.scan);
    if (scan) ctx.drawImage(scan, 0, 0, width, height);
    const painted = this.drawn.layer && this.image(this.data.pictures[this.drawn.layer].painted);
    if (!painted) return;
    const came = scene?.what === "answer" && !this.calm ? clamp((this.at - scene.start) / FADE_MS, 0, 1) : 1;
    ctx.globalAlpha = this.playing ? came : 1;
    ctx.drawImage(painted, 0, 0, width, height);
    ctx.globalAlpha = 1;
  }

  marks(ctx, growing) {
    const { page, strokes, layer } = this.drawn;
    if (!this.sheets.has(page)) this.sheets.set(page, Pad.createSheet(this.data.pages[page]));
    let part = null;
    if (growing) {
      const stroke = this.data.pages[growing.page].strokes[growing.ref];
      const points = pointsAfter(stroke, this.at - growing.start, growing.lasts);
      part = stroke.tool === "fill" ? null : { ...stroke, points: stroke.points.slice(0, points) };
    }
    const { scan } = this.data.pages[page];
    const sheet = this.sheets.get(page);
    sheet.print((scan && this.image(`${scan}?layer=lines`)) || null);
    sheet.draw(ctx, strokes, { hidden: layer ? this.hidden.get(layer) : null, part });
  }

  /** A picture once it is here; until then the page is shown without it. */
  image(source) {
    if (!this.images.has(source)) {
      const image = new Image();
      image.onload = () => this.refresh();
      image.src = source;
      this.images.set(source, image);
    }
    const image = this.images.get(source);
    return image.complete && image.naturalWidth > 0 ? image : null;
  }

  // Words

  tell() {
    const count = this.count(this.at);
    const words = this.wordsOf(count);
    const next = this.data.scenes[count];
    const { t } = this;
    const pause = next?.pause && this.at >= next.start - CUT_MS && this.at < next.start ? t("{time} later", { time: this.long(next.pause) }) : "";
    this.cut.textContent = pause;
    this.cut.hidden = !pause;
    this.said.textContent = words;
    this.canvas.setAttribute("aria-label", words);
    this.track.setAttribute("aria-valuemin", "0");
    this.track.setAttribute("aria-valuemax", String(Math.round(this.data.span / 1000)));
    this.track.setAttribute("aria-valuenow", String(Math.round(this.at / 1000)));
    this.track.setAttribute("aria-valuetext", `${clockOf(this.at)}. ${words}`);
    const quiet = this.playing && this.data.scenes[count - 1]?.what === "stroke";
    if (!quiet && this.voice.textContent !== words && this.playing) this.voice.textContent = words;
  }

  wordsOf(count) {
    const { t } = this;
    const scene = this.data.scenes[count - 1];
    if (!scene) return t("Before the first mark");
    const done = this.data.scenes.slice(0, count).filter((each) => each.what === "stroke").length;
    const happened = {
      stroke: t("Mark {n} of {all}", { n: done, all: this.strokes }),
      page: t("A fresh page"),
      cleared: t("The page was cleared"),
      gone: t("Marks taken back: {n}", { n: scene.gone.length }),
      answer: this.answered(scene),
      kept: this.data.pictures[scene.ref] ? t("The answer was kept") : t("The drawing was kept"),
      put_back: t("The answer was put back"),
      undone: t("The last decision was undone"),
    }[scene.what];
    return [happened, scene.clock].filter(Boolean).join(" · ");
  }

  answered(scene) {
    const picture = this.data.pictures[scene.ref];
    const { t } = this;
    if (!picture) return t("An answer was shown; it was not kept with the sitting");
    return picture.words ? t("The painter answered: {words}", { words: picture.words }) : t("The painter answered");
  }

  /** A length of time in words, coarsely. */
  long(ms) {
    const seconds = Math.round(ms / 1000);
    const { t } = this;
    return seconds < 60 ? t("{n} s", { n: seconds }) : t("{n} min", { n: Math.round(seconds / 60) });
  }

  destroy() {
    this.pause();
    this.sized.disconnect();
  }
}

/** Puts a player into `root`. `show(data)` gives it another replay, `seek(ms)` and `play()` are as its buttons. */
export function createPlayer(root, data) {
  const player = new Player(root, data);
  return Object.freeze({
    show: (given) => player.show(given),
    seek: (ms) => player.seek(ms),
    play: () => player.play(),
    pause: () => player.pause(),
    destroy: () => player.destroy(),
    get at() {
      return player.at;
    },
  });
}
