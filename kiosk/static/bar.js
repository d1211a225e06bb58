// The bar below every screen but the first: what to choose, the way to a person, comfort, and "I am done".
import { act, make } from "/static/parts.js";

/** Fills the footer. Buttons that need a picture wait until something is on the page. */
export function createBar({ here, screens, visit, table, pickers, bar }) {
  const { t } = here;
  const opener = (name, button) => {
    button.dataset.opens = name;
    button.setAttribute("aria-haspopup", "dialog");
    return button;
  };
  const open = (name, how) => opener(name, act(here, { ...how, press: () => screens.open(name) }));
  const choose = [
    open("pick-influence", { drawn: "much", says: () => t("How much") }),
    open("pick-style", { drawn: "look", says: () => t("Style") }),
    open("pick-mood", { drawn: "light", says: () => t("Light") }),
    opener("pick-things", act(here, { drawn: "add", says: () => t("Add"), press: () => pickers.things() })),
  ];
  const another = act(here, { drawn: "again", says: () => t("Paint again"), kind: "again", press: () => table.another() });
  const lines = act(here, { drawn: "lines", says: () => t("Only my lines"), press: () => table.setOnlyLines(!table.onlyLines) });
  const person = open("person", { drawn: "person", says: () => t("I need a person") });
  const comfort = open("comfort", { drawn: "comfort", says: () => t("Easier") });
  // Its own language's name says where to change it to somebody who reads no other.
  const language = open("comfort", { drawn: "world", says: () => here.site.languages.find(([code]) => code === here.language)[1] });
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
