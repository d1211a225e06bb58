// A drawing made on paper comes to the table: choose a photo, see the sheet found, move its corners, use it.
// Pure view: `steps` does the talking (photo, tried, use), `onDone` is told when the table should be shown again.
const HANDLE_PX = 44;
const LOUPE_PX = 132;
const LOUPE_ZOOM = 2.6;
const PAUSE_MS = 160;
const MESH = 14;
const OUTSIDE = 0.25;
const NUDGE = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

/** Where places of the unit square lie when its corners lie at four others: the projective map (Heckbert 1989). */
function mapped([a, b, c, d], width, height) {
  const [p, q, r, s] = [a, b, c, d].map(([x, y]) => [x * width, y * height]);
  const sum = [p[0] - q[0] + r[0] - s[0], p[1] - q[1] + r[1] - s[1]];
  const [d1, d2] = [[q[0] - r[0], q[1] - r[1]], [s[0] - r[0], s[1] - r[1]]];
  const det = d1[0] * d2[1] - d2[0] * d1[1] || 1e-6;
  const g = (sum[0] * d2[1] - d2[0] * sum[1]) / det;
  const h = (d1[0] * sum[1] - sum[0] * d1[1]) / det;
  return (u, v) => {
    const w = g * u + h * v + 1;
    return [0, 1].map((n) => ((q[n] - p[n] + g * q[n]) * u + (s[n] - p[n] + h * s[n]) * v + p[n]) / w);
  };
}

/** Draws the part of a photo between four corners straight on, in small triangles. */
function straightened(ctx, photo, corners) {
  const { width, height } = ctx.canvas;
  const at = mapped(corners, photo.naturalWidth, photo.naturalHeight);
  ctx.clearRect(0, 0, width, height);
  const across = (n) => (n / MESH) * width;
  const down = (n) => (n / MESH) * height;
  for (let i = 0; i < MESH; i += 1) {
    for (let j = 0; j < MESH; j += 1) {
      const corner = ([m, n]) => ({ to: [across(i + m), down(j + n)], from: at((i + m) / MESH, (j + n) / MESH) });
      const [one, two, three, four] = [[0, 0], [1, 0], [1, 1], [0, 1]].map(corner);
      triangle(ctx, photo, [one, two, three]);
      triangle(ctx, photo, [one, three, four]);
    }
  }
}

function triangle(ctx, photo, [a, b, c]) {
  const [u1, v1, u2, v2] = [b.from[0] - a.from[0], b.from[1] - a.from[1], c.from[0] - a.from[0], c.from[1] - a.from[1]];
  const [x1, y1, x2, y2] = [b.to[0] - a.to[0], b.to[1] - a.to[1], c.to[0] - a.to[0], c.to[1] - a.to[1]];
  const det = u1 * v2 - u2 * v1;
  if (Math.abs(det) < 1e-6) return;
  const m = [(x1 * v2 - x2 * v1) / det, (y1 * v2 - y2 * v1) / det, (x2 * u1 - x1 * u2) / det, (y2 * u1 - y1 * u2) / det];
  ctx.save();
  ctx.beginPath();
  const middle = [0, 1].map((n) => (a.to[n] + b.to[n] + c.to[n]) / 3);
  for (const { to } of [a, b, c]) ctx.lineTo(to[0] + Math.sign(to[0] - middle[0]) * 0.7, to[1] + Math.sign(to[1] - middle[1]) * 0.7);
  ctx.clip();
  ctx.transform(...m, a.to[0] - m[0] * a.from[0] - m[2] * a.from[1], a.to[1] - m[1] * a.from[0] - m[3] * a.from[1]);
  ctx.drawImage(photo, 0, 0);
  ctx.restore();
}

class PaperView {
  constructor(root, { t, steps, onDone }) {
    Object.assign(this, { t, steps, onDone });
    this.corners = [];
    this.colors = true;
    this.ticket = 0;
    this.node = make("section", { class: "paper", "aria-labelledby": "paper-title" });
    root.append(this.node);
    this.choose();
  }

  head() {
    const title = make("h2", { id: "paper-title" }, this.t("Bring in a paper drawing"));
    const back = make("button", { type: "button", class: "soft", onclick: () => this.leave() }, this.t("Back to the table"));
    return make("div", { class: "paper-head" }, title, back);
  }

  async leave() {
    this.stop();
    await this.steps.drop();
    this.onDone("left");
  }

  // Choose a photo

