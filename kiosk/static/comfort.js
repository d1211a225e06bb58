// Language, size, contrast and sound: one tap away on every screen, and gone with the visit.
import { choice, make } from "/static/parts.js";

/** The panel "comfort". Other parts put their own controls into it: `comfort.add(node)`. */
export function createComfort({ here, screens }) {
  const { t, site } = here;
  const groups = {
    language: choice(here, {
      says: () => t("Language"),
      options: site.languages.map(([code, name]) => ({ value: code, says: () => name })),
      chosen: here.language,
      choose: (language) => here.set({ language }),
    }),
    size: choice(here, {
      says: () => t("Size of the letters"),
      options: [
        { value: "normal", says: () => t("Normal"), node: letter("small") },
        { value: "large", says: () => t("Large"), node: letter("larger") },
        { value: "largest", says: () => t("Very large"), node: letter("largest") },
      ],
      chosen: here.size,
      choose: (size) => here.set({ size }),
    }),
    contrast: choice(here, {
      says: () => t("Contrast"),
      options: [
        { value: "normal", says: () => t("Soft"), node: make("i", { class: "swatch" }) },
        { value: "high", says: () => t("Strong"), node: make("i", { class: "swatch strong" }) },
      ],
      chosen: here.contrast,
      choose: (contrast) => here.set({ contrast }),
    }),
    sound: choice(here, {
      says: () => t("Sound"),
      options: [
        { value: 0, says: () => t("Off"), node: bars(0) },
        { value: 1, says: () => t("Quiet"), node: bars(1) },
        { value: 2, says: () => t("Medium"), node: bars(2) },
        { value: 3, says: () => t("Loud"), node: bars(3) },
      ],
      chosen: here.sound,
      choose: (sound) => here.set({ sound }),
    }),
  };
  for (const [code, button] of site.languages.map(([each], at) => [each, groups.language.node.children[at]])) button.lang = code;
  const content = make("div", { class: "comforts" }, [
    section(here, () => t("Language"), groups.language.node),
    section(here, () => t("Size of the letters"), groups.size.node),
    section(here, () => t("Contrast"), groups.contrast.node),
    section(here, () => t("Sound"), groups.sound.node),
  ]);
  screens.addPanel("comfort", content, { says: () => t("Make it easier"), kind: "wide" });
  here.onChange(() => {
    for (const [name, group] of Object.entries(groups)) group.mark(here[name]);
  });
  return Object.freeze({
    /** Adds a part's own controls below a heading. */
    add: (says, node) => content.append(section(here, says, node)),
  });
}

function section(here, says, node) {
  const heading = make("h3");
  here.label(heading, says);
  return make("section", {}, [heading, node]);
}

const letter = (size) => make("b", { class: `letter ${size}`, "aria-hidden": "true" }, ["A"]);

const bars = (count) => make("i", { class: "bars", "data-count": count, "aria-hidden": "true" }, Array.from({ length: 3 }, () => make("u")));
