// The Affective Slider: two wordless sliders, unset until touched, after Betella and Verschure 2016,
// doi 10.1371/journal.pone.0148037. Values are 0..1; null is "left out". The faces are the kiosk's, bundled as Faces.
const ROWS = {
  pleasure: {
    left: "unpleasant", right: "pleasant", name: (t) => t("Pleasure, from unpleasant to pleasant"),
    said: (t) => [t("very unpleasant"), t("unpleasant"), t("in between"), t("pleasant"), t("very pleasant")],
  },
  arousal: {
    left: "sleepy", right: "awake", name: (t) => t("Arousal, from calm and sleepy to wide awake"),
    said: (t) => [t("very calm"), t("calm"), t("in between"), t("awake"), t("wide awake")],
  },
};
const KEYS = { ArrowLeft: -0.05, ArrowDown: -0.05, ArrowRight: 0.05, ArrowUp: 0.05, PageDown: -0.2, PageUp: 0.2 };

// Both wings of the track grow outwards: further out is more, in either direction.
const swell = '<svg class="swell" viewBox="0 0 100 32" preserveAspectRatio="none" aria-hidden="true">' +
  '<path d="M0 4 L49 15.4 L49 16.6 L0 28 Z"/><path d="M100 4 L51 15.4 L51 16.6 L100 28 Z"/></svg>';

function rowOf(axis, t) {
  const row = ROWS[axis];
  const element = document.createElement("div");
  element.className = "row";
  element.innerHTML = `${Faces.face(row.left)}<div class="slide" role="slider" tabindex="0" data-axis="${axis}"` +
    ` aria-valuemin="0" aria-valuemax="4">${swell}<span class="line"></span><span class="knob"></span></div>${Faces.face(row.right)}`;
  element.querySelector(".slide").setAttribute("aria-label", row.name(t));
  return element;
}

function show(state) {
  const { t } = state;
  for (const slide of state.slides) {
    const value = state.values[slide.dataset.axis];
    const zone = value === null ? null : Math.min(4, Math.floor(value * 5));
    slide.classList.toggle("set", value !== null);
    slide.querySelector(".knob").style.left = `calc(14px + (100% - 28px) * ${value ?? 0.5})`;
    slide.setAttribute("aria-valuetext", zone === null ? t("not answered") : ROWS[slide.dataset.axis].said(t)[zone]);
    if (zone === null) slide.removeAttribute("aria-valuenow");
    else slide.setAttribute("aria-valuenow", String(zone));
    slide.setAttribute("aria-disabled", String(Boolean(state.fixed)));
    slide.tabIndex = state.fixed ? -1 : 0;
  }
  state.clear.hidden = state.fixed || (state.values.pleasure === null && state.values.arousal === null);
}

function set(state, axis, value) {
  state.values = { ...state.values, [axis]: value === null ? null : Math.round(Math.min(1, Math.max(0, value)) * 1000) / 1000 };
  show(state);
}

function say(state) {
  clearTimeout(state.timer);
  state.timer = undefined;
  state.onFelt({ ...state.values });
}

/** What a key has set and not come to rest on is said now. */
function flush(state) {
  if (state.timer !== undefined) say(state);
}

function tell(state, wait) {
  clearTimeout(state.timer);
  state.timer = setTimeout(() => say(state), wait);
}

function listen(state, slide) {
  const axis = slide.dataset.axis;
  const at = (event) => {
    const box = slide.getBoundingClientRect();
    return (event.clientX - box.left - 14) / (box.width - 28);
  };
  slide.onpointerdown = (event) => {
    if (state.fixed || !event.isPrimary) return;
    slide.setPointerCapture(event.pointerId);
    state.held = true;
    set(state, axis, at(event));
  };
  slide.onpointermove = (event) => {
    if (state.held) set(state, axis, at(event));
  };
  slide.onpointerup = slide.onpointercancel = () => {
    if (state.held) tell(state, 0);
    state.held = false;
  };
  slide.onkeydown = (event) => {
    const ends = { Home: 0, End: 1 };
    if (state.fixed || !(event.key in KEYS || event.key in ends)) return;
    event.preventDefault();
    set(state, axis, event.key in ends ? ends[event.key] : (state.values[axis] ?? 0.5) + KEYS[event.key]);
    tell(state, 450);
  };
  slide.onblur = () => flush(state);
}

/**
 * Builds the two sliders in `root`. `onFelt({pleasure, arousal})` is called when a hand lets go or a key rests;
 * `t` gives a text in the page's language.
 */
export function createFelt(root, { onFelt, t = (text) => text }) {
  const rows = ["pleasure", "arousal"].map((axis) => rowOf(axis, t));
  const foot = document.createElement("div");
  foot.className = "foot";
  foot.innerHTML = '<button type="button"></button>';
  foot.firstChild.textContent = t("Leave it out");
  root.classList.add("felt");
  root.replaceChildren(...rows, foot);
  const slides = rows.map((row) => row.querySelector(".slide"));
  const state = { values: { pleasure: null, arousal: null }, slides, clear: foot.firstChild, fixed: false, onFelt, t };
  slides.forEach((slide) => listen(state, slide));
  state.clear.onclick = () => {
    state.values = { pleasure: null, arousal: null };
    show(state);
    tell(state, 0);
  };
  show(state);
  return {
    /** Whoever goes on at once is heard too. */
    flush: () => flush(state),
    /** What is stored elsewhere; ignored while a hand is on a slider or a key has not come to rest. */
    set(values, { fixed = false } = {}) {
      if (state.held || state.timer !== undefined) return;
      state.values = { pleasure: values.pleasure ?? null, arousal: values.arousal ?? null };
      state.fixed = fixed;
      show(state);
    },
  };
}
