// What may be higher than its place: nobody has to drag, a touch turns to what does not fit.
import { act, make } from "/static/parts.js";

const TURN = 0.85;

/** A place around `content`, and the two buttons that turn it; they are there only where something does not fit. */
export function createTurning(here, content) {
  const { t } = here;
  const node = make("div", { class: "turning" }, [content]);
  const turn = (way) => () => node.scrollBy({ top: way * TURN * node.clientHeight });
  const up = act(here, { drawn: "up", says: () => t("Up"), kind: "leaf", press: turn(-1) });
  const down = act(here, { drawn: "down", says: () => t("Down"), kind: "leaf", press: turn(1) });
  const leaves = make("div", { class: "leaves" }, [up, down]);

  function look() {
    const over = node.scrollHeight - node.clientHeight;
    leaves.hidden = over <= 2;
    up.disabled = node.scrollTop < 2;
    down.disabled = node.scrollTop > over - 2;
  }

  node.addEventListener("scroll", look);
  const observer = new ResizeObserver(look);
  observer.observe(node);
  observer.observe(content);
  return { node, leaves };
}
