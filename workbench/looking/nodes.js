// Elements and buttons, for what is laid over the client's page (`Nodes` where a module is bundled).

export const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};

export function button(className, text, press) {
  const node = make("button", className, text);
  node.type = "button";
  node.onclick = press;
  return node;
}
