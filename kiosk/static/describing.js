// The page in words: what lies where, in which color, what was asked for, and how it was answered.
// Only fragments that each have a sound, in an order that makes sense in every language.

const MOST_GROUPS = 8;
const NEAR = 0.015; // a fingertip's reach round what it is over

/**
 * What is on the page, as texts to be said one after the other.
 *
 * `steps` as `pad.steps()` gives them; `words(key)` is a text of the pad; `chosen` is what was pointed at; `answered`
 * and `onlyLines` say whether there is a picture, and whether it is shown.
 */
export function described({ steps, chosen, answered, onlyLines }, { t, words, language }) {
  const groups = grouped(steps);
  const shown = groups.slice(0, MOST_GROUPS).flatMap((group) => groupTexts(group, { t, words, language }));
  const drawn = groups.length > 0 ? [t("On the page:"), ...shown] : [words("twin.empty")];
  const more = groups.length > MOST_GROUPS ? [t("And more.")] : [];
  return [...drawn, ...more, ...asked(chosen, t), ...answer({ steps, chosen, answered, onlyLines }, t)];
}

/** One step, as it is said when it was made. */
export const stepTexts = (step, about) => groupTexts({ ...step, count: 1 }, about);

/** What lies at a place of the page, 0..1, as it is said; the newest where several do, nothing on bare paper. */
export function textsAt([x, y], steps, { words, language }) {
  const near = ({ box }) => x > box.left - NEAR && x < box.right + NEAR && y > box.top - NEAR && y < box.bottom + NEAR;
  const found = steps.findLast((step) => step.tool !== "eraser" && near(step));
  if (!found) return [];
  const { tool, shape, color } = found;
  return [shape === null ? counted(`twin.${tool}`, 1, words, language) : words(`stamp.${shape}`), words(`color.${color}`)];
}

/** Steps of the same kind, color and place are one; from the top of the page to its foot. */
export function grouped(steps) {
  const groups = new Map();
  for (const step of steps) {
    if (step.tool === "eraser") continue;
    const key = [step.tool, step.shape, step.color, step.place].join(" ");
    groups.set(key, { ...step, count: (groups.get(key)?.count ?? 0) + 1 });
  }
  const order = ({ place }) => (place === "all" ? "" : `${place[1]}${place[0]}`); // row, column
  return [...groups.values()].sort((one, other) => order(one).localeCompare(order(other)));
}

function groupTexts({ tool, shape, color, place, count }, { t, words, language }) {
  const where = words(`place.${place}`);
  if (tool === "eraser") return [words("item.eraser"), where];
  const what = shape === null ? [counted(`twin.${tool}`, count, words, language)] : [words(`stamp.${shape}`)];
  const times = shape !== null && count > 1 ? [t("{n} times", { n: count })] : [];
  return [...what, ...times, words(`color.${color}`), where];
}

function counted(key, n, words, language) {
  const text = words(`${key}.${new Intl.PluralRules(language).select(n)}`) ?? words(`${key}.other`);
  return text.replace("{n}", n);
}

function asked(chosen, t) {
  return chosen.words?.length > 0 ? [t("You asked for:"), ...chosen.words] : [];
}

function answer({ steps, chosen, answered, onlyLines }, t) {
  if (onlyLines) return [t("Only your lines are shown.")];
  if (!answered) return steps.length > 0 ? [t("The painter has not answered yet.")] : [];
  const style = STYLES[chosen.style ?? "watercolor"](t);
  const mood = chosen.mood ? [t("Light:"), MOODS[chosen.mood](t)] : [];
  return [t("It is painted as:"), style, ...mood];
}

const STYLES = {
  watercolor: (t) => t("Watercolor"),
  gouache: (t) => t("Gouache"),
  pastel: (t) => t("Pastel"),
  ink: (t) => t("Ink and wash"),
  glass: (t) => t("Stained glass"),
  night: (t) => t("Night"),
};
const MOODS = {
  calm: (t) => t("Calm"),
  warm: (t) => t("Warm"),
  bright: (t) => t("Bright"),
  misty: (t) => t("Misty"),
  stormy: (t) => t("Stormy"),
  dusk: (t) => t("Dusk"),
};
