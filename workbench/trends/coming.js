// Says that the chart above stands and that the browser has a moment: the next one may be drawn.
// Strictly one after the other: of two wishes at the same moment Streamlit would hear only one.
const LOOK_MS = 50;
const waiting = new WeakMap();

function stands(chart) {
  return chart === null || Boolean(document.querySelector(`.st-key-${chart} .js-plotly-plot .main-svg`));
}

function inAMoment(act) {
  if (window.requestIdleCallback) window.requestIdleCallback(act, { timeout: 500 });
  else setTimeout(act, LOOK_MS);
}

function watch(one) {
  one.timer = setInterval(() => {
    if (performance.now() < one.next || !stands(one.after)) return;
    one.next = performance.now() + one.again;
    inAMoment(() => one.say("asked", (one.count += 1)));
  }, LOOK_MS);
}

export default function ({ data, parentElement, setStateValue }) {
  let one = waiting.get(parentElement);
  if (!one) {
    one = { next: 0, count: 0 };
    waiting.set(parentElement, one);
    if (!data.here) watch(one);
  }
  Object.assign(one, { say: setStateValue, after: data.after ?? null, again: data.again });
  if (data.here) clearInterval(one.timer);
  return () => {
    clearInterval(one.timer);
    one.say = () => {};
    waiting.delete(parentElement);
  };
}
