// The door: sign in, choose the first password of one's own, give a code, or make the first account. A real form in
// the page itself (no shadow root), so that password managers know it; nothing of it outlives the page.
const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};

const EYE = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6z"/><circle cx="12" cy="12" r="2.6"/></svg>';

/** One labelled field; a password has a button that shows it. */
function field(t, { name, label, type = "text", auto, hint, mode }) {
  const node = make("div", "swd-field");
  const input = make("input");
  Object.assign(input, { id: `swd-${name}`, name, type, autocomplete: auto, required: true, spellcheck: false });
  input.setAttribute("autocapitalize", "none");
  if (mode) input.inputMode = mode;
  const title = make("label", "", label);
  title.htmlFor = input.id;
  const box = make("div", "swd-box");
  box.append(input);
  if (type === "password") box.append(shower(t, input));
  node.append(title, box);
  if (hint) {
    const told = make("p", "swd-hint", hint);
    told.id = `${input.id}-hint`;
    input.setAttribute("aria-describedby", told.id);
    node.append(told);
  }
  return node;
}

function shower(t, input) {
  const button = make("button", "swd-show");
  button.type = "button";
  button.innerHTML = EYE;
  const say = () => {
    button.setAttribute("aria-pressed", String(input.type === "text"));
    button.setAttribute("aria-label", input.type === "text" ? t("Hide the password") : t("Show the password"));
  };
  button.onclick = () => {
    input.type = input.type === "text" ? "password" : "text";
    say();
    input.focus();
  };
  say();
  return button;
}

