// Two pictures compared: side by side under one magnifying glass, or one over the other with a handle between.
const STEP = 0.02;
const BIG_STEP = 0.1;
const CLOSEST = 8;

const within = (value, low, high) => Math.min(high, Math.max(low, value));
const tag = (name, className, attributes = {}) => {
  const node = Object.assign(document.createElement(name), { className });
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
};

/** The stage takes the first picture's shape; the other is fitted into it. */
function shaped(stage, image) {
  const take = () => image.naturalWidth && stage.style.setProperty("--aspect", `${image.naturalWidth} / ${image.naturalHeight}`);
  image.addEventListener("load", take);
  take();
}

/** The before-after slider. `set({first, second})` takes two pictures, each `{url, alt, label}`. */
export function createSlider(t) {
  const node = tag("div", "slider");
  const [under, over] = [tag("img", "under", { draggable: "false" }), tag("img", "over", { draggable: "false" })];
  const labels = [tag("span", "label first"), tag("span", "label second")];
  const handle = tag("div", "handle", { role: "slider", tabindex: "0", "aria-valuemin": "0", "aria-valuemax": "100", "aria-orientation": "horizontal" });
  handle.append(tag("span", "knob"));
  node.append(under, over, ...labels, handle);
  shaped(node, under);
  let at = 0.5;
  let names = ["", ""];

  const move = (value) => {
    at = within(value, 0, 1);
    node.style.setProperty("--at", `${100 * at}%`);
    handle.setAttribute("aria-valuenow", String(Math.round(100 * at)));
    handle.setAttribute("aria-valuetext", t("{share} % {first}, the rest {second}", { share: Math.round(100 * at), first: names[0], second: names[1] }));
  };
  const follow = (event) => {
    const box = node.getBoundingClientRect();
    move((event.clientX - box.left) / box.width);
  };
  node.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button > 0) return;
    node.setPointerCapture(event.pointerId);
    follow(event);
    handle.focus({ preventScroll: true });
    event.preventDefault();
  });
  node.addEventListener("pointermove", (event) => node.hasPointerCapture(event.pointerId) && follow(event));
  handle.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? BIG_STEP : STEP;
    const steps = { ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step, PageDown: -BIG_STEP, PageUp: BIG_STEP };
    const ends = { Home: 0, End: 1 };
    if (!(event.key in steps || event.key in ends)) return;
    event.preventDefault();
    event.stopPropagation();
    move(event.key in ends ? ends[event.key] : at + steps[event.key]);
  });
  return {
    node,
    set({ first, second }) {
      names = [first.label, second.label];
      handle.setAttribute("aria-label", t("How much of each picture is seen"));
      [[over, first], [under, second]].forEach(([image, shown]) => {
        if (image.getAttribute("src") !== shown.url) image.src = shown.url;
        image.alt = shown.alt;
      });
      labels.forEach((label, n) => (label.textContent = names[n]));
      move(at);
    },
  };
}

/** Two panes that move together. `set([picture, picture])`; `zoom(factor)`, `whole()`. */
export function createBeside(t) {
  const node = tag("div", "beside", { tabindex: "0", role: "group" });
  const panes = [0, 1].map(() => {
    const pane = tag("div", "pane");
    const image = tag("img", "", { draggable: "false" });
    pane.append(image);
    shaped(pane, image);
    node.append(pane);
    return { pane, image };
  });
  const view = { scale: 1, x: 0, y: 0 };
  const fingers = new Map();

  const show = () => {
    const room = (view.scale - 1) / 2;
    view.x = within(view.x, -room, room);
    view.y = within(view.y, -room, room);
    node.toggleAttribute("data-close", view.scale > 1);
    for (const { image } of panes) image.style.transform = `translate(${100 * view.x}%, ${100 * view.y}%) scale(${view.scale})`;
  };
  const zoom = (factor, at = { x: 0, y: 0 }) => {
    const scale = within(view.scale * factor, 1, CLOSEST);
    const grown = scale / view.scale;
    view.x = at.x - (at.x - view.x) * grown;
    view.y = at.y - (at.y - view.y) * grown;
    view.scale = scale;
    show();
  };
  const whole = () => {
    Object.assign(view, { scale: 1, x: 0, y: 0 });
    show();
  };
  const pan = (x, y) => {
    view.x += x;
    view.y += y;
    show();
  };
  /** A place on the page as shares of its pane, from the pane's middle. */
  const placed = (event, pane) => {
    const box = pane.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width - 0.5, y: (event.clientY - box.top) / box.height - 0.5 };
  };
  const spread = () => {
    const [a, b] = [...fingers.values()];
    return { apart: Math.hypot(a.x - b.x, a.y - b.y), at: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } };
  };

  for (const { pane } of panes) {
    pane.addEventListener("pointerdown", (event) => {
      if (event.button > 0) return;
      fingers.set(event.pointerId, placed(event, pane));
      pane.setPointerCapture(event.pointerId);
    });
    pane.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const was = fingers.size === 2 ? spread() : null;
      const now = placed(event, pane);
      fingers.set(event.pointerId, now);
      if (was) zoom(spread().apart / Math.max(0.01, was.apart), spread().at);
      else if (view.scale > 1) pan(now.x - before.x, now.y - before.y);
    });
    for (const end of ["pointerup", "pointercancel"]) pane.addEventListener(end, (event) => fingers.delete(event.pointerId));
    pane.addEventListener("dblclick", (event) => (view.scale > 1 ? whole() : zoom(2.5, placed(event, pane))));
    // Without Control the wheel moves the page, as everywhere; on the full screen there is no page to move.
    pane.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !node.closest("[data-full]")) return;
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 300), placed(event, pane));
    }, { passive: false });
  }
  node.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: [0.1, 0], ArrowRight: [-0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };
    if (event.key in moves && view.scale > 1) pan(...moves[event.key]);
    else if (event.key === "+" || event.key === "=") zoom(1.5);
    else if (event.key === "-") zoom(1 / 1.5);
    else if (event.key === "0") whole();
    else return;
    event.preventDefault();
  });
  return {
    node,
    zoom,
    whole,
    set(pictures) {
      node.setAttribute("aria-label", t("Two pictures side by side. Plus and minus come closer and go back, arrows move both."));
      pictures.forEach(({ url, alt }, n) => {
        const { image } = panes[n];
        if (image.getAttribute("src") !== url) image.src = url;
        image.alt = alt;
      });
    },
  };
}
