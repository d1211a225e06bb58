// For whoever sees little, or whom white glares: dark paper, and a lens.

import { createLens } from "/static/lens.js";
import { act, make } from "/static/parts.js";

const PAPERS = Object.freeze({ light: "#fffefb", dark: "#2c2a33" }); // as kiosk/visits/papers.py
const FIRST_ON = Object.freeze({ light: "#22262b", dark: "#ffffff" }); // the color that a pen is taken up in

/** `seeing.controls()` gives the buttons. Paper is chosen before drawing, as it is elsewhere. */
export function createSeeing({ here, table, line }) {
  const { t } = here;
  const { pad } = table;
  const lens = createLens({ pad });
  let paper = "light";

  const dark = act(here, { drawn: "dark", says: () => t("Dark paper"), press: () => take(paper === "dark" ? "light" : "dark") });
  const large = act(here, { drawn: "lens", says: () => t("Lens"), press: () => refresh(lens.set(!lens.isOn)) });
  const why = make("p", { class: "why" });
  here.label(why, () => t("Choose the paper before you draw."));

  function take(name) {
    const plain = pad.hand.color === FIRST_ON[paper];
    paper = name;
    pad.setPaper(PAPERS[name]);
    if (plain) pad.setColor(FIRST_ON[name]);
    tell();
    refresh();
  }

  const tell = () => line.told("paper", { paper });

  function refresh() {
    dark.setAttribute("aria-pressed", String(paper === "dark"));
    large.setAttribute("aria-pressed", String(lens.isOn));
    dark.disabled = !table.empty;
    why.hidden = table.empty;
  }

  addEventListener("kiosk:page", refresh);
  // the table lays out fresh paper by itself, and so does the kiosk
  addEventListener("kiosk:forget", () => {
    paper = "light";
    lens.set(false);
    refresh();
  });
  refresh();
  return Object.freeze({
    controls: () => make("div", { class: "seeing" }, [dark, large, why]),
    /** On a new line: the kiosk has light paper again. */
    sendAgain: () => (paper === "light" ? null : tell()),
  });
}
