// What may be higher than its place: nobody has to drag, a touch turns to what does not fit.
import { act, make } from "/static/parts.js";

const TURN = 0.7; // of its height: a row that stays covers some of it

/** A place around `content`, and the two buttons that turn it. */
export function createTurning(here, content) {
  const node = make("div", { class: "turning" }, [content]);
  const { leaves, watch } = createLeaves(here);
  watch(node, [content]);
  return { node, leaves };
}

/** Two buttons that turn the node that is watched; they are there only where its `parts` do not fit into it. */
export function createLeaves(here) {
  const { t } = here;
  let node = null;
  const turn = (way) => () => node.scrollBy({ top: way * TURN * node.clientHeight });
  const up = act(here, { drawn: "up", says: () => t("Up"), kind: "leaf", press: turn(-1) });
  const down = act(here, { drawn: "down", says: () => t("Down"), kind: "leaf", press: turn(1) });
  const leaves = make("div", { class: "leaves", hidden: true }, [up, down]);

  function look() {
    const over = node.scrollHeight - node.clientHeight;
    leaves.hidden = over <= 2;
    up.disabled = node.scrollTop < 2;
    down.disabled = node.scrollTop > over - 2;
  }

  const observer = new ResizeObserver(look);

  function watch(watched, parts) {
    observer.disconnect();
    node?.removeEventListener("scroll", look);
    node = watched;
    node.addEventListener("scroll", look);
    for (const each of [node, ...parts]) observer.observe(each);
    look();
  }

  return { leaves, watch };
}
