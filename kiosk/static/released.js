// A press that acts wherever it ends: a tap, a swipe, a resting palm. What lies beneath afterwards gets nothing of it.

const CLICK_COMES_MS = 60;
const CLICK_IS_LATE_MS = 500;

/** Calls `act` once a press that began on `node` is over. Keys come as clicks. */
export function onRelease(node, act) {
  let waiting = 0;
  node.addEventListener("click", () => {
    clearTimeout(waiting);
    act();
  });
  // A swipe gives no click; and what comes late must not press what then is there.
  node.addEventListener("pointerup", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      swallowClick();
      act();
    }, CLICK_COMES_MS);
  });
}

/** The next click within half a second reaches nothing. */
export function swallowClick() {
  const swallow = (event) => {
    if (!event.isTrusted || event.detail === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), CLICK_IS_LATE_MS);
}
