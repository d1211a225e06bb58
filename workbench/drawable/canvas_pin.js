// Keeps a canvas's toolbar in sight where there is no mouse to hover with, its buttons large enough for a finger,
// and the canvas as wide as its place. The canvas lives in a shadow root of its own: a style sheet is adopted into it.
const WAIT_MS = 100;
const TRIES = 100;
const sheetOf = ({ width, height }) => `
  :host, .dc-root { display: block; width: 100%; max-width: ${width}px; }
  .dc-root { padding-top: 3.4rem; }
  .dc-root > .dc-toolbar, .dc-root:hover > .dc-toolbar, .dc-toolbar[data-pinned] { opacity: 1; top: 0; padding: 0; left: 0; right: 0; }
  .dc-toolbar-card { box-shadow: none; background: none; padding: 0; flex-wrap: wrap; }
  .dc-icon-button { min-width: 44px; min-height: 44px; }
  .dc-icon-button svg { width: 1.25rem; height: 1.25rem; }
  .dc-icon-button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: -2px; }
  .dc-icon-button[aria-label^="Update"] { display: none; }
  .dc-scroll { overflow: visible; }
  .dc-container { width: 100% !important; height: auto !important; aspect-ratio: ${width} / ${height}; }
  .dc-container .canvas-container, .dc-container canvas { width: 100% !important; height: 100% !important; }
  .number { position: absolute; z-index: 15; transform: translate(-50%, -50%); pointer-events: none; display: grid; place-items: center; min-width: 22px; height: 22px; border-radius: 11px; background: #8a2f1b; color: #fff; font: 700 13px/1 var(--st-font, sans-serif); box-shadow: 0 0 0 2px #fffdf8; }
  .dc-container canvas { touch-action: none; border-radius: 10px; }
`;

const rootIn = (box) => [...(box?.querySelectorAll("*") ?? [])].map((node) => node.shadowRoot).find((root) => root?.querySelector(".dc-root"));

/** The marks' numbers, where the list beside the canvas names them. */
function number(box, places) {
  for (const old of box.querySelectorAll(".number")) old.remove();
  places.forEach(([x, y], i) => {
    const badge = Object.assign(document.createElement("span"), { className: "number", textContent: String(i + 1) });
    badge.style.left = `${x * 100}%`;
    badge.style.top = `${y * 100}%`;
    box.append(badge);
  });
}

function pin(data) {
  const box = document.querySelector(`.st-key-${data.place}`);
  const root = rootIn(box);
  if (!root) return false;
  for (let node = root.host; node && node !== box; node = node.parentElement) node.style.width = "100%";
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(sheetOf(data));
  root.adoptedStyleSheets = [...root.adoptedStyleSheets.filter((each) => !each.pinned), Object.assign(sheet, { pinned: true })];
  number(root.querySelector(".dc-container"), data.numbers ?? []);
  root.querySelector("canvas.upper-canvas, .dc-canvas")?.setAttribute("aria-label", data.label);
  return true;
}

export default function ({ data }) {
  let tries = 0;
  let timer = 0;
  const look = () => {
    tries += 1;
    if (!pin(data) && tries < TRIES) timer = setTimeout(look, WAIT_MS);
  };
  look();
  return () => clearTimeout(timer);
}