async function post(name, body) {
  const answer = await fetch(`/api/pass/${name}`, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
  return answer.json();
}

class Door {
  constructor(root, data, t, entered) {
    this.entered = entered;
    this.root = root;
    this.data = data;
    this.t = t;
    this.typed = { username: data.name ?? "" };
    this.timer = 0;
    this.step = data.first ? "first" : "sign-in";
    this.draw();
  }

  /** The parts of a step: its heading, what is said of it, its fields, and what its button says. */
  parts() {
    const { t } = this;
    const fresh = { name: "new", label: t("New password"), type: "password", auto: "new-password", hint: t("15 letters or more, such as four words that do not belong together.") };
    const again = { name: "again", label: t("Once more"), type: "password", auto: "new-password" };
    const name = { name: "username", label: t("Sign-in name"), auto: "username" };
    if (this.step === "first") {
      const whole = { name: "display", label: t("Your name"), auto: "name", hint: t("As colleagues read it.") };
      const text = t("The first account looks after the others and reads the audit. From now on nobody comes in without one.");
      return { title: t("Who are you?"), text, fields: [whole, name, { ...fresh, label: t("Password") }, again], press: t("Make the account") };
    }
    if (this.step === "new") {
      const text = t("The password you were given is good for this one time. Choose one that only you know.");
      return { title: t("Choose your password"), text, fields: [fresh, again], press: t("Go on") };
    }
    if (this.step === "code") {
      const code = { name: "code", label: t("Code"), auto: "one-time-code", mode: "numeric" };
      return { title: t("One more step"), text: t("Type the six digits that your authenticator app shows now."), fields: [code], press: t("Sign in") };
    }
    if (this.step === "recovery") {
      const code = { name: "code", label: t("Recovery code"), auto: "off" };
      return { title: t("One more step"), text: t("Type one of the codes that you wrote down. Each is good once."), fields: [code], press: t("Sign in") };
    }
    const password = { name: "password", label: t("Password"), type: "password", auto: "current-password" };
    const over = this.data.provider ? t("Your sign-in is over. Your work is as it was.") : t("The workbench was started again, or you were signed in for twelve hours. Your work is as it was.");
    const text = this.data.again ? over : "";
    return { title: this.data.again ? t("Sign in again") : t("Good to see you"), text, fields: [name, password], press: t("Sign in") };
  }

  draw() {
    clearTimeout(this.timer);
    const { title, text, fields, press } = this.parts();
    const form = make("form", `swd-form ${this.step}`);
    form.method = "post";
    form.noValidate = true;
    form.append(make("h1", "", title));
    if (text) form.append(make("p", "swd-text", text));
    form.append(...this.kept(), ...fields.map((each) => field(this.t, each)), ...this.ticks());
    this.said = make("p", "swd-said");
    this.said.setAttribute("role", "alert");
    this.button = make("button", "swd-go", press);
    this.button.type = "submit";
    form.append(this.said, this.button, ...this.ways());
    form.onsubmit = (event) => {
      event.preventDefault();
      this.send(form);
    };
    this.root.replaceChildren(form);
    this.form = form;
    const name = form.elements.username;
    if (name && this.typed.username) name.value = this.typed.username;
    [...form.querySelectorAll("input:not([hidden])")].find((each) => !each.value)?.focus({ preventScroll: true });
  }

  /** Where a password is chosen, a manager must see whose it is. */
  kept() {
    if (this.step !== "new") return [];
    const input = make("input");
    Object.assign(input, { name: "username", autocomplete: "username", value: this.typed.username, hidden: true, readOnly: true });
    return [input];
  }

  ticks() {
    if (this.step !== "first") return [];
    const label = make("label", "swd-tick");
    const input = make("input");
    Object.assign(input, { type: "checkbox", name: "therapist", checked: true });
    label.append(input, make("span", "", this.t("I work with clients here myself")));
    return [label];
  }

  ways() {
    const { t } = this;
    const way = (text, press) => {
      const button = make("button", "swd-way", text);
      button.type = "button";
      button.onclick = press;
      return button;
    };
    const turn = (step) => () => {
      this.step = step;
      this.draw();
    };
    if (this.step === "code") return [way(t("Use a recovery code"), turn("recovery")), way(t("Back"), turn("sign-in"))];
    if (this.step === "recovery") return [way(t("Use the app"), turn("code")), way(t("Back"), turn("sign-in"))];
    if (this.step === "new") return [way(t("Back"), turn("sign-in"))];
    if (this.step === "sign-in" && this.data.provider) return [this.provider()];
    return [];
  }

  provider() {
    const link = make("a", "swd-way", this.t("Sign in with {name}").replace("{name}", this.data.provider));
    link.href = "/api/pass/provider";
    if (this.data.again) Object.assign(link, { href: `${link.href}?aside`, target: "_blank" }); // the page waits here
    return link;
  }

  async send(form) {
    const { t } = this;
    const given = Object.fromEntries(new FormData(form));
    const empty = [...form.elements].find((each) => each.required && !each.value);
    if (empty) return this.refuse(t("Fill in every field."), empty);
    if (given.again !== undefined && given.again !== given.new) return this.refuse(t("The two are not the same."), form.elements.again);
    this.typed = { ...this.typed, ...given };
    this.busy(true);
    const answer = await this.ask().catch(() => ({ ok: false, text: t("The workbench does not answer. Try again.") }));
    this.busy(false);
    if (answer.ok) return this.enter();
    return this.answered(answer);
  }

  ask() {
    const { language } = this.data;
    const { username, password, code, display, therapist, new: fresh } = this.typed;
    if (this.step === "first") return post("first", { name: display, sign_in: username, password: fresh, therapist: therapist !== undefined, language });
    return post("sign-in", { name: username, password, code, new: fresh, language });
  }

  enter() {
    this.typed = {};
    this.entered();
  }

  answered({ needs, text, wait = 0, early = false }) {
    const { t } = this;
    if (needs && needs !== this.step) {
      this.step = needs;
      this.draw();
      if (text) this.refuse(text);
      return;
    }
    delete this.typed.code;
    if (wait > 0) this.waiting(Math.ceil(wait), early);
    else this.refuse(text ?? this.wrong(), text && this.form.elements.new ? this.form.elements.new : undefined);
  }

  wrong() {
    const { t } = this;
    if (this.step === "code" || this.step === "recovery") return t("That code did not fit. Try again.");
    return t("The name and the password do not fit together. Try again.");
  }

  /** Says how long the next try has to wait, second by second, and why. */
  waiting(seconds, early) {
    const { t } = this;
    const left = t("The next try counts in {count} s.").replace("{count}", seconds);
    this.refuse(`${early ? t("This try was not looked at.") : this.wrong()} ${left}`, null);
    this.button.disabled = seconds > 0;
    clearTimeout(this.timer);
    if (seconds > 0) this.timer = setTimeout(() => this.waiting(seconds - 1, early), 1000);
    else this.refuse(t("You can try again."));
  }

  refuse(text, input) {
    this.said.textContent = text;
    const place = input === undefined ? [...this.form.querySelectorAll(".swd-field input")].at(-1) : input;
    place?.focus();
    place?.select?.();
  }

  busy(on) {
    this.button.disabled = on;
    this.form.classList.toggle("busy", on);
    if (on) this.said.textContent = "";
  }
}

/** Builds the door in `root`; `entered` is called once somebody came in. */
export function createDoor(root, data, t, entered) {
  return new Door(root, data, t, entered);
}
