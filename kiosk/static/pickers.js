// What the painter is asked, by pictures to point at: how much, which look, which light, and what to add.
import { act, choice, make } from "/static/parts.js";

const MOST_THINGS = 6;
const look = (name) => `/static/looks/${name}.jpg`;

/** The panels "pick-influence", "pick-style", "pick-mood" and "pick-things". */
export function createPickers({ here, screens, table }) {
  const { t } = here;
  const one = (name, heading, all, first) => {
    const options = all.filter(({ value }) => value === first || (here.site[`${name}s`]?.includes(value) ?? true));
    const picked = choice(here, { says: heading, options, chosen: first, choose: (value) => {
      table.choose({ [name]: value });
      screens.close();
    } });
    screens.addPanel(`pick-${name}`, picked.node, { says: heading });
    addEventListener("kiosk:chosen", () => picked.mark(table.chosen[name] ?? first));
  };
  one("influence", () => t("How much may the painter do?"), [
    { value: "hint", says: () => t("A touch of color"), picture: look("influence-hint") },
    { value: "together", says: () => t("We paint together"), picture: look("influence-together") },
    { value: "transform", says: () => t("The painter goes further"), picture: look("influence-transform") },
  ], "together");
  one("style", () => t("How shall it look?"), [
    { value: "watercolor", says: () => t("Watercolor"), picture: look("style-watercolor") },
    { value: "gouache", says: () => t("Gouache"), picture: look("style-gouache") },
    { value: "pastel", says: () => t("Pastel"), picture: look("style-pastel") },
    { value: "ink", says: () => t("Ink and wash"), picture: look("style-ink") },
    { value: "glass", says: () => t("Stained glass"), picture: look("style-glass") },
    { value: "night", says: () => t("Night"), picture: look("style-night") },
  ], "watercolor");
  one("mood", () => t("Which light?"), [
    { value: null, says: () => t("As I drew it"), picture: look("mood-none") },
    { value: "calm", says: () => t("Calm"), picture: look("mood-calm") },
    { value: "warm", says: () => t("Warm"), picture: look("mood-warm") },
    { value: "bright", says: () => t("Bright"), picture: look("mood-bright") },
    { value: "misty", says: () => t("Misty"), picture: look("mood-misty") },
    { value: "stormy", says: () => t("Stormy"), picture: look("mood-stormy") },
    { value: "dusk", says: () => t("Dusk"), picture: look("mood-dusk") },
  ], null);
  return Object.freeze({ things: createThings({ here, screens, table }) });
}

/** Everything that can be asked for, group by group; a touch asks for it, another takes it back. */
function createThings({ here, screens, table }) {
  const { t } = here;
  const tabs = make("div", { class: "tabs", role: "group" });
  here.name(tabs, () => t("Groups of pictures"));
  const tiles = make("div", { class: "tiles", role: "group" });
  here.name(tiles, () => t("Pictures"));
  const told = make("p", { class: "told", role: "status" });
  const chosen = new Map(); // name of a thing -> its word in the language of the moment
  let groups = [];
  let group = 0;
  let spoken = null;

  async function load() {
    if (spoken === here.language) return;
    const answer = await fetch(`/things/${here.language}.json`);
    groups = (await answer.json()).groups;
    spoken = here.language;
    for (const { things } of groups) for (const { name, word } of things) if (chosen.has(name)) chosen.set(name, word);
  }

  function showTabs() {
    tabs.replaceChildren(...groups.map(({ name, things }, at) => {
      const button = make("button", { type: "button", class: "tab", "aria-pressed": String(at === group) }, [
        make("img", { src: things[0].picture, alt: "" }), make("span", {}, [name]),
      ]);
      button.addEventListener("click", () => {
        group = at;
        [...tabs.children].forEach((tab, number) => tab.setAttribute("aria-pressed", String(number === at)));
        showTiles();
        tiles.scrollIntoView({ block: "nearest" });
      });
      return button;
    }));
  }

  function showTiles() {
    tiles.replaceChildren(...(groups[group]?.things ?? []).map((thing) => {
      const button = make("button", { type: "button", class: "tile", "aria-pressed": String(chosen.has(thing.name)) }, [
        make("img", { src: thing.picture, alt: "", loading: "lazy", draggable: "false" }), make("span", {}, [thing.word]),
      ]);
      button.addEventListener("click", () => toggle(thing, button));
      return button;
    }));
  }

  function toggle({ name, word }, button) {
    if (chosen.has(name)) chosen.delete(name);
    else if (chosen.size < MOST_THINGS) chosen.set(name, word);
    else {
      told.textContent = t("That is enough for one picture. Touch one again to take it back.");
      return;
    }
    told.textContent = "";
    button.setAttribute("aria-pressed", String(chosen.has(name)));
    table.choose({ words: [...chosen.values()] });
  }

  addEventListener("kiosk:forget", () => {
    chosen.clear();
    group = 0;
    spoken = null;
  });
  here.onChange(async (changed) => {
    if (!changed.includes("language") || chosen.size === 0) return;
    await load();
    table.choose({ words: [...chosen.values()] });
  });
  const done = act(here, { drawn: "done", says: () => t("Ready"), kind: "main", press: () => screens.close() });
  screens.addPanel("pick-things", make("div", { class: "things" }, [tabs, tiles, make("div", { class: "foot" }, [told, done])]), {
    says: () => t("What shall the painter add?"), closes: true, kind: "wide",
  });
  return async () => {
    await load();
    told.textContent = "";
    showTabs();
    screens.open("pick-things");
    showTiles();
  };
}
