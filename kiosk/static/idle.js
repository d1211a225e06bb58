// The first screen: it invites without words, and a touch anywhere begins.
import { make } from "/static/parts.js";

/** The screen "idle". */
export function createIdle({ here, screens, visit }) {
  const { t } = here;
  const invitation = make("span", { class: "invitation" });
  here.label(invitation, () => t("Touch to draw"));
  const begin = make("button", { type: "button", class: "begin", "data-first": true }, [invitation]);
  begin.addEventListener("click", () => visit.begin());
  screens.add("idle", { node: make("section", { class: "idle" }, [begin]) });
}
