// The line to the kiosk: binary messages out, frames in, and everything said again after a break.
// The format is described in kiosk/visits/wire.py.

const START = 7;
const AGAIN_MS = [250, 500, 1000, 2000];

/**
 * `onFrame(head, blob)` gets every answer, `onTold(head)` what the kiosk says (a picture that comes with it is
 * `head.blob`), `onState("open" or "lost")` how the line stands. `again()` is called on a new line and sends what the page holds.
 */
export function createLine(address, { onFrame, onTold, onState, again }) {
  let socket = null;
  let count = 0;
  let tries = 0;
  let timer = 0;
  let over = false;

  function open() {
    socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      tries = 0;
      onState("open");
      again();
    };
    socket.onmessage = ({ data }) => hear(data);
    socket.onclose = () => {
      if (over) return;
      onState("lost");
      timer = setTimeout(open, AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)]);
      tries += 1;
    };
  }

  function hear(data) {
    const view = new DataView(data);
    const size = view.getUint16(5, true);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(data, START, size)));
    const blob = new Blob([new Uint8Array(data, START + size)], { type: head.media ?? "image/jpeg" });
    if (view.getUint8(0) === code("F")) onFrame(head, blob);
    else onTold(blob.size > 0 ? { ...head, blob } : head);
  }

  function send(kind, head, rest = new Uint8Array()) {
    count += 1;
    if (socket?.readyState === WebSocket.OPEN) socket.send(packed(kind, count, head, rest));
    return count;
  }

  open();
  return {
    /** Gives the message's number; an answer says up to which it has seen. */
    stroke: ({ points, ...head }) => send("S", head, floats(points)),
    soFar: ({ points, ...head }) => (points.length ? send("L", head, floats(points)) : count),
    told: (what, more = {}) => send("D", { do: what, ...more }),
    close() {
      over = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}

function packed(kind, number, head, rest) {
  const told = new TextEncoder().encode(JSON.stringify(head));
  const message = new Uint8Array(START + told.length + rest.length);
  const view = new DataView(message.buffer);
  view.setUint8(0, code(kind));
  view.setUint32(1, number, true);
  view.setUint16(5, told.length, true);
  message.set(told, START);
  message.set(rest, START + told.length);
  return message;
}

function floats(points) {
  const view = new DataView(new ArrayBuffer(16 * points.length));
  points.forEach((point, row) => {
    for (let column = 0; column < 4; column += 1) view.setFloat32(16 * row + 4 * column, point[column] ?? Number.NaN, true);
  });
  return new Uint8Array(view.buffer);
}

const code = (letter) => letter.charCodeAt(0);
