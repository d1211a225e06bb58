// The account's own corner: who is signed in, the way to the account's page, and out.
const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};

const initials = (name) =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((each) => [...each][0] ?? "")
    .join("")
    .toUpperCase();

function way(text, press) {
  const item = make("li");
  const node = make("button", "", text);
  node.type = "button";
  node.onclick = press;
  item.append(node);
  return item;
}

function link(text, address) {
  const item = make("li");
  const node = make("a", "", text);
  node.href = address;
  item.append(node);
  return item;
}

/** Builds the button with the initials and the list that it opens. */
export function menuOf({ t, account, out }) {
  const node = make("div", "menu");
  const button = make("button");
  const list = make("ul");
  button.type = "button";
  button.setAttribute("aria-haspopup", "true");
  button.setAttribute("aria-label", t("Signed in: {name}", { name: account.name }));
  button.append(make("span", "sign", initials(account.name)), make("span", "name", account.name));
  list.append(link(t("My account"), "/account"), way(t("Sign out"), out));
  const turn = (open) => {
    list.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  turn(false);
  button.onclick = () => turn(list.hidden);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    turn(false);
    button.focus();
  });
  node.addEventListener("focusout", ({ relatedTarget }) => !node.contains(relatedTarget) && relatedTarget && turn(false));
  window.addEventListener("pointerdown", (event) => !event.composedPath().includes(node) && turn(false));
  node.append(button, list);
  return node;
}
