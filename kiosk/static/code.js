// The code for a phone: large, with its address in letters beneath, and how long it waits, without hurry.
import { make } from "/static/parts.js";

const A_MINUTE_MS = 60_000;

/** The panel "code". What it shows stays good after the visitor has gone; nothing of it stays on the screen. */
export function createCode({ here, screens }) {
  const { t } = here;
  const image = make("img", { class: "qr" });
  here.name(image, () => t("A code for your phone"));
  const steps = make("ol");
  const address = make("p", { class: "address" });
  const time = make("p", { class: "quiet", role: "status" });
  const content = make("div", { class: "code" }, [make("div", {}, [image]), make("div", { class: "how" }, [steps, address, time])]);
  let now = null; // {way, what, wifi, url, endsMs}
  let timer = 0;

  function show({ way, what, blob, address: told, minutes, wifi }) {
    forget();
    now = { way, what, wifi, url: URL.createObjectURL(blob), endsMs: performance.now() + minutes * A_MINUTE_MS };
    image.src = now.url;
    const token = told.lastIndexOf("/") + 1; // a line may end before it, and at its hyphens
    address.replaceChildren(told.slice(0, token), make("wbr"), told.slice(token));
    say();
    timer = setInterval(say, A_MINUTE_MS / 6);
    screens.open("code");
  }

  function say() {
    if (now === null) return;
    steps.replaceChildren(...[
      now.wifi ? t("Join this Wi-Fi with your phone: {name}", { name: now.wifi }) : "",
      t("Point your phone's camera at the code."),
      now.way === "sealed" ? t("Save the file, and give it to your therapist.") : t("Save the picture on your phone."),
    ].filter(Boolean).map((text) => make("li", {}, [text])));
    const count = Math.ceil((now.endsMs - performance.now()) / A_MINUTE_MS);
    const left = count > 1 ? t("The code waits for about {count} minutes.", { count }) : t("The code waits for about one more minute.");
    const calm = t("You can go meanwhile: it still works.");
    if (time.textContent !== `${left} ${calm}`) time.textContent = `${left} ${calm}`;
  }

  /** Shows again what is open; false where nothing of this kind is. */
  function reopen(way, what) {
    if (now === null || now.way !== way || now.what !== what) return false;
    screens.open("code");
    return true;
  }

  /** The phone has it, or it is too old. */
  function over(way) {
    if (now?.way !== way) return;
    forget();
    if (screens.panel === "code") screens.close();
  }

  function forget() {
    clearInterval(timer);
    if (now) URL.revokeObjectURL(now.url);
    now = null;
    image.removeAttribute("src");
    address.textContent = "";
    time.textContent = "";
    steps.replaceChildren();
  }

  here.onChange((changed) => changed.includes("language") && say());
  screens.addPanel("code", content, { says: () => t("For your phone"), kind: "wide" });
  return Object.freeze({ show, reopen, over, forget });
}
