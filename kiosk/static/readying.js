// A board builds its engine on the first start, and paints more slowly meanwhile: the first screen says so, and how far it is.
import { make } from "/static/parts.js";

const LOOK_MS = 5000;

export function createReadying({ here }) {
  const { t } = here;
  const says = make("span", { id: "readying" });
  here.label(says, () => t("The painter is still getting ready. You can draw already."));
  const far = make("progress", { max: "100", "aria-labelledby": "readying" });
  const node = make("p", { class: "readying", hidden: true }, [says, far]);
  document.querySelector(".idle").append(node);

  async function look() {
    const told = await fetch("/engine.json").then((answer) => answer.json()).catch(() => null);
    node.hidden = !told?.building;
    if (node.hidden) return;
    if (told.percent === null) far.removeAttribute("value");
    else far.value = told.percent;
    setTimeout(look, LOOK_MS);
  }

  look();
}
