// What one browser may see, at work in its page: hand over, come back, hide everything, ask for a person. The server
// decides (workbench/handing/passes.py); this covers the screen at once and draws the page anew where it shows too much.
const HIDE_KEY = "F9";
const RETRY_MS = [500, 1000, 2000, 4000];
const SETTLE_MS = 3000;
const STIR_MS = 20000; // how often the server is told that somebody is there
const STIRS = ["pointerdown", "pointermove", "keydown", "wheel", "touchmove"];
const ICONS = {
  hide: '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6zM4 20 20 4"/></svg>',
  hand: '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 12h12m0 0-4.5-4.5M16 12l-4.5 4.5M20 5v14"/></svg>',
  paper: '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h4"/></svg>',
  person: '<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="8" r="3.6"/><path d="M5 20c.8-4.2 3.4-6 7-6s6.200 1.800 7 6"/></svg>',
};

let spoken = {}; // the page's language, by the English text
const t = (text, values = {}) => (spoken[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};

function button(className, text, press, icon) {
  const node = make("button", className);
  node.type = "button";
  if (icon) node.innerHTML = ICONS[icon];
  node.append(make("span", "", text));
  node.onclick = press;
  return node;
}

/** Asks for a deed; it is asked for also where the page is left at once, as one does who hides it. */
async function post(name, body = {}) {
  const answer = await fetch(`/api/pass/${name}`, { method: "POST", keepalive: true, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
  return answer.json();
}

const whose = ({ scope, account }) => (scope === "whole" ? (account?.id ?? null) : null);
/** What lies beside Streamlit's own root (covers, sheets, its popovers) has that root's scheme, also where the system turns dark meanwhile. */
function followScheme() {
  const app = document.querySelector(".stApp");
  if (!app || app === followScheme.app) return;
  followScheme.app = app;
  const take = () => (document.body.style.colorScheme = getComputedStyle(app).colorScheme);
  new MutationObserver(take).observe(app, { attributes: true, attributeFilter: ["class", "style"] });
  take();
}

const same = (one, other) => one.scope === other.scope && (one.sitting ?? null) === (other.sitting ?? null) && whose(one) === whose(other);

class Veil {
  constructor(css) {
    this.css = css;
    this.data = null; // what the page was drawn for
    this.standing = null; // what the server said last
    this.covered = null; // null, "hidden", "leaving", "pin"
    this.tries = 0;
    this.channel = new BroadcastChannel("sketchwell");
    this.channel.onmessage = ({ data }) => this.heard(data);
    window.addEventListener("keydown", (event) => this.key(event), { capture: true });
    for (const kind of STIRS) window.addEventListener(kind, () => this.stir(), { capture: true, passive: true });
    window.addEventListener("pageshow", (event) => event.persisted && this.look());
    window.addEventListener("sketchwell-consent-waits", ({ detail }) => this.asksFor(detail.waits));
    window.addEventListener("sketchwell-hand-over", ({ detail }) => this.handOver(detail.sitting));
    this.connect();
  }

  /** The page was drawn (again) for this scope; `root` is where the veil's own parts stand in it. */
  draw(root, data, again = () => {}) {
    Object.assign(this, { root, data, again });
    followScheme();
    document.documentElement.toggleAttribute("data-account", Boolean(data.account)); // the header leaves room for its menu
    spoken = data.text ?? {};
    this.standing ??= data;
    if (["hidden", "locked"].includes(data.scope)) this.cover(data.scope);
    this.fill();
    this.meet(this.standing);
  }

  // The line

  connect() {
    const address = new URL("/api/pass/line", window.location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.onmessage = ({ data }) => {
      this.tries = 0;
      this.meet(JSON.parse(data));
    };
    socket.onclose = ({ code }) => {
      const wait = RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)];
      this.tries += 1;
      setTimeout(async () => {
        if (code === 4403) await fetch("/", { cache: "no-store" }).catch(() => null); // it hands out a new pass
        this.connect();
      }, wait);
    };
  }

  heard(what) {
    if (this.covered === "again") this.socket.close(); // it was opened with a cookie that is over
    else if (what === "hide" && this.data?.scope === "whole") this.cover(this.hides());
    else this.look();
  }

  /** What is covered: a page with an account is locked, one of the demo only hidden. */
  hides() {
    return this.data.account ? "locked" : "hidden";
  }

  /** Whoever draws, types or scrolls is there: a page that nobody touches is locked after a while. */
  stir() {
    if (this.data?.scope !== "whole" || !this.data.account || this.covered || Date.now() < (this.stirred ?? 0)) return;
    this.stirred = Date.now() + STIR_MS;
    post("stir").catch(() => null);
  }

  async look() {
    const answer = await fetch("/api/pass", { cache: "no-store" }).catch(() => null);
    if (answer?.ok) this.meet(await answer.json());
  }

  /** The server said how this browser stands: a page that was drawn for something else goes. */
  meet(standing) {
    this.standing = standing;
    const { data } = this;
    if (!data || this.covered === "leaving") return;
    if (same(standing, data)) {
      if (["hidden", "locked", "again"].includes(this.covered) && standing.scope === "whole" && !this.hiding) this.uncover();
      this.fill();
      this.followPeople(standing);
    } else if (standing.scope === "hidden") this.cover("hidden");
    else if (standing.again && data.scope === "whole" && data.account) this.cover("again");
    else if (standing.scope === "locked" && data.scope === "whole" && standing.account?.id === data.account?.id) this.cover("locked");
    else this.leave(["locked", "signed-out"].includes(data.scope) && standing.scope === "whole");
  }

  /** Somebody was given to this account or taken from it: the page is drawn again, what is typed stays. */
  followPeople({ theirs }) {
    const before = this.theirs;
    this.theirs = theirs;
    if (before !== undefined && theirs !== undefined && before !== theirs) this.again();
  }

  /** Nothing of this page stays, not under the cover, not in what "back" would bring; `here` stays at the address that was asked for. */
  leave(here = false) {
    this.cover("leaving");
    window.location.replace(here ? window.location.href : "/");
  }

  // What is done

  key(event) {
    if (event.key !== HIDE_KEY || this.data?.scope !== "whole") return;
    event.preventDefault();
    event.stopPropagation();
    this.hide();
  }

  async hide() {
    this.hiding = true;
    this.cover(this.hides());
    this.channel.postMessage("hide");
    await post("hide").catch(() => null);
    this.hiding = false;
  }

  async handOver(sitting) {
    if (this.standing?.pin) {
      await this.settled();
      await this.given({ sitting });
    } else this.choosePin((pin) => this.given({ sitting, pin }));
  }

  async given(body) {
    const answer = await post("hand-over", body);
    if (answer.ok) {
      this.channel.postMessage("look");
      this.leave();
    }
    return answer;
  }

  /** Strokes on their way are saved before the page goes. */
  settled() {
    const detail = { waiting: [] };
    window.dispatchEvent(new CustomEvent("sketchwell-settle", { detail }));
    return Promise.race([Promise.all(detail.waiting), new Promise((done) => setTimeout(done, SETTLE_MS))]);
  }

  async comeBack(pin) {
    await this.settled();
    return this.opened(await post("back", { pin }));
  }

  async comeBackBy(password) {
    await this.settled();
    return this.opened(await post("unlock", { password, language: this.data.lang }));
  }

  opened(answer) {
    if (!answer.ok) return answer;
    this.channel.postMessage("look");
    if (this.data.scope === "whole") this.uncover();
    else this.leave(this.data.scope === "locked");
    return answer;
  }

  async signOut(everywhere = false) {
    await this.settled();
    await post("sign-out", { everywhere }).catch(() => null);
    this.channel.postMessage("look");
    this.leave();
  }

  // What covers the page

  cover(kind) {
    if (this.covered === kind) return;
    const inside = make("div", "inside");
    if (kind === "hidden" || kind === "locked") inside.append(...this.rest(kind));
    if (kind === "again") this.signInAgain(inside);
    this.lay(kind, inside);
  }

  /** Locked for an account: its PIN or its password opens it, or somebody else signs in. */
  shut(account, byPassword) {
    const say = { title: t("Locked"), text: t("{name}, your work is as it was.", { name: account.name }) };
    const out = button("plain", t("Sign out"), () => this.signOut());
    const turn = (to) => {
      this.covered = null;
      const inside = make("div", "inside");
      inside.append(...this.shut(account, to));
      this.lay("locked", inside);
    };
    const pin = (this.standing ?? this.data).pin;
    if (pin && !byPassword) return [this.keypad({ ...say, onPin: (given) => this.comeBack(given) }), this.row(...this.provider(), button("plain", t("Use the password"), () => turn(true)), out)];
    const form = Unlocking.createUnlocking({ t, ...say, name: account.sign_in, onPassword: (given) => this.comeBackBy(given) });
    return [form.node, this.row(...this.provider(), pin ? button("plain", t("Use the PIN"), () => turn(false)) : "", out)];
  }

  /** The way by the practice's identity provider, in another tab: this page stays as it is. */
  provider() {
    if (!this.data.provider) return [];
    const link = make("a", "plain", t("Sign in with {name}", { name: this.data.provider }));
    return [Object.assign(link, { href: "/api/pass/provider?aside", target: "_blank" })];
  }

  /** The workbench was started again, or the sign-in ended: whoever signs in goes on with the page as it was. */
  signInAgain(inside) {
    const data = { language: this.data.lang, name: this.data.account.sign_in, again: true, provider: this.data.provider };
    Door.createDoor(inside, data, t, () => {
      this.channel.postMessage("look");
      this.socket.close();
    });
  }

  row(...parts) {
    const node = make("div", "ways");
    node.append(...parts);
    return node;
  }

  rest(kind) {
    const account = (this.standing ?? this.data).account ?? this.data.account;
    if (kind === "locked" && account) return this.shut(account, false);
    const title = kind === "locked" ? t("A table is handed over") : t("Hidden for now");
    const onPin = (pin) => this.comeBack(pin);
    if (!(this.standing ?? this.data).pin) return [make("h2", "", title), button("strong", t("Show it again"), () => this.comeBack(""))];
    const text = kind === "locked" ? t("This browser opens with the therapist's PIN.") : t("It comes back with the therapist's PIN.");
    return [this.keypad({ title, text, onPin })];
  }

  askPin() {
    const say = { title: t("For the therapist"), cancel: () => this.uncover() };
    const node = this.keypad({ ...say, text: t("With the PIN the whole workbench comes back."), onPin: (pin) => this.comeBack(pin) });
    if (!this.data.signing) return this.lay("pin", node);
    const byPassword = () => this.lay("pin", Unlocking.createUnlocking({ t, ...say, text: t("With the password the whole workbench comes back."), onPassword: (given) => this.comeBackBy(given) }).node);
    const inside = make("div", "inside");
    inside.append(node, button("plain", t("Use the password"), byPassword));
    return this.lay("pin", inside);
  }

  choosePin(done) {
    const say = { title: t("Choose a PIN"), text: t("4 to 8 digits. From now on it brings the workbench back from the client's view. Nobody can look it up: keep it where you keep your keys.") };
    let first = null;
    const onPin = async (pin) => {
      if (first === null) {
        first = pin;
        keypad.again(t("The same PIN once more"), t("So that no slip of the finger locks you out."));
        return { ok: true };
      }
      const meant = first === pin;
      first = null;
      if (meant) {
        await this.settled();
        return done(pin);
      }
      keypad.again(say.title, say.text);
      return { ok: false, text: t("The two were not the same. Choose again.") };
    };
    const keypad = Keypad.createKeypad({ t, ...say, onPin, cancel: () => this.uncover() });
    this.lay("pin", keypad.node);
  }

  keypad(options) {
    return Keypad.createKeypad({ t, ...options }).node;
  }

  lay(kind, inside) {
    this.uncover();
    this.covered = kind;
    const host = make("div");
    host.dataset.sketchwellVeil = kind;
    host.style.cssText = "position:fixed;inset:0;z-index:2147483647";
    const shadow = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(this.css);
    shadow.adoptedStyleSheets = [sheet];
    const veil = make("div", `veil ${kind}`);
    veil.setAttribute("role", "dialog");
    veil.setAttribute("aria-modal", "true");
    veil.setAttribute("aria-label", inside.querySelector("h2")?.textContent ?? "Sketchwell");
    veil.append(inside);
    shadow.append(veil);
    for (const each of document.body.children) each.inert = true;
    document.body.append(host);
    this.host = host;
    this.keepOver(host);
    const empty = [...veil.querySelectorAll("input:not([hidden])")].find((each) => !each.value);
    (veil.querySelector(".keypad") ?? empty ?? veil.querySelector("button") ?? veil).focus();
  }

  /** Without a line Streamlit lays a dialog of its own, which would take the focus and shut out what covers it. */
  keepOver(host) {
    const opens = (node) => node.querySelector?.("[data-testid=stDialog] [role=dialog] button, [data-testid=stDialog][role=dialog] button");
    this.hush = new MutationObserver((changes) => {
      if (host.inert || host.ariaHidden) Object.assign(host, { inert: false, ariaHidden: null });
      for (const { addedNodes } of changes) for (const node of addedNodes) opens(node)?.click();
    });
    this.hush.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["inert", "aria-hidden"] });
  }

  uncover() {
    this.hush?.disconnect();
    this.covered = null;
    this.host?.remove();
    this.host = null;
    for (const each of document.body.children) each.inert = false;
  }

  // What stands in the page

  fill() {
    const { scope } = this.data;
    const { calls = [], waiting = [], guests = [], answered = [], looks = [], asked = false, guest = false } = this.standing;
    const state = JSON.stringify([scope, calls, waiting, guests, answered, looks, asked, guest, this.unread, this.data]);
    if (!this.root || (this.filled === state && this.root.childElementCount > 0)) return;
    this.filled = state;
    if (scope === "whole") this.root.replaceChildren(this.corner(), ...calls.map((each) => this.call(each)), ...looks.map((each) => this.answerOf(each)), ...waiting.map((each) => this.wait(each)), ...guests.map((each) => this.joined(each)), ...answered.map((each) => this.agreed(each)));
    else if (scope === "handed") this.root.replaceChildren(this.band(asked));
    else this.root.replaceChildren();
  }

  corner() {
    const node = make("div", "corner");
    const { account } = this.data;
    if (account) node.append(Menu.menuOf({ t, account, out: () => this.signOut() }));
    node.append(this.hider());
    return node;
  }

  hider() {
    const { account } = this.data;
    const node = button("hide", account ? t("Lock") : t("Hide"), () => this.hide(), "hide");
    node.append(make("kbd", "", HIDE_KEY));
    node.title = account ? t("Cover everything at once (F9); your PIN or password brings it back") : t("Hide everything at once (F9)");
    node.setAttribute("aria-keyshortcuts", HIDE_KEY);
    return node;
  }

  call({ name }) {
    const node = make("div", "call", t("{name} asked for a person.", { name: name || t("Somebody") }));
    node.setAttribute("role", "alert");
    return node;
  }

  /** An answer to a questionnaire that a person of the practice has to look at. */
  answerOf({ name, person }) {
    const node = make("div", "call");
    node.setAttribute("role", "alert");
    const way = make("a", "", t("Look"));
    way.href = `/people?person=${encodeURIComponent(person)}&profile=${encodeURIComponent(person)}`;
    node.append(make("span", "", t("Something of {name} is to be looked at, now.", { name })), way);
    return node;
  }

  wait({ name, person }) {
    const node = make("div", "call quiet");
    node.setAttribute("role", "status");
    const way = make("a", "", t("Look"));
    way.href = `/?person=${encodeURIComponent(person)}`;
    node.append(make("span", "", t("An answer waits for your look before {name} sees it.", { name })), way);
    return node;
  }

  joined({ name, sitting }) {
    const node = make("div", "call quiet");
    node.setAttribute("role", "status");
    const end = () => fetch(`/api/sittings/${encodeURIComponent(sitting)}/guest/end`, { method: "POST" }).catch(() => null);
    node.append(make("span", "", t("Another device shows the table of {name}.", { name })), button("plain", t("End it there"), end));
    return node;
  }

  /** The person at a table answered something by themselves: the therapist is told where to read it. */
  agreed({ name, person }) {
    const node = make("div", "call quiet");
    node.setAttribute("role", "status");
    const way = make("a", "", t("Look"));
    way.href = `/people?person=${encodeURIComponent(person)}&profile=${encodeURIComponent(person)}&asking=all`;
    node.append(make("span", "", t("{name} said at their own view what they agree to.", { name: name || t("Somebody") })), way);
    return node;
  }

  /** How many of the four items were not answered yet: the button in the band says it. */
  asksFor(waits) {
    this.unread = waits;
    this.fill();
  }

  consenting() {
    const text = this.unread ? t("What I agree to ({count} to answer)", { count: this.unread }) : t("What I agree to");
    return button("soft consenting", text, () => window.dispatchEvent(new CustomEvent("sketchwell-consent")), "paper");
  }

  band(asked) {
    const node = make("div", asked ? "band asked" : "band");
    const say = (wanted) => post("ask", { wanted }).then(() => this.look());
    const guest = this.standing.guest; // a device that joined by a code has no way back to the workbench
    if (guest && !this.standing.sitting) return "";
    const back = guest ? "" : button("plain", t("For the therapist"), () => this.askPin());
    if (!asked) node.append(button("soft need", t("I need a person"), () => say(true), "person"), this.consenting(), back);
    else {
      const told = make("div", "told");
      told.setAttribute("role", "status");
      told.append(make("p", "first", t("A person can help. You can keep drawing or rest.")));
      if (this.data.card) told.append(make("p", "card", this.data.card));
      node.append(told, button("soft", t("Not needed any more"), () => say(false)), this.consenting(), back);
    }
    return node;
  }
}

/** One veil a page, however often Streamlit lays the component anew. */
export function veilOf(css) {
  return (globalThis[Symbol.for("sketchwell-veil")] ??= new Veil(css));
}
