// The tour as a Streamlit component: that it is over goes up as the trigger "over".
const mounted = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const spoken = JSON.stringify(data);
  let tour = mounted.get(parentElement);
  if (tour?.spoken !== spoken) {
    clearInterval(tour?.view.timer);
    const t = (text, values = {}) =>
      (data.text?.[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
    tour = { spoken };
    tour.view = Tour.createTour(parentElement.querySelector(".tour"), { steps: data.steps, t, onOver: () => tour.fire("over", true) });
    mounted.set(parentElement, tour);
  }
  tour.fire = setTriggerValue;
  return () => {
    clearInterval(mounted.get(parentElement)?.view.timer);
    mounted.delete(parentElement);
  };
}
