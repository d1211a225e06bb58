// The tour: a few calm steps in a corner that nothing needs at the moment. A reload goes on where it was; Escape ends it.
const FRAME = `<div class="card" role="region" tabindex="-1"><img alt=""><div class="words"><p class="of"></p><h2></h2><p class="text"></p></div>
<div class="acts"><button type="button" class="leave"></button><span></span><button type="button" class="back"></button>
<button type="button" class="next"></button></div></div><div class="ring" aria-hidden="true" hidden></div>`;

const AT = "sketchwell-tour";
// Where the card may stand: whole first, then without its sketch.
const CORNERS = ["right", "left", "right top", "left top"];
const STANDS = [...CORNERS, ...CORNERS.map((corner) => `${corner} slim`)];
// What is filled in while the tour lies over the page.
const FORMS = ".st-key-first-person, .st-key-before, [data-testid=stPopoverBody], [data-testid=stForm] :is(input, button), [data-testid=stExpander] details[open] :is(input, button, [role=combobox])";

const boxes = (selector) => [...document.querySelectorAll(selector)].map((node) => node.getBoundingClientRect()).filter((box) => box.width > 0);

const around = (all) => ({
  left: Math.min(...all.map((box) => box.left)),
  top: Math.min(...all.map((box) => box.top)),
  right: Math.max(...all.map((box) => box.right)),
  bottom: Math.max(...all.map((box) => box.bottom)),
});

/** How much of the page two boxes share, in square pixels. */
const shared = (one, other) =>
  Math.max(0, Math.min(one.right, other.right) - Math.max(one.left, other.left)) * Math.max(0, Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top));

/** Where a step points: round all of the first thing, of those that it names in order, that can be seen. */
function place(selectors) {
  const seen = selectors.map(boxes).find((all) => all.length > 0);
  return seen && around(seen);
}

class Tour {
  constructor(root, { steps, t, onOver }) {
    this.root = root;
    this.steps = steps;
    this.t = t;
    this.onOver = onOver;
    this.at = Math.min(Number(sessionStorage.getItem(AT)) || 0, steps.length - 1);
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
    sessionStorage.setItem(AT, String(at));
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
    const box = place(this.steps[this.at].at);
    this.ring.hidden = !box;
    this.stand([...boxes(FORMS), ...(box ? [box] : [])]);
    if (!box) return;
    Object.assign(this.ring.style, {
      left: `${box.left - 5}px`, top: `${box.top - 5}px`, width: `${box.right - box.left + 10}px`, height: `${box.bottom - box.top + 10}px`,
    });
  }

  /** Moves the card only where it lies over what is needed, to the stand that covers least of it. */
  stand(needed) {
    const covered = (stand) => {
      this.card.dataset.stand = stand;
      const card = this.card.getBoundingClientRect();
      return needed.reduce((sum, box) => sum + shared(card, box), 0);
    };
    const now = this.card.dataset.stand ?? CORNERS[0];
    let [best, least] = [now, covered(now)];
    for (const stand of least > 0 ? STANDS : []) {
      const here = covered(stand);
      if (here < least) [best, least] = [stand, here];
    }
    this.card.dataset.stand = best;
  }

  end() {
    clearInterval(this.timer);
    sessionStorage.removeItem(AT);
    this.root.replaceChildren();
    this.onOver();
  }
}

/** Begins the tour in `root`; `onOver()` is called when it was left or seen to its end. */
export function createTour(root, options) {
  return new Tour(root, options);
}
