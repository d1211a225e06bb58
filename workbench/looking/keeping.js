// What a therapist writes is kept at the address it belongs to, by itself: also when the page is left meanwhile.
// One request at a time, the newest value wins; what could not be kept is tried again.
const REST_MS = 700;
const AGAIN_MS = 4000;

/** `keeper.put(value)` keeps after a rest, `keeper.flush()` at once. `say` gets "saving", "saved" or "waiting". */
export function createKeeper(address, say) {
  let value;
  let kept;
  let timer;
  let busy = false;

  async function send() {
    clearTimeout(timer);
    if (busy || value === kept) return;
    const sent = value;
    busy = true;
    const answer = await fetch(address, {
      method: "PUT",
      keepalive: true,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ value: sent }),
    }).catch(() => null);
    busy = false;
    if (answer?.ok) kept = sent;
    if (value !== kept) again(answer);
    else say("saved");
  }

  function again(answer) {
    say(answer?.ok ? "saving" : "waiting");
    timer = setTimeout(send, answer?.ok ? 0 : AGAIN_MS);
  }

  const leaving = () => send();
  addEventListener("pagehide", leaving);
  return {
    put(newest, { rest = REST_MS } = {}) {
      value = newest;
      say("saving");
      clearTimeout(timer);
      timer = setTimeout(send, rest);
    },
    flush: send,
    get unsaved() {
      return value !== kept;
    },
    close() {
      send();
      removeEventListener("pagehide", leaving);
    },
  };
}
