// How does it feel? Two wordless sliders, for the visitor alone: what they say is neither stored nor sent.
import { face } from "/static/faces.js";
import { act, make } from "/static/parts.js";

const STEPS = 8;
const MIDDLE = STEPS / 2;
const ROWS = [
  {
    left: "unpleasant", right: "pleasant", says: (t) => t("From unhappy to happy"),
    less: (t) => t("Less happy"), more: (t) => t("More happy"),
    said: (t) => [t("very unhappy"), t("unhappy"), t("in between"), t("happy"), t("very happy")],
  },
  {
    left: "sleepy", right: "awake", says: (t) => t("From calm to wide awake"),
    less: (t) => t("Calmer"), more: (t) => t("More awake"),
    said: (t) => [t("very calm"), t("calm"), t("in between"), t("awake"), t("wide awake")],
  },
];

/** The screen "feeling". Going on needs no answer. */
export function createFeeling({ here, screens, visit }) {
  const { t } = here;
  const rows = ROWS.map((row) => createRow(here, row));
  const heading = make("h1", { tabindex: -1, "data-first": true });
  here.label(heading, () => t("How does it feel?"));
  const note = make("p", { class: "quiet" });
  here.label(note, () => t("This is just for you. It is not kept. You can leave it out."));
  const back = act(here, { drawn: "back", says: () => t("Keep drawing"), kind: "quiet", press: () => screens.show("table") });
  const on = act(here, { drawn: "done", says: () => t("Go on"), kind: "main", press: () => visit.done() });
  const node = make("section", { class: "feeling" }, [
    make("div", { class: "felts" }, [heading, note, ...rows.map((row) => row.node), make("div", { class: "onward" }, [back, on])]),
  ]);
  addEventListener("kiosk:forget", () => rows.forEach((row) => row.unset()));
  screens.add("feeling", { node });
}

/** A slider between two faces, with a button at each end: no drag is needed. */
function createRow(here, row) {
  const { t } = here;
  const slide = make("input", { type: "range", min: "0", max: String(STEPS), step: "1" });
  here.name(slide, () => row.says(t));
  const knob = make("span", { class: "knob", "aria-hidden": "true" });
  const place = make("div", { class: "slide" }, [slide, knob]);
  const said = make("p", { class: "unseen", role: "status" }); // what a button at an end did: the slider says its own changes
  let value = null;

  function show() {
    slide.value = String(value ?? MIDDLE);
    for (const each of [place, slide]) each.toggleAttribute("data-set", value !== null);
    place.style.setProperty("--share", String((value ?? MIDDLE) / STEPS));
    // one step from the middle is still in between
    slide.setAttribute("aria-valuetext", value === null ? t("not answered") : row.said(t).at(2 + Math.trunc((value - MIDDLE) / 2)));
  }

  function set(wanted) {
    value = Math.min(STEPS, Math.max(0, wanted));
    show();
  }

  const end = (kind, by, says) => {
    const button = make("button", { type: "button", class: "end" });
    button.innerHTML = face(kind);
    button.append(make("span", { class: "sign", "aria-hidden": "true" }, [by < 0 ? "−" : "+"]));
    here.name(button, says);
    button.addEventListener("click", () => {
      set((value ?? MIDDLE) + by);
      said.textContent = slide.getAttribute("aria-valuetext");
    });
    return button;
  };
  slide.addEventListener("input", () => set(Number(slide.value)));
  // a touch on the knob where it stands is an answer, too
  slide.addEventListener("change", () => set(Number(slide.value)));
  slide.addEventListener("click", () => set(Number(slide.value)));
  here.onChange(show);
  show();
  return {
    node: make("div", { class: "felt" }, [end(row.left, -1, () => row.less(t)), place, end(row.right, 1, () => row.more(t)), said]),
    unset() {
      value = null;
      said.textContent = "";
      show();
    },
  };
}
