// Leaving no trace on the page: what browsers keep is emptied, and the page begins anew in a new process of the browser, so that
// nothing is left even in memory that was let go of (kiosk/README.md says what was measured).

const WAITS_MS = 1500;
const ANSWERS_MS = 10_000;
const AGAIN_MS = 5000;

/** Call it when a visit is over and every part has forgotten its own. `begun()` says whether the next visit has begun. */
export async function beginAfresh({ begun, afterMs = 0 }) {
  // A touch in the moment before the page goes would be lost with it.
  document.body.inert = true;
  setTimeout(() => (document.body.inert = false), WAITS_MS);
  try {
    await Promise.all([emptied(), answers(), new Promise((done) => setTimeout(done, afterMs))]);
    // Two addresses of one page that cannot share a process: see `page` in kiosk/app.py.
    if (!begun()) location.replace(location.pathname === "/" ? "/again" : "/");
  } catch {
    // Without its server there would be no page to come: this one stays, and is as empty as its parts made it.
    setTimeout(() => (begun() ? null : beginAfresh({ begun })), AGAIN_MS);
  }
}

/** Nothing here keeps anything; this holds where something else did. */
async function emptied() {
  getSelection()?.removeAllRanges();
  for (const field of document.querySelectorAll("input, textarea")) field.value = field.defaultValue;
  localStorage.clear();
  sessionStorage.clear();
  for (const cookie of document.cookie.split(";")) document.cookie = `${cookie.split("=")[0]}=; max-age=0; path=/`;
  for (const name of await caches.keys()) await caches.delete(name);
  for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name);
}

async function answers() {
  const answer = await fetch("/site.json", { signal: AbortSignal.timeout(ANSWERS_MS) });
  if (!answer.ok) throw new Error(`the kiosk answers ${answer.status}`);
}
