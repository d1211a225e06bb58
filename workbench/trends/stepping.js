// Steps through the points of a chart: with keys, with two buttons, or with a tap anywhere in the chart. What stands
// at the chosen point is said in words, and a thin line or ring in the chart shows where it is.
const TAP_SLACK_PX = 10;
const SETTLE_MS = 220;

function made(tag, name, attributes = {}) {
  const node = document.createElement(tag);
  node.className = name;
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

/** The place among the points that is nearest to where somebody tapped, in shares of the plot area. */
export function nearest(points, x, y, aspect) {
  const far = (point) => Math.hypot((point.x - x) * aspect, point.y === null ? 0 : point.y - y);
  return points.reduce((best, point, place) => (far(point) < far(points[best]) ? place : best), 0);
}

/** The place of a row, or of the row next to it where a chart has nothing of that one. */
export function closest(points, row) {
  const far = (point) => Math.abs(point.row - row);
  return points.reduce((best, point, place) => (far(point) < far(points[best]) ? place : best), 0);
}

/** Which place a key leads to; undefined for other keys. */
export function led(key, place, count) {
  const ways = { ArrowLeft: place - 1, ArrowDown: place - 1, ArrowRight: place + 1, ArrowUp: place + 1 };
  Object.assign(ways, { Home: 0, End: count - 1, PageDown: place - 5, PageUp: place + 5 });
  return key in ways ? Math.min(count - 1, Math.max(0, ways[key])) : undefined;
}

/** The row under a chart: earlier, what is chosen, later. `onChoose(row)` once it has settled. */
export function createStepper(root, { t, onChoose }) {
  const earlier = made("button", "go", { type: "button", "aria-label": t("Earlier") });
  const said = made("div", "said", { role: "slider", tabindex: "0", "aria-valuemin": "1" });
  const picture = made("img", "small", { alt: "" });
  const words = made("span", "words");
  const later = made("button", "go", { type: "button", "aria-label": t("Later") });
  earlier.textContent = "‹";
  later.textContent = "›";
  said.append(picture, words);
  root.append(earlier, said, later);
  const mark = made("div", "sw-cursor", { "aria-hidden": "true" });
  const view = { points: [], place: 0, margins: {}, chart: null, timer: 0, frame: 0 };

  function plot() {
    return document.querySelector(`.st-key-${view.chart} .js-plotly-plot`);
  }

  function area(box) {
    const { left, right, top, bottom } = view.margins;
    return { x: left, y: top, width: box.width - left - right, height: box.height - top - bottom };
  }

  function pointed() {
    const host = plot();
    const point = view.points[view.place];
    if (!host || !point) return;
    if (mark.parentNode !== host) host.append(mark);
    const inside = area(host.getBoundingClientRect());
    const ring = point.y !== null && !view.rows;
    mark.classList.toggle("ring", ring);
    mark.classList.toggle("row", Boolean(view.rows));
    const left = inside.x + point.x * inside.width;
    const top = inside.y + (1 - (point.y ?? 0)) * inside.height;
    const spot = ring
      ? { left: left - 13, top: top - 13, width: 26, height: 26 }
      : { left: left - 1, top: inside.y + 18, width: 2, height: inside.height - 18 };
    if (view.rows) Object.assign(spot, { left: 2, top: top - 30, width: 4, height: 60 });
    for (const [side, value] of Object.entries(spot)) mark.style[side] = `${value}px`;
  }

  function show() {
    const point = view.points[view.place];
    root.hidden = !point;
    if (!point) return;
    words.textContent = point.said;
    picture.hidden = !point.picture;
    if (point.picture && picture.getAttribute("src") !== point.picture) picture.src = point.picture;
    said.setAttribute("aria-valuenow", String(view.place + 1));
    said.setAttribute("aria-valuemax", String(view.points.length));
    said.setAttribute("aria-valuetext", point.said);
    earlier.disabled = view.place === 0;
    later.disabled = view.place === view.points.length - 1;
    pointed();
  }

  function choose(place) {
    if (place === undefined || place === view.place || !view.points[place]) return;
    view.place = place;
    show();
    clearTimeout(view.timer);
    view.pending = true;
    view.timer = setTimeout(() => {
      view.pending = false;
      onChoose(view.points[view.place].row);
    }, SETTLE_MS);
  }

  function tapped(down) {
    const host = plot();
    if (!host?.contains(down.target) || !down.isPrimary) return;
    const end = (up) => {
      window.removeEventListener("pointerup", end, true);
      if (Math.hypot(up.clientX - down.clientX, up.clientY - down.clientY) > TAP_SLACK_PX) return;
      const box = host.getBoundingClientRect();
      const inside = area(box);
      const x = (up.clientX - box.left - inside.x) / inside.width;
      const y = 1 - (up.clientY - box.top - inside.y) / inside.height;
      choose(nearest(view.points, view.rows ? 0.5 : x, y, inside.width / inside.height));
    };
    window.addEventListener("pointerup", end, true);
  }

  function keyed(event) {
    const place = led(event.key, view.place, view.points.length);
    if (place === undefined) return;
    event.preventDefault();
    choose(place);
  }

  // Charts come after this row, and change their width: look again until they stand still.
  const watch = new ResizeObserver(() => pointed());
  const waiting = setInterval(() => {
    const host = plot();
    if (host && host !== view.host) {
      view.host = host;
      watch.observe(host);
    }
    if (host && mark.parentNode !== host) pointed();
  }, 400);
  earlier.addEventListener("click", () => choose(view.place - 1));
  later.addEventListener("click", () => choose(view.place + 1));
  said.addEventListener("keydown", keyed);
  window.addEventListener("pointerdown", tapped, true);

  return {
    set({ points, chosen, margins, chart, label, rows = false }) {
      const same = view.sent === chosen && view.chart === chart && view.points.length === points.length;
      Object.assign(view, { points, margins, chart, rows, sent: chosen });
      said.setAttribute("aria-label", label);
      // Somebody who steps on while the page answers is not called back to where they were.
      if (!same && !view.pending) view.place = closest(points, chosen);
      view.place = Math.max(0, Math.min(view.place, points.length - 1));
      show();
    },
    destroy() {
      clearInterval(waiting);
      clearTimeout(view.timer);
      watch.disconnect();
      mark.remove();
      window.removeEventListener("pointerdown", tapped, true);
    },
  };
}
