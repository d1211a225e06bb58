// The way to a person: the site's help card, fetched at the start and held, so that it is there when the server is not.
import { act, make } from "/static/parts.js";

// The order in which open and closed lines stand is true for so long.
const FRESH_MS = 10 * 60_000;
// What is shown where no card ever came: the number that ships with the help card.
const BARE = Object.freeze({ staff: "", emergency: { number: "112", where: "" }, lines: [] });

/** The panel "person", and a quiet offer of it. A red sign in what was typed opens it, an amber one offers it. */
export function createPerson({ here, screens, bar }) {
  const { t, site } = here;
  const held = new Map(); // language -> {card, atMs}
  const body = make("div", { class: "help" });
  let shown = "";
  const back = act(here, { drawn: "back", says: () => t("Go back"), kind: "main", press: () => screens.close() });

  async function fetched(language) {
    try {
      const answer = await fetch(`/help/${language}.json`);
      if (answer.ok) held.set(language, { card: await answer.json(), atMs: performance.now() });
    } catch {
      // The server is not there now: what is held is shown.
    }
    if (language === here.language) show();
  }

  function show() {
    const { card, atMs } = held.get(here.language) ?? { card: BARE, atMs: -Infinity };
    const fresh = performance.now() - atMs < FRESH_MS;
    // What is read, or lies under a finger, is not taken away for the same.
    const same = JSON.stringify([here.language, card, fresh]);
    if (same === shown) return;
    shown = same;
    const nodes = [
      say("staff", card.staff || t("Please ask somebody who works here.")),
      make("div", { class: "emergency" }, [
        say("", t("Is somebody in danger? Call")),
        make("b", { class: "number" }, [card.emergency.number]),
        card.emergency.where ? say("quiet", card.emergency.where) : null,
      ]),
      card.lines.length ? say("", t("People you can call and talk to:")) : null,
      card.lines.length ? make("ul", { class: "lines" }, card.lines.map((line) => row(line, fresh))) : null,
    ];
    body.replaceChildren(...nodes.filter((node) => node !== null));
  }

  function row(line, fresh) {
    const hours = line.hours.length ? line.hours.join(", ") : t("Day and night");
    const now = fresh && !line.open ? t("Closed now") : "";
    return make("li", {}, [
      make("span", { class: "name" }, [line.name]),
      make("b", { class: "number" }, [line.number]),
      say("quiet", [hours, now, line.languages.join(", "), line.note].filter(Boolean).join(" · ")),
    ]);
  }

  screens.addPanel("person", make("div", { class: "help" }, [body, back]), { says: () => t("Talk to a person"), kind: "wide" });
  screens.onShow((_, { panel }) => panel === "person" && fetched(here.language));
  here.onChange((changed) => changed.includes("language") && show());
  show();
  for (const [code] of site.languages) fetched(code);

  const offer = createOffer({ here, screens, bar, open: () => screens.open("person") });
  addEventListener("kiosk:told", ({ detail }) => {
    if (screens.current === "idle") return; // whoever wrote that is gone
    if (detail.sign === "red") screens.open("person");
    else if (detail.sign === "amber") offer.show();
  });
  return Object.freeze({ offer });
}

/**
 * A quiet row above the bar: it covers nothing, asks once a visit, and goes away by one touch. While a panel is open,
 * which may offer the same itself, it waits; whoever saw the card, for whatever reason, is not asked.
 */
function createOffer({ here, screens, bar, open }) {
  const { t } = here;
  let asked = false;
  let waiting = false;
  addEventListener("kiosk:forget", () => {
    settle();
    asked = false;
  });
  const settle = () => {
    waiting = false;
    lay();
  };
  const lay = () => (node.hidden = !waiting || screens.panel !== null);
  const yes = act(here, { drawn: "person", says: () => t("Would you like to talk to somebody?"), press: open });
  const no = act(here, { says: () => t("No, thank you"), kind: "quiet", press: settle });
  const node = make("div", { class: "offer", role: "group", hidden: true }, [yes, no]);
  here.name(node, () => t("An offer"));
  bar.prepend(node);
  screens.onShow((_, { panel }) => (panel === "person" ? settle() : lay()));
  return Object.freeze({
    show() {
      waiting ||= !asked;
      asked = true;
      lay();
    },
  });
}

const say = (kind, text) => make("p", kind ? { class: kind } : {}, [text]);
