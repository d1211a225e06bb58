// The door as a Streamlit component: whoever comes in sees the page at the same address.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".swd-root");
  const t = (text) => data.text?.[text] ?? text;
  document.documentElement.lang = data.language;
  const drawn = JSON.stringify([data.first, data.language, data.provider]);
  if (root.dataset.drawn === drawn) return;
  root.dataset.drawn = drawn;
  Door.createDoor(root, data, t, () => {
    new BroadcastChannel("sketchwell").postMessage("look");
    window.location.replace(window.location.href);
  });
}
