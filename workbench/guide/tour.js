// The tour: a few calm steps in a corner. It covers nothing that one needs, moves nowhere by itself, and Escape ends it.
const FRAME = `<div class="card" role="region" tabindex="-1"><img alt=""><div class="words"><p class="of"></p><h2></h2><p class="text"></p></div>
<div class="acts"><button type="button" class="leave"></button><span></span><button type="button" class="back"></button>
<button type="button" class="next"></button></div></div><div class="ring" aria-hidden="true" hidden></div>`;

/** Where a step points: the first place, of those that it names in order, that can be seen. */
function place(selectors) {
  const seen = (node) => node.getClientRects().length > 0;
  return selectors.flatMap((each) => [...document.querySelectorAll(each)]).find(seen);
}

class Tour {
  constructor(root, { steps, t, onOver }) {
    this.root = root;
    this.steps = steps;
    this.t = t;
    this.onOver = onOver;
    this.at = 0;
    root.innerHTML = FRAME;
    for (const name of ["card", "of", "text", "leave", "back", "next", "ring"]) this[name] = root.querySelector(`.${name}`);
    [this.title, this.image] = [root.querySelector("h2"), root.querySelector("img")];
    this.leave.textContent = t("Leave the tour");
    this.back.textContent = t("Back");
    this.card.setAttribute("aria-label", t("Tour"));
    this.leave.onclick = () => this.end();
    this.back.onclick = () => this.go(-1);
    this.next.onclick = () => (this.at + 1 < this.steps.length ? this.go(1) : this.end());
    this.card.onkeydown = (event) => this.key(event);
    this.timer = setInterval(() => this.point(), 400);
    this.show();
  }

  key(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape") this.end();
    else if (by && this.steps[this.at + by]) this.go(by);
    else return;
    event.preventDefault();
  }

  go(by) {
    this.at += by;
    this.show();
    this.card.focus({ preventScroll: true });
  }

  show() {
    const { t, at, steps } = this;
    const step = steps[at];
    this.image.src = step.sketch;
    this.title.textContent = step.title;
    this.text.textContent = step.text;
    this.of.textContent = t("{at} of {count}", { at: at + 1, count: steps.length });
    this.back.hidden = at === 0;
    this.next.textContent = at + 1 < steps.length ? t("Next") : t("Done");
    this.leave.hidden = at + 1 === steps.length;
    this.point();
  }

  point() {
    const node = place(this.steps[this.at].at);
    this.ring.hidden = !node;
    if (!node) return;
    const box = node.getBoundingClientRect();
    Object.assign(this.ring.style, {
      left: `${box.left - 5}px`, top: `${box.top - 5}px`, width: `${box.width + 10}px`, height: `${box.height + 10}px`,
    });
  }

  end() {
    clearInterval(this.timer);
    this.root.replaceChildren();
    this.onOver();
  }
}

/** Begins the tour in `root`; `onOver()` is called when it was left or seen to its end. */
export function createTour(root, options) {
  return new Tour(root, options);
}
