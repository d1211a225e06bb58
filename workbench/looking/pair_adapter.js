// Any two pictures of a person compared, with their dates, words and feelings under them.
const { el, icon, texts, segments, feltGlyph, fullScreen } = Kit;
const mounted = new WeakMap();

class Comparison {
  constructor(root, data) {
    this.t = texts(data.text);
    this.data = data;
    this.mode = data.same ? "slide" : "beside";
    this.layers = data.same ? ["drawing", "picture"] : ["picture", "picture"];
    this.slider = Pair.createSlider(this.t);
    this.beside = Pair.createBeside(this.t);
    this.build(root);
    this.show();
  }

  build(root) {
    const { t } = this;
    const modes = segments(t("How the two are compared"), [["beside", t("Side by side"), "beside"], ["slide", t("One over the other"), "slide"]], {
      chosen: this.mode,
      pick: (value) => {
        this.mode = value;
        this.show();
      },
    });
    const round = (name, said, act) => el("button", { type: "button", class: "round", "aria-label": said, title: said, onclick: act }, icon(name));
    const full = round("full", t("Full screen"), () => {});
    this.closer = el("span", { class: "closer" }, round("minus", t("Farther"), () => this.beside.zoom(1 / 1.5)), round("plus", t("Closer"), () => this.beside.zoom(1.5)), el("button", { type: "button", class: "plain", onclick: () => this.beside.whole() }, t("Whole picture")));
    const swap = round("swap", t("Change places"), () => this.swap());
    this.feet = el("div", { class: "feet" });
    this.node = el("div", { class: "comparison" }, el("div", { class: "bar" }, modes.node, this.closer, el("span", { class: "gap" }), el("span", { class: "acts" }, swap, full)), this.slider.node, this.beside.node, this.feet);
    root.replaceChildren(this.node);
    fullScreen(this.node, full);
  }

  swap() {
    this.data = { ...this.data, pictures: this.data.pictures.toReversed() };
    this.layers.reverse();
    this.show();
  }

  show() {
    const { t } = this;
    const two = this.data.pictures.map((picture, n) => this.layer(picture, this.layers[n]));
    this.slider.node.hidden = this.mode !== "slide";
    this.beside.node.hidden = this.mode !== "beside";
    this.closer.hidden = this.mode !== "beside";
    this.slider.set({ first: two[0], second: two[1] });
    this.beside.set(two);
    this.feet.replaceChildren(...this.data.pictures.map((picture, n) => this.foot(picture, n)));
    this.node.dataset.mode = this.mode;
    this.feet.setAttribute("aria-label", t("About the two pictures"));
  }

  layer(picture, layer) {
    const { t } = this;
    const drawing = layer === "drawing" || !picture.answered;
    const label = this.data.same ? (drawing ? t("The drawing") : t("The picture")) : picture.day;
    return { url: picture.urls[drawing ? "drawing" : layer], alt: `${drawing ? t("The drawing") : t("The picture")}: ${picture.alt}`, label };
  }

  foot(picture, n) {
    const { t } = this;
    const layers = segments(t("What is shown"), [["picture", t("Picture")], ["drawing", t("Drawing")], ["painted", t("Paint alone")]], {
      chosen: this.layers[n],
      pick: (value) => {
        this.layers[n] = value;
        this.show();
      },
    });
    return el("section", { class: "foot" },
      el("b", {}, t("Sitting {number}", { number: picture.number })), el("span", { class: "quiet" }, picture.day),
      picture.words && el("p", { class: "words" }, t("“{words}”", { words: picture.words })),
      picture.asked && el("p", { class: "quiet" }, picture.asked),
      feltOne(t, picture.feeling),
      picture.answered ? layers.node : el("p", { class: "quiet" }, t("Nobody painted over this one.")));
  }
}

function feltOne(t, [pleasure, arousal]) {
  if (pleasure === null && arousal === null) return el("p", { class: "quiet" }, t("How this picture felt was left out."));
  return feltGlyph(t, [null, null], [pleasure, arousal]);
}

export default function ({ data, parentElement }) {
  let comparison = mounted.get(parentElement);
  const of = data.pictures.map(({ id }) => id).join();
  if (!comparison || comparison.of !== of) comparison = new Comparison(parentElement.querySelector(".root"), data);
  comparison.of = of;
  mounted.set(parentElement, comparison);
}
