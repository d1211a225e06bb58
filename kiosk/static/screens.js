// One screen at a time, and one panel above it. Whoever waits for a change hears of it.

import { act, make } from "/static/parts.js";
import { createTurning } from "/static/turning.js";

/** Screens go into `main`; panels are modal dialogs of the document. */
export function createScreens(here, main) {
  const { t } = here;
  const screens = new Map();
  const panels = new Map();
  const listeners = new Set();
  let current = null;
  let panel = null;

  function show(name) {
    if (!screens.has(name)) throw new Error(`there is no screen ${name}`);
    close();
    const before = current;
    current = name;
    document.body.dataset.screen = name;
    for (const [each, { node }] of screens) node.hidden = each !== name;
    if (before !== null && before !== name) screens.get(before).left?.();
    screens.get(name).entered?.(before);
    focusIn(screens.get(name).node);
    tell();
  }

  function open(name) {
    if (!panels.has(name)) throw new Error(`there is no panel ${name}`);
    if (panel === name) return;
    close();
    panel = name;
    panels.get(name).showModal();
    focusIn(panels.get(name));
    tell();
  }

  function close() {
    if (panel === null) return;
    const dialog = panels.get(panel);
    panel = null;
    if (dialog.open) dialog.close();
    tell();
  }

  const tell = () => {
    for (const listener of listeners) listener(current, { panel });
    dispatchEvent(new CustomEvent("kiosk:screen", { detail: { screen: current, panel } }));
  };

  return Object.freeze({
    get current() { return current; },
    get panel() { return panel; },
    has: (name) => screens.has(name),
    /** `says` gives the heading that only a reader of screens meets, where none is seen. */
    add(name, screen, { says = null } = {}) {
      if (says) screen.node.prepend(here.label(make("h1", { class: "unseen" }), says));
      screen.node.hidden = true;
      screen.node.dataset.screen = name;
      screens.set(name, screen);
      main.append(screen.node);
    },
    /** `says` gives the panel's heading. A panel without `closes` has to be left by its own buttons. */
    addPanel(name, content, { says, closes = true, kind = "" }) {
      const heading = make("h2", { id: `panel-${name}`, tabindex: -1, "data-first": true });
      here.label(heading, says);
      const shut = closes ? act(here, { drawn: "close", says: () => t("Close"), kind: "quiet shut", press: close }) : null;
      const turning = createTurning(here, content);
      const dialog = make("dialog", { class: `panel ${kind}`.trim(), "aria-labelledby": heading.id, "data-panel": name }, [
        make("header", {}, [heading, turning.leaves, shut]), turning.node,
      ]);
      dialog.addEventListener("cancel", (event) => {
        event.preventDefault();
        if (closes) close();
      });
      // A touch beside the panel closes it.
      dialog.addEventListener("click", (event) => event.target === dialog && closes && close());
      panels.set(name, dialog);
      document.body.append(dialog);
      return dialog;
    },
    show,
    open,
    close,
    onShow: (listener) => listeners.add(listener),
  });
}

function focusIn(node) {
  const first = node.querySelector("[data-first]") ?? node.querySelector("button:not([disabled])");
  first?.focus({ preventScroll: true });
}
