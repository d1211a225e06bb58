// Lets one tablet or phone into one sitting: a code that is good once, who has joined, and the way to end it.
const LOOK_MS = 1500;
const SPACED = /(.{2})(?!$)/g;

const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};

const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

async function asked(path, method) {
  const answer = await fetch(path, { method, cache: "no-store" }).catch(() => null);
  return answer?.ok ? answer.json() : null;
}

export function createJoining(root, { sitting, fingerprint, lang, t }) {
  const path = `/api/sittings/${encodeURIComponent(sitting)}/guest`;
  let shown = "";
  let until = 0;
  let timer = 0;
  let code = null;

  const button = (className, text, press) => {
    const node = make("button", className, text);
    node.type = "button";
    node.onclick = async () => {
      node.disabled = true;
      await press();
      node.disabled = false;
    };
    return node;
  };

  function show(name, ...nodes) {
    shown = name;
    root.dataset.shows = name;
    root.replaceChildren(...nodes);
  }

  async function invite() {
    code = await asked(`${path}/invite`, "POST");
    if (!code) {
      show("failed", make("p", "", t("No code could be made. Is the sitting still open?")), button("strong", t("Try again"), invite));
      return;
    }
    until = Date.now() + code.waits * 1000;
    waiting();
  }

  function waiting() {
    const picture = make("img", "code");
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(code.code)}`;
    picture.alt = t("A code that leads to {address}", { address: code.address });
    const left = make("p", "left");
    left.setAttribute("role", "timer");
    show(
      "waiting",
      make("p", "", t("Point the camera of the tablet or phone here. It opens this sitting, and nothing else.")),
      picture,
      left,
      make("p", "address", code.address),
      warning(),
    );
  }

  /** Why a browser warns, and what to compare: only where no authority vouches for the certificate. */
  function warning() {
    if (!fingerprint) return "";
    const node = make("details");
    node.append(
      make("summary", "", t("Its browser warns?")),
      make("p", "", t("Nobody else vouches for this machine. If the browser shows this fingerprint, it is the right one: go on.")),
      make("p", "fingerprint", fingerprint.replaceAll(":", "").replace(SPACED, "$1 ")),
    );
    return node;
  }

  const over = (text = t("This code is over.")) => show("over", make("p", "", text), button("strong", t("New code"), invite));

  function joined(seconds) {
    const at = new Date(Date.now() - seconds * 1000).toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const told = make("p", "joined", t("A device joined at {time}. It shows the client's view.", { time: at }));
    told.setAttribute("role", "status");
    const end = async () => {
      await asked(`${path}/end`, "POST");
      over(t("That device shows nothing of it any more."));
    };
    show("joined", told, button("strong", t("End it on that device"), end), button("soft", t("Let another device in instead"), invite));
  }

  async function look() {
    const stands = await asked(path, "GET");
    if (!root.isConnected) return;
    if (stands?.joined != null && (shown !== "waiting" || stands.waits === 0)) {
      if (shown !== "joined") joined(stands.joined);
    } else if (stands && shown === "joined") over(t("That device shows nothing of it any more."));
    else if (shown === "") await invite();
  }

  function tick() {
    if (!root.isConnected) return;
    const left = root.querySelector(".left");
    const seconds = Math.max(0, (until - Date.now()) / 1000);
    if (left) left.textContent = t("Good for {time} more, once", { time: minutes(seconds) });
    if (shown === "waiting" && seconds === 0) over();
  }

  async function turn() {
    await look();
    tick();
    if (root.isConnected) timer = setTimeout(turn, LOOK_MS);
  }

  const ticking = setInterval(tick, 500);
  turn();
  return () => {
    clearTimeout(timer);
    clearInterval(ticking);
  };
}
