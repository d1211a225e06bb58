// The veil as a Streamlit component; the button that hands a table over asks it by an event.
function handing(root, data, t) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "soft handing";
  button.textContent = t("Hand over");
  button.title = t("The screen shows the client's view until your PIN brings the workbench back");
  button.onclick = () => window.dispatchEvent(new CustomEvent("sketchwell-hand-over", { detail: { sitting: data.hand } }));
  root.replaceChildren(button);
}

let told = 0;

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".veil-root");
  const t = (text) => data.text?.[text] ?? text;
  if (data.hand) handing(root, data, t);
  else {
    document.documentElement.lang = data.lang;
    Veil.veilOf(CSS_TEXT).draw(root, data, () => setTriggerValue("theirs", (told += 1)));
  }
}
