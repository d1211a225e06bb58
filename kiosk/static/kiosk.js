// The kiosk's one page: the pad, and the painter's answer under the lines.
import { createLine } from "/static/line.js";
import { createPad } from "/static/pad.js";

const state = document.querySelector("#state");
const answered = new Map(); // number of a message -> the newest stroke that it knew
let newest = null;
let shown = 0;

const pad = createPad(document.querySelector("#table"), {
  fit: "box",
  showSaved: false,
  onStroke: (stroke) => sent(line.stroke(stroke), stroke.id),
  onLive: (stroke) => line.soFar(stroke),
  onUndo: (ids) => taken(ids),
  onRedo: (strokes) => line.told("show", { ids: strokes.map(({ id }) => id) }),
  onClear: (ids) => taken(ids),
});

const line = createLine(`ws://${location.host}/line`, {
  onFrame: show,
  onTold: () => {},
  onState: (how) => {
    state.textContent = how === "lost" ? "The painter is resting. Draw on." : "";
  },
  again: () => pad.drawing.strokes.forEach((stroke) => sent(line.stroke(stroke), stroke.id)),
});

function sent(number, id) {
  newest = id;
  notice("stroke", { number });
  answered.set(number, id);
  pad.markSaved([id]);
}

function taken(ids) {
  line.told("hide", { ids });
  if (pad.drawing.strokes.length === 0) pad.setPicture(null, { mode: "none" });
}

async function show(head, blob) {
  const cameMs = performance.now();
  if (head.answers < shown) return;
  shown = head.answers;
  state.textContent = head.resting ? "The painter is resting. Draw on." : "";
  const picture = await createImageBitmap(blob);
  if (head.answers < shown || pad.drawing.strokes.length === 0) return;
  await pad.setPicture(picture, { upTo: knownAt(head.answers) });
  notice("answer", { ...head, cameMs });
}

/** What `python -m kiosk bench` listens to. */
function notice(what, detail) {
  dispatchEvent(new CustomEvent(`kiosk:${what}`, { detail: { ...detail, atMs: performance.now() } }));
}

/** The newest stroke that an answer knew. */
function knownAt(number) {
  let found = null;
  for (const [at, id] of answered) {
    if (at > number) break;
    found = id;
  }
  return found ?? newest;
}

document.querySelector("#done").addEventListener("click", () => {
  line.told("forget");
  answered.clear();
  pad.setPicture(null, { mode: "none" });
  pad.load({ format: 1, paper: { aspect: 4 / 3, color: "#fffefb" }, strokes: [] }, { replace: true });
});
