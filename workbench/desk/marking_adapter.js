// Marking a kept picture as a Streamlit component: every mark made, named or removed goes up as the trigger "marked".
const mounted = new WeakMap();

async function pictureOf(address) {
  const found = await fetch(address, { cache: "no-store" }).catch(() => null);
  return found?.ok ? createImageBitmap(await found.blob()) : null; // null: the page is about to go
}

async function lay(parentElement, data) {
  const box = parentElement.querySelector(".marks-alone");
  const t = (text, values = {}) => (data.text?.[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const laid = { of: data.of, fire: () => {} };
  mounted.set(parentElement, laid);
  laid.page = new Marking.MarkingPage({
    createPad: Pad.createPad, t, padText: data.padText ?? {}, lang: data.lang ?? "en",
    changed: (marks) => laid.fire("marked", { of: data.of, marks }),
  });
  box.replaceChildren(laid.page.node);
  const image = await pictureOf(data.picture);
  if (image && mounted.get(parentElement) === laid) await laid.page.open(image, data.marks, { maxHeight: Math.max(240, window.innerHeight - 170) });
}

export default function ({ data, parentElement, setTriggerValue }) {
  // What stands on the server is looked at once: from then on this page is ahead of it.
  if (mounted.get(parentElement)?.of !== data.of) {
    mounted.get(parentElement)?.page.close();
    lay(parentElement, data);
  }
  mounted.get(parentElement).fire = setTriggerValue;
  return () => {
    mounted.get(parentElement)?.page.close();
    mounted.delete(parentElement);
  };
}
