// The panel as a Streamlit component; laid anew it goes on where it stood.
const panels = new WeakMap();

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".joining");
  const t = (text, values = {}) => (data.text?.[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  if (panels.get(root) !== data.sitting) {
    panels.set(root, data.sitting);
    Joining.createJoining(root, { ...data, t });
  }
}
