// The line to an open sitting: one WebSocket, opened again after a drop, what could not be said waits in order.
const RETRY_MS = [250, 500, 1000, 2000, 4000];
const REFUSED_MS = 2000; // a full disk: said again until there is room

/** Pictures come as bytes: a length, that much JSON, then the painted layer and the picture with its lines. */
function unpacked(buffer) {
  const headLength = new DataView(buffer).getUint32(0);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, headLength)));
  const start = 4 + headLength;
  const blob = (from, length) => new Blob([new Uint8Array(buffer, from, length)], { type: "image/jpeg" });
  return { ...head, painted: blob(start, head.sizes[0]), shown: blob(start + head.sizes[0], head.sizes[1]) };
}

const REFUSED = 4403; // the workbench was started again: its page hands out a new key
const OVER = 4404;

const idsOf = (strokes) => strokes.map((stroke) => stroke.id);

export function createLine(path, { heard, pictured, opened, dropped, ended }) {
  const address = new URL(path, window.location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  let socket = null;
  let tries = 0;
  let timer = 0;
  let refused = 0;
  let over = false;
  let ready = false; // from the greeting on: before, everything waits its turn
  let waiting = [];
  let sent = []; // strokes and steps on their way, not acknowledged yet, in order
  let steps = 0;

  function send(message) {
    if (message.do === "draw" || message.n !== undefined) sent.push(message);
    socket.send(JSON.stringify(message));
  }

  /** Steps that were on their way when the line broke may have arrived: said again, they are done only once. */
  const again = (message) => (message.n === undefined ? message : { ...message, again: true });

  function open() {
    socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => {
      tries = 0;
      if (typeof data === "string") heard(JSON.parse(data));
      else pictured(unpacked(data));
    };
    socket.onclose = ({ code }) => {
      ready = false;
      if (over) return;
      if (code === OVER) {
        over = true;
        ended();
        return;
      }
      dropped();
      timer = setTimeout(code === REFUSED ? openWithNewKey : open, RETRY_MS[Math.min(tries, RETRY_MS.length - 1)]);
      tries += 1;
    };
  }

  async function openWithNewKey() {
    await fetch("/", { cache: "no-store" }).catch(() => null);
    if (!over) open();
  }

  open();
  return {
    get live() {
      return ready && socket.readyState === WebSocket.OPEN;
    },
    /** Says something now, or as soon as there is a line again. */
    say(message) {
      if (this.live) send(message);
      else waiting.push(message);
    },
    /** Undo, redo or clear, which must be neither lost nor done twice: `ids` name the strokes that go or come back. */
    step(way, ids, { gone }) {
      steps += 1;
      this.say({ do: way, ids, gone, n: steps });
    },
    /** These strokes are on disk. */
    acknowledged(ids) {
      const saved = new Set(ids);
      sent = sent.filter(({ strokes }) => !strokes || !idsOf(strokes).every((id) => saved.has(id)));
    },
    /** This step was taken in. */
    done(n) {
      sent = sent.filter((message) => message.n !== n);
    },
    /** What could not be saved is said again after a while, in order, until it is. */
    later() {
      clearTimeout(refused);
      refused = setTimeout(() => {
        if (!over && ready && socket.readyState === WebSocket.OPEN) for (const message of sent) socket.send(JSON.stringify(again(message)));
      }, REFUSED_MS);
    },
    /** At every greeting: what was not acknowledged, then what waited, in order. Repeated strokes do no harm. */
    catchUp(unsaved) {
      const first = !ready;
      const later = first ? [...sent.map(again), ...waiting] : [];
      const known = new Set([...sent, ...later].flatMap((message) => idsOf(message.strokes ?? [])));
      const strays = unsaved.filter((strokes) => !idsOf(strokes).some((id) => known.has(id)));
      const redone = later.some((message) => message.do === "redo"); // may bring them back itself: look again then
      if (first) [sent, waiting, ready] = [[], [], true];
      if (!redone) for (const strokes of strays) send({ do: "draw", strokes });
      for (const message of later) send(message);
      if (first) opened();
    },
    close() {
      over = true;
      clearTimeout(timer);
      clearTimeout(refused);
      // Browsers call a line that is closed before it stands a failure, and say so aloud.
      if (socket.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close();
      else socket.close();
    },
  };
}