  choose(trouble = "") {
    const { t } = this;
    const input = (more) => make("input", { type: "file", accept: "image/jpeg,image/png,image/webp,image/*", onchange: (event) => this.take(event.target.files[0]), ...more });
    const camera = make("label", { class: "strong camera" }, t("Take a photo"), input({ capture: "environment" }));
    const file = make("label", { class: "strong file" }, t("Choose a photo"), input({}));
    const place = make(
      "div",
      { class: "paper-place", ondragover: (event) => this.over(event), ondragleave: () => delete place.dataset.over, ondrop: (event) => this.dropped(event) },
      make("p", { class: "lead" }, t("A photo or scan of a drawing on paper")),
      make("p", {}, t("Lay the sheet flat, in even light, on a table that is darker or in another color. All four corners should be in the picture.")),
      make("div", { class: "paper-buttons" }, camera, file),
      make("p", { class: "small", "data-drop": true }, t("Or drop a file here.")),
    );
    this.place = place;
    const said = make("p", { class: "trouble", role: "alert" }, trouble);
    said.hidden = trouble === "";
    const about = make("p", { class: "small" }, t("The photo stays in this computer's memory and is gone once the drawing lies on the table. Place, time and camera are not kept."));
    this.node.replaceChildren(this.head(), said, place, about);
  }

  over(event) {
    event.preventDefault();
    this.place.dataset.over = "";
  }

  dropped(event) {
    event.preventDefault();
    delete this.place.dataset.over;
    this.take(event.dataTransfer.files[0]);
  }

  async take(file) {
    if (!file) return;
    const ticket = (this.ticket += 1);
    const bar = make("progress", { max: "1", "aria-label": this.t("How far the photo is") });
    const said = make("p", { class: "lead", role: "status" }, this.t("Reading the photo …"));
    this.node.replaceChildren(this.head(), make("div", { class: "paper-place busy" }, said, bar));
    const going = (share) => {
      if (share < 1) bar.value = share;
      else {
        bar.removeAttribute("value");
        said.textContent = this.t("Looking for the sheet …");
      }
    };
    try {
      const found = await this.steps.photo(file, going, (upload) => (this.upload = upload));
      if (ticket === this.ticket) await this.found(found, ticket);
    } catch (error) {
      if (ticket === this.ticket) this.choose(error.message || this.t("The photo did not arrive: try again."));
    }
  }

  // Correct the corners

  async found({ photo, corners, sure }, ticket) {
    this.photo = new Image();
    this.photo.src = `data:image/jpeg;base64,${photo}`;
    await this.photo.decode();
    if (ticket !== this.ticket) return; // it was put away meanwhile
    this.corners = corners;
    this.node.replaceChildren(this.head(), this.hint(sure), make("div", { class: "paper-body" }, this.stage(), this.side()));
    this.lay();
    this.tryIt();
  }

  hint(sure) {
    const { t } = this;
    const text = sure ? t("The sheet was found. Move a corner if it is not quite right.") : t("The sheet was not found for sure. Put the four corners on the corners of the drawing.");
    return make("p", { class: sure ? "hint" : "hint unsure", role: "status" }, text);
  }

  stage() {
    const names = [this.t("Top left corner of the drawing"), this.t("Top right corner of the drawing"), this.t("Bottom right corner of the drawing"), this.t("Bottom left corner of the drawing")];
    this.handles = names.map((name, n) => make("button", { type: "button", class: "corner", "aria-label": name, "aria-describedby": "paper-keys", onkeydown: (event) => this.nudge(event, n), onpointerdown: (event) => this.grab(event, n) }, make("i", { "aria-hidden": "true" })));
    this.canvas = make("canvas", { class: "outline", "aria-hidden": "true" });
    this.loupe = make("canvas", { class: "loupe", "aria-hidden": "true", width: LOUPE_PX * 2, height: LOUPE_PX * 2 });
    this.loupe.hidden = true;
    this.photo.alt = this.t("The photo");
    this.photo.draggable = false;
    const keys = make("span", { id: "paper-keys", class: "unseen" }, this.t("Arrow keys move the corner; with Shift in larger steps."));
    this.spoken = make("span", { class: "unseen", "aria-live": "polite" });
    this.box = make("div", { class: "paper-photo" }, this.photo, this.canvas, ...this.handles, this.loupe, keys, this.spoken);
    this.watching = new ResizeObserver(() => this.lay());
    this.watching.observe(this.box);
    return make("div", { class: "paper-stage" }, this.box);
  }

