// Which sittings and pictures are looked for. Pure: sittings in, sittings with fewer turns out.
const DAY_MS = 86_400_000;
const PERIODS = { month: 30, quarter: 91, year: 365 };
const ENOUGH = 0.05; // of a slider's length; less than that is "about the same"

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export const ANY = Object.freeze({ find: "", period: "", from: "", to: "", phase: "", decision: "", style: "", words: false, marks: false, change: "" });

/** How many filters are on, besides the search. */
export function filtersOn(wanted) {
  const plain = ["period", "phase", "decision", "style", "words", "marks", "change"];
  return plain.filter((name) => wanted[name]).length;
}

function inPeriod({ at }, { period, from, to }, now) {
  if (!period) return true;
  if (period !== "between") return now - Date.parse(at) <= PERIODS[period] * DAY_MS;
  const day = new Date(at);
  const said = [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  return (!from || said >= from) && (!to || said <= to);
}

function moved(before, after) {
  if (before === null || after === null) return null;
  return Math.abs(after - before) < ENOUGH ? 0 : Math.sign(after - before);
}

/** Whether it felt as asked for after the sitting, compared with before. */
function changed({ before, after, going }, change) {
  const [pleasure, arousal] = [0, 1].map((axis) => moved(before[axis], after[axis]));
  const found = {
    pleasanter: pleasure === 1,
    less: pleasure === -1,
    same: pleasure === 0,
    calmer: arousal === -1,
    awake: arousal === 1,
    left_out: pleasure === null && !going,
  };
  return !change || found[change];
}

function turnFits(turn, wanted) {
  if (wanted.decision && (turn.decision ?? "open") !== wanted.decision) return false;
  if (wanted.style && turn.style !== wanted.style) return false;
  if (wanted.words && !turn.words) return false;
  return !wanted.marks || turn.marks.length > 0;
}

/** Sittings that fit, newest first, each with the turns that fit. A search looks in words, marks and notes. */
export function sifted(sittings, wanted, now = Date.now()) {
  const find = fold(wanted.find.trim());
  const about = (turn) => fold([turn.words, ...turn.marks].join("\n"));
  const asksForTurns = Boolean(wanted.decision || wanted.style || wanted.words || wanted.marks);
  return sittings.flatMap((sitting) => {
    if (!inPeriod(sitting, wanted, now) || !changed(sitting, wanted.change)) return [];
    if (wanted.phase && sitting.phase !== wanted.phase) return [];
    const noted = !find || fold(sitting.note).includes(find);
    const turns = sitting.turns.filter((turn) => turnFits(turn, wanted) && (noted || about(turn).includes(find)));
    const empty = turns.length === 0 && (asksForTurns || !noted);
    return empty ? [] : [{ ...sitting, turns }];
  });
}
