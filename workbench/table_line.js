// The line to an open sitting: one WebSocket, opened again after a drop, what could not be said waits in order.
const RETRY_MS = [250, 500, 1000, 2000, 4000];

/** Pictures come as bytes: a length, that much JSON, then the painted layer and the picture with its lines. */
function unpacked(buffer) {
  const headLength = new DataView(buffer).getUint32(0);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, headLength)));
  const start = 4 + headLength;
  const blob = (from, length) => new Blob([new Uint8Array(buffer, from, length)], { type: "image/jpeg" });
  return { ...head, painted: blob(start, head.sizes[0]), shown: blob(start + head.sizes[0], head.sizes[1]) };
}

export function createLine(path, { heard, pictured, opened, dropped, refused }) {
  const address = new URL(path, window.location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  let socket = null;
  let tries = 0;
  let timer = 0;
  let over = false;
  let waiting = [];

  function open() {
    socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      tries = 0;
    };
    socket.onmessage = ({ data }) => {
      if (typeof data === "string") heard(JSON.parse(data));
      else pictured(unpacked(data));
    };
    socket.onclose = ({ code }) => {
      if (over) return;
      if (code === 4403 || code === 4404) {
        over = true;
        refused(code);
        return;
      }
      dropped();
      timer = setTimeout(open, RETRY_MS[Math.min(tries, RETRY_MS.length - 1)]);
      tries += 1;
    };
  }

  open();
  return {
    get live() {
      return socket.readyState === WebSocket.OPEN;
    },
    /** Says something now, or as soon as there is a line again. */
    say(message) {
      if (this.live) socket.send(JSON.stringify(message));
      else waiting.push(message);
    },
    /** After a reconnection: first the strokes not acknowledged, then what waited. Strokes are known by their ids. */
    catchUp(unsaved) {
      for (const strokes of unsaved) socket.send(JSON.stringify({ do: "draw", strokes }));
      const later = waiting.filter((message) => message.do !== "draw");
      waiting = [];
      for (const message of later) socket.send(JSON.stringify(message));
      opened();
    },
    close() {
      over = true;
      clearTimeout(timer);
      socket.close();
    },
  };
}
