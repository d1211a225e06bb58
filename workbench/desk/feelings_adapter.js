// The Affective Slider as a Streamlit component: what is said goes up as the trigger "felt".
const mounted = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let sliders = mounted.get(parentElement);
  const spoken = JSON.stringify(data.text ?? {});
  if (!sliders || sliders.spoken !== spoken) {
    sliders = { sent: undefined, spoken };
    sliders.view = Felt.createFelt(parentElement.querySelector(".felt"), {
      t: (text) => data.text?.[text] ?? text,
      onFelt: (values) => {
        sliders.sent = JSON.stringify(values);
        sliders.fire("felt", { ...values, of: sliders.of });
      },
    });
    mounted.set(parentElement, sliders);
  }
  sliders.fire = setTriggerValue;
  const stored = JSON.stringify({ pleasure: data.pleasure ?? null, arousal: data.arousal ?? null });
  const another = sliders.of !== data.of;
  // A rerun that started before the answer arrived still carries the older values: let it pass.
  if (another || sliders.sent === undefined || sliders.sent === stored) {
    sliders.view.set(JSON.parse(stored), { fixed: Boolean(data.fixed) });
    sliders.sent = undefined;
  }
  sliders.of = data.of;
}
