// Letters to touch, where a kiosk has no keyboard: laid out as each language's own keyboards are.
import { act, make } from "/static/parts.js";

const ROWS = {
  en: ["qwertyuiop", "asdfghjkl", "zxcvbnm'"],
  de: ["qwertzuiopü", "asdfghjklöä", "yxcvbnmß"],
  fr: ["azertyuiop", "qsdfghjklm", "wxcvbn'", "éèêàâçùûîô"],
  es: ["qwertyuiop", "asdfghjklñ", "zxcvbnm", "áéíóúü"],
};

/** Keys that write into `field`, where its caret is. */
export function createLetters(here, field) {
  const { t } = here;
  const rows = make("div", { class: "letters", role: "group" });
  here.name(rows, () => t("Letters"));
  const write = (text) => put(field, field.selectionStart, field.selectionEnd, text);
  const space = act(here, { says: () => t("Space"), kind: "space", press: () => write(" ") });
  const comma = key(",", write);
  here.name(comma, () => t("Comma"));
  const erase = act(here, { drawn: "erase", says: () => t("Delete"), press: () => erased(field) });
  const clear = act(here, { drawn: "bin", says: () => t("Clear the words"), kind: "quiet", press: () => put(field, 0, field.value.length, "") });
  const last = make("div", { class: "row" }, [clear, comma, space, erase]);

  function lay() {
    const own = (ROWS[here.language] ?? ROWS.en).map((letters) => make("div", { class: "row" }, [...letters].map((each) => key(each, write))));
    rows.replaceChildren(...own, last);
  }

  // A touch on a letter leaves the caret where it is; whoever goes by keys goes to the letter.
  rows.addEventListener("mousedown", (event) => event.preventDefault());
  here.onChange((changed) => changed.includes("language") && lay());
  lay();
  return rows;
}

function key(letter, write) {
  const button = make("button", { type: "button", class: "key" }, [letter]);
  button.addEventListener("click", () => write(letter));
  return button;
}

/** Takes away what is marked, else the letter before the caret. */
function erased(field) {
  const { selectionStart: start, selectionEnd: end } = field;
  put(field, start === end ? Math.max(0, start - 1) : start, end, "");
}

/** Puts text in the place of a part of what is written; nothing where it would be too long. */
function put(field, start, end, text) {
  if (field.value.length - (end - start) + text.length > field.maxLength) return;
  field.setRangeText(text, start, end, "end");
}