  side() {
    const { t } = this;
    this.result = make("canvas", { class: "result", role: "img", "aria-label": t("How the drawing will lie on the table") });
    this.clean = make("img", { class: "result clean", alt: t("How the drawing will lie on the table") });
    this.clean.hidden = true;
    const turn = (quarters, label, glyph) => make("button", { type: "button", class: "soft turn", "aria-label": label, title: label, onclick: () => this.turn(quarters) }, glyph);
    const turns = make("div", { class: "turns" }, turn(-1, t("Turn left"), "↺"), turn(1, t("Turn right"), "↻"));
    const choice = make("div", { class: "choice", role: "radiogroup", "aria-label": t("What is kept of the sheet") }, this.radio(true, t("Keep colors")), this.radio(false, t("Only lines")));
    this.said = make("p", { class: "trouble", role: "alert" });
    this.said.hidden = true;
    this.useIt = make("button", { type: "button", class: "strong", onclick: () => this.use() }, t("Use it"));
    const other = make("button", { type: "button", class: "soft", onclick: () => this.another() }, t("Choose another"));
    const page = make("div", { class: "paper-page" }, this.result, this.clean);
    return make("div", { class: "paper-side" }, make("div", { class: "side-head" }, make("h3", {}, t("On the table")), turns), page, choice, this.said, make("div", { class: "paper-buttons" }, this.useIt, other));
  }

  radio(colors, label) {
    const chosen = this.colors === colors;
    return make("button", { type: "button", role: "radio", "aria-checked": String(chosen), tabindex: chosen ? "0" : "-1", "data-colors": String(colors), onclick: () => this.keepColors(colors), onkeydown: (event) => event.key in NUDGE && (event.preventDefault(), this.keepColors(!this.colors)) }, label);
  }

