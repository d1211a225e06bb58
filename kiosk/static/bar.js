// The bar below every screen but the first: what to choose, the way to a person, comfort, and "I am done".
import { act, make } from "/static/parts.js";

/** Fills the footer. Buttons that need a picture wait until something is on the page. */
export function createBar({ here, screens, visit, table, pickers, bar }) {
  const { t } = here;
  const open = (name) => () => screens.open(name);
  const choose = [
    act(here, { drawn: "much", says: () => t("How much"), press: open("pick-influence") }),
    act(here, { drawn: "look", says: () => t("Style"), press: open("pick-style") }),
    act(here, { drawn: "light", says: () => t("Light"), press: open("pick-mood") }),
    act(here, { drawn: "add", says: () => t("Add"), press: () => pickers.things() }),
  ];
  const another = act(here, { drawn: "again", says: () => t("Paint again"), press: () => table.another() });
  const lines = act(here, { drawn: "lines", says: () => t("Only my lines"), press: () => table.setOnlyLines(!table.onlyLines) });
  const person = act(here, { drawn: "person", says: () => t("I need a person"), press: open("person") });
  const comfort = act(here, { drawn: "comfort", says: () => t("Easier"), press: open("comfort") });
  // Its own language's name says where to change it to somebody who reads no other.
  const language = act(here, { drawn: "world", says: () => here.site.languages.find(([code]) => code === here.language)[1], press: open("comfort") });
  const done = act(here, { drawn: "done", says: () => t("I am done"), kind: "main", press: () => visit.done() });
  done.id = "done";

  const atTable = make("div", { class: "choosing", role: "group" }, [...choose, another, lines]);
  here.name(atTable, () => t("The painter"));
  const always = make("div", { class: "always", role: "group" }, [person, language, comfort, done]);
  here.name(always, () => t("Help and leaving"));
  bar.append(atTable, always);

  const refresh = () => {
    another.disabled = lines.disabled = table.empty;
    lines.setAttribute("aria-pressed", String(table.onlyLines));
    atTable.hidden = screens.current !== "table";
    done.hidden = screens.current === "idle";
  };
  screens.onShow(refresh);
  for (const what of ["page", "lines", "chosen", "forget"]) addEventListener(`kiosk:${what}`, refresh);
  refresh();
}
