// Bringing a paper drawing in, as a Streamlit component. The photo goes straight to the sitting's own address;
// Streamlit only hears "done" when the table should be shown again.
const mounted = new WeakMap();

function stepsOf(sitting, t) {
  const address = (step) => `/api/sittings/${sitting}/paper/${step}`;
  const lost = () => new Error(t("The workbench does not answer: try again."));

  async function asked(step, body, signal) {
    const answer = await fetch(address(step), { method: "POST", body: body && JSON.stringify(body), signal }).catch(() => Promise.reject(lost()));
    if (!answer.ok) throw new Error(await answer.text());
    return answer;
  }

  function photo(file, going, started) {
    return new Promise((done, failed) => {
      const upload = new XMLHttpRequest(); // fetch does not say how far it is
      upload.open("POST", address("photo"));
      upload.upload.addEventListener("progress", ({ loaded, total }) => going(total ? loaded / total : 0));
      upload.upload.addEventListener("load", () => going(1));
      upload.addEventListener("error", () => failed(lost()));
      upload.addEventListener("load", () => (upload.status === 200 ? done(JSON.parse(upload.responseText)) : failed(new Error(upload.responseText))));
      upload.send(file);
      started(upload);
    });
  }

  return {
    photo,
    tried: async (corners, signal) => (await asked("tried", corners, signal)).blob(),
    use: (corners) => asked("use", corners),
    drop: () => asked("drop").catch(() => null),
  };
}

export default function ({ data, parentElement, setTriggerValue }) {
  let view = mounted.get(parentElement);
  if (!view) {
    const t = (text, values = {}) => (data.text?.[text] ?? text).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
    const seat = { fire: setTriggerValue };
    seat.paper = Paper.createPaper(parentElement.querySelector(".paper-root"), { t, steps: stepsOf(data.sitting, t), onDone: (how) => seat.fire("done", how) });
    mounted.set(parentElement, seat);
    view = seat;
  }
  view.fire = setTriggerValue;
  return () => {
    view.paper.destroy();
    mounted.delete(parentElement);
  };
}
