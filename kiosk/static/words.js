// Words of one's own, where the operator allows them: typed, read by the kiosk, and shown as it understood them.
import { createLetters } from "/static/letters.js";
import { act, make } from "/static/parts.js";

const MOST_LETTERS = 200;
const PATIENCE_MS = 4000;

/** The panel "pick-words" and its button in the bar; null where the operator allows no words. Gone with `kiosk:forget`. */
export function createWords({ here, screens, line, table, bar }) {
  if (!here.site.typing) return null;
  const { t } = here;
  const field = make("input", {
    type: "text", class: "typed", maxlength: MOST_LETTERS, inputmode: "none", autocomplete: "off", autocapitalize: "off",
    spellcheck: "false", enterkeyhint: "done",
  });
  here.name(field, () => t("Your words"));
  const said = make("p", { class: "told", role: "status" });
  const known = make("ul", { class: "known" });
  here.name(known, () => t("What the painter understood"));
  const talk = act(here, { drawn: "person", says: () => t("Would you like to talk to somebody?"), press: () => screens.open("person") });
  const paint = act(here, { drawn: "look", says: () => t("Paint this"), kind: "main", press: ask });
  let kept = null; // {text, language} that the kiosk asks the painter for
  let asked = null; // likewise, that it was told last
  let number = 0;
  let waiting = 0;

  /** Tells the kiosk; what it understood comes back as `kiosk:told`. */
  function ask() {
    const text = field.value.trim();
    clearTimeout(waiting);
    if (text === "" && kept === null) return;
    tellAll(t("One moment."));
    waiting = setTimeout(() => tellAll(t("The painter is taking a break. Try again in a moment.")), PATIENCE_MS);
    tell({ text, language: here.language });
  }

  function tell(words) {
    asked = words;
    number = line.told("words", words);
  }

  function answered(reply) {
    clearTimeout(waiting);
    if (asked === null) return; // the visit is over
    if (reply.sign === "red") {
      asked = kept; // what was painted before stays
      return empty();
    }
    kept = asked.text === "" ? null : asked;
    table.typed(number, reply.known.length > 0);
    if (kept === null) return empty();
    return show(reply);
  }

  function show(reply) {
    known.replaceChildren(...reply.known.map(shown));
    talk.hidden = reply.sign !== "amber";
    tellAll(...(reply.sign === null ? remarks(reply) : []));
  }

  function remarks({ known: found, unknown, left_out: leftOut, cut }) {
    const nothing = found.length === 0;
    return [
      nothing && leftOut ? t("The painter does not paint this here. Try the names of things.") : "",
      nothing && !leftOut ? t("The painter found nothing to paint in this. Try the names of things.") : "",
      unknown.length > 0 ? t("The painter does not know: {words}", { words: unknown.join(", ") }) : "",
      leftOut && !nothing ? t("The painter leaves some words out here; the rest is painted.") : "",
      cut ? t("That is more than fits in one picture.") : "",
    ];
  }

  /** Nothing typed is on the screen any more. */
  function empty() {
    field.value = "";
    clear();
  }

  function clear() {
    clearTimeout(waiting);
    known.replaceChildren();
    talk.hidden = true;
    tellAll();
  }

  function forget() {
    kept = asked = null;
    empty();
  }

  const tellAll = (...texts) => (said.textContent = texts.filter(Boolean).join(" "));
  const button = act(here, { drawn: "words", says: () => t("Words"), press: () => screens.open("pick-words") });
  button.dataset.opens = "pick-words";
  bar.querySelector(".choosing").append(button);
  const content = make("div", { class: "words" }, [
    make("div", { class: "saying" }, [field, paint]),
    make("div", { class: "heard" }, [known, said, talk]),
    createLetters(here, field),
  ]);
  screens.addPanel("pick-words", content, { says: () => t("What shall the painter add?"), kind: "wide" });
  field.addEventListener("keydown", (event) => event.key === "Enter" && ask());
  addEventListener("kiosk:told", ({ detail }) => detail.did === "words" && answered(detail));
  addEventListener("kiosk:forget", forget);
  here.onChange((changed) => {
    if (!changed.includes("language") || kept === null) return;
    clear();
    table.choose({}); // in the new language the kiosk still asks for the things that it understood
  });
  screens.onShow((_, { panel }) => panel === "pick-words" && field.focus());
  empty();
  return Object.freeze({
    /** On a new line, what the kiosk cannot know any more. */
    sendAgain: () => kept && tell(kept),
  });
}

function shown({ word, count, picture, color }) {
  const dot = color === null ? null : make("i", { class: "dot", "aria-hidden": "true" });
  if (dot) dot.style.background = color;
  return make("li", {}, [make("img", { src: picture, alt: "" }), make("span", {}, [count > 1 ? `${count} ${word}` : word]), dot]);
}
