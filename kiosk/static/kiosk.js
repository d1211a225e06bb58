// The kiosk's one page: makes its parts and joins them. What each part does stands in its own file.
import { beginAfresh } from "/static/afresh.js";
import { createBar } from "/static/bar.js";
import { createComfort } from "/static/comfort.js";
import { createFeeling } from "/static/feeling.js";
import { guardKeys } from "/static/guarding.js";
import { createHere } from "/static/here.js";
import { createIdle } from "/static/idle.js";
import { createLeaving } from "/static/leaving.js";
import { createLine } from "/static/line.js";
import { createPatience } from "/static/patience.js";
import { createPerson } from "/static/person.js";
import { createPickers } from "/static/pickers.js";
import { createPlacing } from "/static/placing.js";
import { createReadying } from "/static/readying.js";
import { createScreens } from "/static/screens.js";
import { createSeeing } from "/static/seeing.js";
import { settle } from "/static/settling.js";
import { createTable } from "/static/table.js";
import { createVoice } from "/static/voice.js";
import { createWays } from "/static/ways.js";
import { createWords } from "/static/words.js";

const END_TONES_MS = 600; // the spoken mode ends with two tones
guardKeys();
const here = await createHere(await (await fetch("/site.json")).json());
const screens = createScreens(here, document.querySelector("main"));
const line = createLine(`ws://${location.host}/line`, {
  onFrame: (head, blob) => table.show(head, blob),
  onTold(head) {
    if (head.did === "painter") table.resting(head.resting);
    dispatchEvent(new CustomEvent("kiosk:told", { detail: head }));
  },
  onState: (how) => table.resting(how === "lost"),
  again() {
    table.sendAgain();
    seeing?.sendAgain();
    words?.sendAgain();
    leaving.again();
  },
});
const visit = Object.freeze({
  /** Somebody is there. */
  begin: () => screens.show("table"),
  /** The visitor is done: how it felt and taking it home, where there is something, then goodbye. */
  done() {
    const after = { table: ["feeling", "leaving"], feeling: ["leaving"] }[screens.current] ?? [];
    const next = table.empty ? undefined : after.find((name) => screens.has(name));
    if (next) screens.show(next);
    else visit.end();
  },
  /** The visit is over, here and at the kiosk; everything is as for the next visitor. */
  end() {
    const afterMs = "spoken" in document.documentElement.dataset ? END_TONES_MS : 0;
    line.told("forget");
    dispatchEvent(new CustomEvent("kiosk:forget"));
    here.reset();
    screens.show("idle");
    dispatchEvent(new CustomEvent("kiosk:ended"));
    beginAfresh({ begun: () => screens.current !== "idle", afterMs });
  },
});
const { t } = here;
const parts = { here, screens, line, visit };
createPatience(parts);
settle(screens);
const table = createTable(parts);
const pickers = createPickers({ ...parts, table });
const comfort = createComfort(parts);
createIdle(parts);
createReadying({ here });
createFeeling(parts);
const leaving = createLeaving(parts);
createBar({ ...parts, table, pickers, bar: document.querySelector("footer") });
createPerson({ ...parts, bar: document.querySelector("footer") });
const words = createWords({ ...parts, table, bar: document.querySelector("footer") });
const placing = createPlacing({ ...parts, pad: table.pad });
const ways = createWays({ ...parts, placing });
const seeing = createSeeing({ ...parts, table });
comfort.add(() => t("Other ways"), ways.controls());
comfort.add(() => t("The page"), seeing.controls());
document.querySelector("footer .choosing").append(placing.button);
if (here.site.spoken) createVoice({ ...parts, pad: table.pad, table, placing, comfort, bar: document.querySelector("footer") });
screens.show("idle");
