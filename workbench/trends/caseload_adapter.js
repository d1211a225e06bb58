// The caseload as a Streamlit component: who was tapped goes up as the trigger "opened".
const mounted = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const sent = JSON.stringify(data);
  if (mounted.get(parentElement) === sent) return;
  mounted.set(parentElement, sent);
  const root = parentElement.querySelector(".caseload");
  for (const [name, color] of Object.entries(data.colors)) root.style.setProperty(`--${name}`, color);
  Caseload.fill(root, data, (id) => setTriggerValue("opened", id));
}
