// Take it home: the picture large, the ways that are on, and what becomes of it. Everything goes with `kiosk:forget`.
import { act, choice, make } from "/static/parts.js";
import { createCode } from "/static/code.js";

const WAYS = {
  print: { drawn: "print", says: (t) => t("On paper"), tells: (t) => t("It comes out of the printer.") },
  link: { drawn: "phone", says: (t) => t("On my phone"), tells: (t) => t("A phone can take it once. Then it is gone here.") },
  sealed: { drawn: "sealed", says: (t) => t("For my therapist"), tells: (t, practice) => (practice
    ? t("Only {practice} can open it.", { practice })
    : t("Only your therapist can open it.")) },
};
const WENT = {
  "print working": (t) => t("Your page is being made."),
  "print sent": (t) => t("Your page is at the printer. It takes a moment."),
  "print printed": (t) => t("Your page is printed. You can take it."),
  "print paper": (t) => t("The printer needs paper."),
  "print gone": (t) => t("The printer is taking a break."),
  "print failed": (t) => t("That did not print."),
  "print enough": (t) => t("Three pages are printed. That is enough paper for one visit."),
  "link working": (t) => t("The code is being made."),
  "link open": (t) => t("The code is there for your phone."),
  "link taken": (t) => t("Your phone has it."),
  "link ended": (t) => t("The code is too old now. You can make a new one."),
  "link failed": (t) => t("That did not work."),
  "sealed working": (t) => t("It is being locked."),
  "sealed open": (t) => t("The code is there for your phone."),
  "sealed written": (t) => t("It is on the way to your therapist."),
  "sealed taken": (t) => t("Your phone has it. Give it to your therapist."),
  "sealed ended": (t) => t("The code is too old now. You can make a new one."),
  "sealed failed": (t) => t("That did not work."),
};
const TROUBLE = new Set(["paper", "gone", "failed"]);

