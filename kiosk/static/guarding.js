// The browser's own keys do nothing where the page is the whole screen: no second window over the
// kiosk, no printing, no zoom, no closing. A full-screen Chromium hands them to the page first.
const WHOLE = matchMedia("(display-mode: fullscreen)");
const EDITING = new Set(["a", "c", "v", "x", "y", "z", "backspace", "delete", "home", "end", "arrowleft", "arrowright"]);
const FUNCTION_KEY = /^F\d+$/;
const BROWSER_KEY = /^(Browser|Launch|Zoom|Print|Help|ContextMenu)/;

/** Takes their effect; the kiosk's own keys (F9, Ctrl+Z on the pad) are heard as before. */
export function guardKeys(whole = WHOLE) {
  addEventListener("keydown", (event) => {
    if (whole.matches && isTheBrowsers(event)) event.preventDefault();
  }, { capture: true });
}

function isTheBrowsers(event) {
  if (FUNCTION_KEY.test(event.key) || BROWSER_KEY.test(event.key)) return true;
  if (!event.ctrlKey && !event.metaKey && !event.altKey) return false;
  const field = event.target instanceof Element && event.target.closest("input, textarea");
  return !(field && EDITING.has(event.key.toLowerCase()));
}