  keepColors(colors) {
    this.colors = colors;
    for (const button of this.node.querySelectorAll("[data-colors]")) {
      const chosen = button.dataset.colors === String(colors);
      button.setAttribute("aria-checked", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
      if (chosen) button.focus();
    }
    this.tryIt();
  }

  turn(quarters) {
    const start = quarters > 0 ? 3 : 1;
    this.corners = [...this.corners.slice(start), ...this.corners.slice(0, start)];
    this.lay();
    this.tryIt();
  }

  another() {
    this.stop();
    this.watching?.disconnect();
    this.choose();
  }

  grab(event, n) {
    if (event.button !== 0) return;
    event.preventDefault();
    const handle = this.handles[n];
    handle.focus({ preventScroll: true });
    handle.setPointerCapture(event.pointerId);
    const box = this.box.getBoundingClientRect();
    const [x, y] = this.corners[n];
    const away = [event.clientX - box.left - x * box.width, event.clientY - box.top - y * box.height];
    const move = (moved) => this.moveTo(n, [(moved.clientX - box.left - away[0]) / box.width, (moved.clientY - box.top - away[1]) / box.height]);
    const end = () => {
      for (const [name, listener] of listeners) handle.removeEventListener(name, listener);
      this.loupe.hidden = true;
      this.tryIt();
    };
    const listeners = [["pointermove", move], ["pointerup", end], ["pointercancel", end]];
    for (const [name, listener] of listeners) handle.addEventListener(name, listener);
    this.magnify(n);
  }

  nudge(event, n) {
    const way = NUDGE[event.key];
    if (!way) return;
    event.preventDefault();
    const step = (event.shiftKey ? 20 : 2) / 1000;
    const [x, y] = this.corners[n];
    this.moveTo(n, [x + way[0] * step, y + way[1] * step]);
    const [across, down] = this.corners[n].map((share) => Math.round(share * 100));
    this.spoken.textContent = this.t("{across} percent across, {down} percent down", { across, down });
    clearTimeout(this.hiding);
    this.hiding = setTimeout(() => (this.loupe.hidden = true), 1200);
    this.tryIt();
  }

  moveTo(n, place) {
    this.corners[n] = place.map((share) => Math.min(1 + OUTSIDE / 3, Math.max(-OUTSIDE / 3, share)));
    this.lay();
    this.magnify(n);
    this.sketch();
  }

  /** Handles and outline where the corners are. */
  lay() {
    const { clientWidth: width, clientHeight: height } = this.box;
    this.corners.forEach(([x, y], n) => {
      const { style } = this.handles[n];
      style.left = `${x * width - HANDLE_PX / 2}px`;
      style.top = `${y * height - HANDLE_PX / 2}px`;
    });
    const scale = window.devicePixelRatio || 1;
    Object.assign(this.canvas, { width: width * scale, height: height * scale });
    const ctx = this.canvas.getContext("2d");
    ctx.scale(scale, scale);
    const path = new Path2D();
    for (const [x, y] of this.corners) path.lineTo(x * width, y * height);
    path.closePath();
    const veil = new Path2D();
    veil.rect(0, 0, width, height);
    veil.addPath(path);
    ctx.fillStyle = "rgb(32 28 22 / 0.42)";
    ctx.fill(veil, "evenodd");
    for (const [color, thick] of [["rgb(255 253 248 / 0.95)", 4], ["#4d6c55", 2]]) {
      ctx.strokeStyle = color;
      ctx.lineWidth = thick;
      ctx.stroke(path);
    }
  }

  /** What lies under a finger, larger and away from it. */
  magnify(n) {
    const { clientWidth: width, clientHeight: height } = this.box;
    const [x, y] = this.corners[n];
    this.loupe.hidden = false;
    const left = x * width > width / 2 ? 8 : width - LOUPE_PX - 8;
    const top = y * height > height / 2 ? 8 : height - LOUPE_PX - 8;
    Object.assign(this.loupe.style, { left: `${left}px`, top: `${Math.max(0, top)}px` });
    const ctx = this.loupe.getContext("2d");
    const side = this.loupe.width;
    const span = (LOUPE_PX / LOUPE_ZOOM / width) * this.photo.naturalWidth;
    ctx.fillStyle = "#2f2b25";
    ctx.fillRect(0, 0, side, side);
    ctx.drawImage(this.photo, x * this.photo.naturalWidth - span / 2, y * this.photo.naturalHeight - span / 2, span, span, 0, 0, side, side);
    ctx.strokeStyle = "#fffdf8";
    ctx.lineWidth = 5;
    this.cross(ctx, n, side);
    ctx.strokeStyle = "#4d6c55";
    ctx.lineWidth = 2;
    this.cross(ctx, n, side);
  }

  cross(ctx, n, side) {
    const { clientWidth: width, clientHeight: height } = this.box;
    const here = this.corners[n];
    for (const there of [this.corners[(n + 1) % 4], this.corners[(n + 3) % 4]]) {
      const way = [(there[0] - here[0]) * width, (there[1] - here[1]) * height];
      const long = Math.hypot(...way) || 1;
      ctx.beginPath();
      ctx.moveTo(side / 2, side / 2);
      ctx.lineTo(side / 2 + (way[0] / long) * side, side / 2 + (way[1] / long) * side);
      ctx.stroke();
    }
  }

  /** At once, from the photo as it is. */
  sketch() {
    const { naturalWidth: width, naturalHeight: height } = this.photo;
    const side = (a, b) => Math.hypot((this.corners[a][0] - this.corners[b][0]) * width, (this.corners[a][1] - this.corners[b][1]) * height);
    const ratio = Math.min(2.5, Math.max(0.4, (side(0, 1) + side(2, 3)) / (side(1, 2) + side(3, 0) || 1)));
    this.result.width = Math.round(ratio >= 1 ? 480 : 480 * ratio);
    this.result.height = Math.round(ratio >= 1 ? 480 / ratio : 480);
    straightened(this.result.getContext("2d"), this.photo, this.corners);
    this.clean.hidden = true;
    this.result.hidden = false;
  }

  /** After a pause, as it will really lie there. */
  tryIt() {
    this.sketch();
    this.stop();
    const ticket = this.ticket;
    this.pause = setTimeout(() => this.tried(ticket), PAUSE_MS);
  }

  /** Whatever is on its way is not waited for any more. */
  stop() {
    this.ticket += 1;
    this.upload?.abort();
    this.trial?.abort();
    clearTimeout(this.pause);
  }

  asked() {
    return { corners: this.corners, colors: this.colors };
  }

  async tried(ticket) {
    this.trial = new AbortController();
    try {
      const picture = await this.steps.tried(this.asked(), this.trial.signal);
      if (ticket !== this.ticket) return;
      this.clean.src = URL.createObjectURL(picture);
      await this.clean.decode();
      URL.revokeObjectURL(this.clean.src);
      if (ticket !== this.ticket) return;
      this.clean.hidden = false;
      this.result.hidden = true;
      this.tell("");
    } catch (error) {
      if (ticket === this.ticket) this.tell(error.message);
    }
  }

  tell(trouble) {
    this.said.textContent = trouble;
    this.said.hidden = trouble === "";
    this.useIt.disabled = trouble !== "";
  }

  async use() {
    this.useIt.disabled = true;
    this.useIt.textContent = this.t("Laying it on the table …");
    this.stop();
    try {
      await this.steps.use(this.asked());
      this.onDone("used");
    } catch (error) {
      this.useIt.textContent = this.t("Use it");
      this.tell(error.message);
      this.useIt.disabled = false;
    }
  }

  destroy() {
    this.stop();
    clearTimeout(this.hiding);
    this.watching?.disconnect();
    this.node.remove();
  }
}

export function createPaper(root, options) {
  return new PaperView(root, options);
}