/** The screen "leaving". `again()` asks anew where the line was lost meanwhile. */
export function createLeaving({ here, screens, line }) {
  const { t } = here;
  const fresh = () => ({ ways: [], practice: "", painted: false, drawn: false, what: "both", went: null, urls: {} });
  let now = fresh();

  const heading = make("h1", { tabindex: -1, "data-first": true });
  here.label(heading, () => (now.ways.length ? t("Take it home") : t("Thank you for drawing")));
  const image = make("img", { hidden: true, draggable: "false" });
  const work = make("div", { class: "work", "data-on": true, "aria-hidden": "true" }, [make("i"), make("i"), make("i")]);
  const waits = make("p");
  here.label(waits, () => t("Your picture is being finished."));
  const waiting = make("div", { class: "waiting", role: "status" }, [work, waits]);
  const figure = make("figure", {}, [image, waiting]);
  const told = make("p", { class: "went", role: "status" });
  const note = make("p", { class: "quiet", role: "status" });
  const ways = make("div", { class: "ways", role: "group", "aria-live": "polite" });
  here.name(ways, () => t("Take it home"));
  const both = make("img", { alt: "", draggable: "false" });
  const alone = make("img", { alt: "", draggable: "false" });
  const which = choice(here, {
    says: () => t("Which one?"), chosen: "both", choose,
    options: [
      { value: "both", says: () => t("With the paint"), node: both },
      { value: "drawing", says: () => t("Only my drawing"), node: alone },
    ],
  });
  which.node.classList.add("which");
  const back = act(here, { drawn: "back", says: () => t("Keep drawing"), kind: "quiet", press: () => screens.show("table") });
  const code = createCode({ here, screens });
  const side = make("div", { class: "side" }, [heading, which.node, ways, told, note, make("div", { class: "onward" }, [back])]);
  const node = make("section", { class: "leaving" }, [figure, side]);

  function choose(what) {
    now.what = what;
    show();
  }

  function show() {
    which.mark(now.what);
    which.node.hidden = !(now.painted && now.drawn && now.ways.length);
    const seen = now.urls[now.what === "both" ? "picture" : "drawing"];
    image.hidden = !seen;
    waiting.hidden = Boolean(seen);
    if (seen) image.src = seen;
    image.alt = now.what === "both" ? t("Your drawing, with the paint") : t("Your own drawing");
    for (const button of ways.children) {
      button.disabled = !seen;
      button.setAttribute("aria-disabled", String(now.went === `${button.dataset.way} working`)); // disabled, it would lose the focus
    }
    say();
    note.textContent = now.ways.length ? t("What you do not take is forgotten when you go.") : t("When you go, it is forgotten here.");
  }

  function say() {
    heading.textContent = now.ways.length || !Object.keys(now.urls).length ? t("Take it home") : t("Thank you for drawing");
    note.hidden = !Object.keys(now.urls).length;
    const [, state] = (now.went ?? " ").split(" ");
    const how = WENT[now.went]?.(t) ?? "";
    const kind = now.ways.length ? `${t("Your picture is here")}.` : t("It was good that you were here.");
    const ready = note.hidden ? "" : kind;
    told.textContent = [how || ready, TROUBLE.has(state) ? elsewhere() : ""].filter(Boolean).join(" ");
  }

  const elsewhere = () => (now.ways.length > 1
    ? t("Please try another way, or tell somebody who works here.")
    : t("Please tell somebody who works here."));

  function offer() {
    ways.replaceChildren(...now.ways.filter((way) => WAYS[way]).map((way) => {
      const { drawn, says, tells } = WAYS[way];
      const small = make("span", { class: "small" });
      here.label(small, () => tells(t, now.practice));
      const button = act(here, { drawn, says: () => says(t), kind: "way", press: () => take(way) });
      button.append(small);
      button.dataset.way = way;
      return button;
    }));
  }

  function take(way) {
    if (now.went === `${way} working` || code.reopen(way, now.what)) return;
    now.went = `${way} working`;
    show();
    line.told("take", { way, what: now.what, language: here.language });
  }

  const asks = () => line.told("leaving", { language: here.language });

  function hear({ detail }) {
    if (screens.current !== "leaving") return;
    if (detail.did === "leaving") came(detail);
    else if (detail.did === "take") went(detail);
  }

  function came({ state, ways: on, practice, painted, drawn, shows, blob }) {
    if (state !== "there") return;
    const another = JSON.stringify([on, practice]) !== JSON.stringify([now.ways, now.practice]);
    Object.assign(now, { ways: on, practice, painted, drawn });
    if (!painted) now.what = "drawing";
    URL.revokeObjectURL(now.urls[shows]);
    now.urls[shows] = URL.createObjectURL(blob);
    (shows === "picture" ? both : alone).src = now.urls[shows];
    say(); // before the ways: news are heard in the order they come
    if (another) offer();
    show();
    dispatchEvent(new CustomEvent("kiosk:leaving", { detail: { shows, painted } }));
  }

  function went(head) {
    const { way, state } = head;
    now.went = `${way} ${state}`;
    if (state === "open") code.show(head);
    else if (state === "taken" || state === "ended") code.over(way);
    show();
    dispatchEvent(new CustomEvent("kiosk:taken", { detail: { way, state } }));
  }

  function forget() {
    for (const url of Object.values(now.urls)) URL.revokeObjectURL(url);
    for (const each of [image, both, alone]) each.removeAttribute("src");
    now = fresh();
    ways.replaceChildren();
    code.forget();
    show();
  }

  /** The picture is made anew at each coming: the page may have changed. */
  function entered() {
    forget();
    asks();
  }

  addEventListener("kiosk:told", hear);
  addEventListener("kiosk:forget", forget);
  here.onChange((changed) => changed.includes("language") && show());
  show();
  screens.add("leaving", { node, entered });
  return Object.freeze({ again: () => screens.current === "leaving" && asks() });
}
