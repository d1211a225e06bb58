// What is in the hand that draws on the simple canvas: a color and a width, large enough for a finger.
const WIDTHS = [2, 4, 8, 16, 32];
const mounted = new WeakMap();

function radio(look, name, chosen, tap) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: look, title: name });
  button.setAttribute("role", "radio");
  button.setAttribute("aria-label", name);
  button.setAttribute("aria-checked", String(chosen));
  button.tabIndex = chosen ? 0 : -1;
  button.addEventListener("click", tap);
  return button;
}

function group(name, buttons) {
  const box = document.createElement("div");
  box.className = "group";
  box.setAttribute("role", "radiogroup");
  box.setAttribute("aria-label", name);
  box.append(...buttons);
  box.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const at = buttons.indexOf(event.target);
    if (!step || at < 0) return;
    event.preventDefault();
    buttons[(at + step + buttons.length) % buttons.length].click();
  });
  return box;
}

function colorsOf(data) {
  const t = (text, values = {}) => (data.text?.[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const named = Pad.PAD_COLORS.map(([name, hex]) => [data.padText?.[`color.${name}`] ?? Pad.PAD_TEXT[`color.${name}`], hex]);
  if (!data.colors) return named;
  return data.colors.map((hex, i) => named.find(([, own]) => own === hex) ?? [t("Own color {count}", { count: i + 1 }), hex]);
}

function lay(box, data, hand, choose) {
  const t = (text) => data.text?.[text] ?? text;
  const colors = colorsOf(data).map(([name, hex]) => {
    const button = radio("well", name, hex === hand.color, () => choose({ ...hand, color: hex }));
    button.style.setProperty("--well", hex);
    return button;
  });
  const names = [t("Very thin"), t("Thin"), t("Medium"), t("Thick"), t("Very thick")];
  const widths = WIDTHS.map((width, i) => {
    const button = radio("width", names[i], width === hand.width, () => choose({ ...hand, width }));
    button.style.setProperty("--dot", `${5 + i * 6}px`);
    return button;
  });
  const focused = box.getRootNode().activeElement?.getAttribute("aria-label");
  box.replaceChildren(group(t("Width of the pen"), widths), group(t("Color of the pen"), colors));
  if (focused) [...box.querySelectorAll('[aria-checked="true"]')].find((button) => box.dataset.last === button.className)?.focus();
}

export default function ({ data, parentElement, setStateValue }) {
  const box = parentElement.querySelector(".canvas-hand");
  const known = mounted.get(parentElement) ?? { hand: data.hand };
  mounted.set(parentElement, known);
  const choose = (hand) => {
    box.dataset.last = hand.color === known.hand.color ? "width" : "well";
    known.hand = hand;
    lay(box, data, hand, choose);
    setStateValue("hand", hand);
  };
  lay(box, data, known.hand, choose);
}
