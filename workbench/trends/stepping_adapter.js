// The row under a chart as a Streamlit component: what was chosen goes up as the trigger "chosen".
const mounted = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let row = mounted.get(parentElement);
  if (!row) {
    row = {};
    const t = (text) => data.text?.[text] ?? text;
    const onChoose = (chosen) => row.fire("chosen", { of: row.of, row: chosen });
    row.view = Stepping.createStepper(parentElement.querySelector(".step"), { t, onChoose });
    mounted.set(parentElement, row);
  }
  row.fire = setTriggerValue;
  row.of = data.of;
  row.view.set(data);
  return () => {
    row.view.destroy();
    mounted.delete(parentElement);
  };
}
