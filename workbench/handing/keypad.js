// The keypad that a therapist's PIN is typed on: by touch or by keyboard, with the wait that a wrong one costs.
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "back", "0", "ok"];
const FEWEST = 4;
const MOST = 8;
const SIGNS = {
  back: '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M9 6h11v12H9l-6-6zM12.5 9.5l5 5m0-5-5 5"/></svg>',
  ok: '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m5 12.5 4.5 4.5L19 7.5"/></svg>',
};

const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};

function keyOf(name, label, press) {
  const button = make("button", `key ${name}`);
  button.type = "button";
  button.dataset.key = name;
  if (SIGNS[name]) button.innerHTML = SIGNS[name];
  else button.textContent = name;
  button.setAttribute("aria-label", label);
  button.onclick = () => press(name);
  return button;
}

/**
 * Builds the keypad. `onPin(pin)` resolves to `{ok, wait, text}`: the seconds until the next try, and what else to say.
 * `cancel`, where given, is what the way out does.
 */
export function createKeypad({ t, title, text, onPin, cancel }) {
  const node = make("div", "keypad");
  const heading = make("h2", "", title);
  const told = make("p", "told", text);
  const dots = make("div", "dots");
  const said = make("p", "said");
  const grid = make("div", "grid");
  let pin = "";
  let busy = false;
  let timer = 0;

  node.tabIndex = -1;
  node.setAttribute("role", "group");
  node.setAttribute("aria-label", title);
  dots.setAttribute("aria-hidden", "true");
  said.setAttribute("role", "status");
  const labels = { back: t("Take the last digit back"), ok: t("Done") };
  const keys = KEYS.map((name) => keyOf(name, labels[name] ?? name, press));
  grid.append(...keys);
  node.append(heading, told, dots, said, grid);
  if (cancel) {
    const out = make("button", "out", t("Cancel"));
    out.type = "button";
    out.onclick = cancel;
    node.append(out);
  }

  function show() {
    dots.replaceChildren(...Array.from({ length: Math.max(FEWEST, pin.length) }, (_, n) => make("i", n < pin.length ? "full" : "")));
    for (const key of keys) key.disabled = busy || (key.dataset.key === "ok" && pin.length < FEWEST);
  }

  function press(name) {
    if (busy) return;
    if (name === "back") pin = pin.slice(0, -1);
    else if (name === "ok") send();
    else if (pin.length < MOST) pin += name;
    show();
  }

  async function send() {
    if (pin.length < FEWEST) return;
    busy = true;
    said.textContent = "";
    const answer = await onPin(pin).catch(() => ({ ok: false, wait: 0, text: t("The workbench does not answer. Try again.") }));
    pin = "";
    busy = false;
    show();
    if (!answer.ok) refused(answer);
  }

  /** `early`: nothing was looked at, because the wait of an earlier try was not over; the digits may well be right. */
  function refused({ wait = 0, early = false, text: why }) {
    clearTimeout(timer);
    busy = wait > 0;
    const seconds = Math.ceil(wait);
    if (why) said.textContent = why;
    else if (early && busy) said.textContent = t("Too early after a wrong try. The keys come back in {count} s.", { count: seconds });
    else said.textContent = busy ? t("That was not it. The keys come back in {count} s.", { count: seconds }) : t("That was not it. Try again.");
    show();
    if (busy) timer = setTimeout(() => refused({ wait: wait > 1 ? wait - 1 : 0, early, text: wait > 1 ? why : t("You can try again.") }), Math.min(1000, wait * 1000));
  }

  node.addEventListener("keydown", (event) => {
    const name = { Backspace: "back", Enter: "ok" }[event.key] ?? event.key;
    if (event.key === "Escape" && cancel) cancel();
    else if (!KEYS.includes(name) || (event.key === "Enter" && event.target.closest("button") && event.target.dataset.key !== "ok")) return;
    else press(name);
    event.preventDefault();
  });
  show();
  return {
    node,
    /** Begins anew, saying something else. */
    again(nextTitle, nextText) {
      heading.textContent = nextTitle;
      told.textContent = nextText;
      said.textContent = "";
    },
    focus: () => node.focus(),
  };
}
