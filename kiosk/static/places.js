// Where on the page something lies, in the same words wherever it is said: on the board of places and of what was drawn.

import { PAD_TEXT } from "/static/pad.js";

export const [ACROSS, DOWN] = [4, 3]; // of the board
const COLUMNS = [0, 1, 3, 4]; // of the board among those that are said: 2 is the middle, between two of the board's
const CENTRAL = 1 / 16; // of the page, to both sides of its middle
const WIDE = 0.6;

/** The place of the board's spot with this number, as the pad's texts call it: column, row. */
export const placeOfSpot = (at) => `${COLUMNS[at % ACROSS]}${Math.floor(at / ACROSS)}`;

/** The place of what was drawn, by its box in 0..1: the spot that its middle lies in. */
export function placeOf({ left, top, right, bottom }) {
  if (right - left > WIDE && bottom - top > WIDE) return "all";
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const row = step(y, DOWN);
  return Math.abs(x - 0.5) < CENTRAL ? `2${row}` : `${COLUMNS[step(x, ACROSS)]}${row}`;
}

const step = (value, of) => Math.min(of - 1, Math.max(0, Math.floor(value * of)));

/** The pad's texts for these places; `pad` holds its own in the language of the moment. */
export function placeTexts(t, pad) {
  const own = (key) => pad[key] ?? PAD_TEXT[key];
  const rows = [
    [t("Top, far left"), t("Top, left"), own("place.10"), t("Top, right"), t("Top, far right")],
    [t("Middle, far left"), t("Middle, left"), own("place.11"), t("Middle, right"), t("Middle, far right")],
    [t("Bottom, far left"), t("Bottom, left"), own("place.12"), t("Bottom, right"), t("Bottom, far right")],
  ];
  return Object.fromEntries(rows.flatMap((texts, row) => texts.map((text, column) => [`place.${column}${row}`, text])));
}
