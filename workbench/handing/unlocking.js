// The password that opens what is locked or handed over, with the wait that wrong ones cost.
const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};

/** Builds the form. `onPassword(password)` resolves to `{ok, wait, early, text}`; `cancel`, where given, is the way out. */
export function createUnlocking({ t, title, text, name = "", onPassword, cancel }) {
  const node = make("form", "unlocking");
  const whose = make("input");
  const input = make("input");
  const label = make("label", "", t("Password"));
  const said = make("p", "said");
  const open = make("button", "strong", t("Open"));
  let timer = 0;
  Object.assign(input, { type: "password", name: "password", autocomplete: "current-password", required: true });
  Object.assign(whose, { type: "text", name: "username", autocomplete: "username", value: name, readOnly: true, hidden: true });
  said.setAttribute("role", "alert");
  open.type = "submit";
  label.append(input);
  node.noValidate = true;
  node.append(make("h2", "", title), make("p", "", text), whose, label, said, open);
  if (cancel) {
    const out = make("button", "plain", t("Cancel"));
    out.type = "button";
    out.onclick = cancel;
    node.append(out);
  }

  function refused({ wait = 0, early = false, text: why }) {
    const seconds = Math.ceil(wait);
    const first = early ? t("This try was not looked at.") : t("That was not it.");
    open.disabled = seconds > 0;
    said.textContent = why ?? (seconds > 0 ? `${first} ${t("The next try counts in {count} s.", { count: seconds })}` : t("That was not it. Try again."));
    clearTimeout(timer);
    if (seconds > 0) timer = setTimeout(() => later({ wait: seconds - 1, early, text: why }), 1000);
    input.focus();
    input.select();
  }

  function later(answer) {
    if (answer.wait > 0) refused(answer);
    else {
      open.disabled = false;
      said.textContent = t("You can try again.");
    }
  }

  node.addEventListener("keydown", (event) => event.key === "Escape" && cancel?.());
  node.onsubmit = async (event) => {
    event.preventDefault();
    if (!input.value || open.disabled) return;
    open.disabled = true;
    const answer = await onPassword(input.value).catch(() => ({ ok: false, text: t("The workbench does not answer. Try again.") }));
    open.disabled = false;
    if (!answer.ok) refused(answer);
  };
  return { node };
}
