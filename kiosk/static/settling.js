// A hand that taps twice means it once. What a press has just brought up takes none at that place until the hand has been still,
// and the page takes none anywhere until then: two hands, or a palm, come down beside each other.

const STILL_MS = 450;
const NEAR_PX = 90;
const CAME_OF_MS = 1000;

/** Make it before everything else that listens for presses but the idle clock. Keys and programs are not held up. */
export function settle(screens, { now = () => performance.now() } = {}) {
  let last = null; // the last press
  let calm = null; // where presses wait, and until when
  let dropping = false;
  let screen = null;

  function hear(event) {
    if (!event.isTrusted || (event.type === "click" && event.detail === 0)) return;
    if (event.type === "pointerdown") {
      dropping = waits(event);
      last = { x: event.clientX, y: event.clientY, atMs: now() };
    }
    if (!dropping) return;
    if (event.type !== "pointermove") calm.untilMs = now() + STILL_MS;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  const near = ({ clientX, clientY }) => Math.hypot(clientX - calm.x, clientY - calm.y) <= NEAR_PX;
  const onPage = ({ target }) => target instanceof Element && target.closest(".swp-page") !== null;
  const waits = (event) => calm !== null && now() < calm.untilMs && (near(event) || (calm.page && onPage(event)));

  for (const type of ["pointerdown", "pointermove", "pointerup", "click"]) addEventListener(type, hear, { capture: true });
  screens.onShow((current) => {
    const page = current !== screen;
    screen = current;
    if (last !== null && now() - last.atMs < CAME_OF_MS) calm = { ...last, page, untilMs: now() + STILL_MS };
  });
}
