// One text about a person or a sitting, kept by itself while one writes.
const { el, icon, texts } = Kit;
const mounted = new WeakMap();
let count = 0;

class Notebook {
  constructor(root, data) {
    this.t = texts(data.text);
    this.data = data;
    const id = `note-${(count += 1)}`;
    this.area = el("textarea", { id, rows: data.rows, maxlength: data.most, placeholder: data.hint, spellcheck: "true" });
    this.area.value = data.value;
    this.sign = el("span", { class: "sign", role: "status" });
    root.replaceChildren(el("div", { class: "notebook" }, el("div", { class: "head" }, el("label", { for: id }, data.label), this.sign, ...this.printing()), this.area));
    this.keeper = Keeping.createKeeper(data.address, (state) => this.say(state));
    this.area.addEventListener("input", () => {
      this.grow();
      this.keeper.put(this.area.value);
    });
    this.area.addEventListener("blur", () => this.keeper.flush());
    requestAnimationFrame(() => this.grow());
  }

  /** On paper a note stands only where it was asked for: a print is often taken home. What is shared always does. */
  printing() {
    const box = el("input", { type: "checkbox" });
    const paper = el("div", { class: "paper" });
    const print = (on) => this.area.parentElement.toggleAttribute("data-printed", on);
    box.addEventListener("change", () => print(box.checked));
    window.addEventListener("beforeprint", () => {
      paper.textContent = this.area.value;
      if (this.data.shared) print(this.area.value !== "");
    });
    requestAnimationFrame(() => this.area.after(paper));
    return this.data.shared ? [] : [el("label", { class: "tick" }, box, el("span", {}, this.t("Print it too")))];
  }

  /** Older text from a rerun must not take the place of what is being written. */
  show(data) {
    this.data = data;
    if (this.keeper.unsaved || this.area.matches(":focus") || this.wrote) return;
    this.area.value = data.value;
    this.grow();
  }

  grow() {
    this.area.style.height = "auto";
    this.area.style.height = `${this.area.scrollHeight + 2}px`;
  }

  say(state) {
    const { t } = this;
    const said = { saving: t("Saving…"), saved: t("Saved"), waiting: t("Not saved yet. It is tried again.") };
    this.wrote = true;
    this.sign.dataset.state = state;
    this.sign.replaceChildren(...(state === "saved" ? [icon("tick", 16)] : []), said[state]);
  }
}

export default function ({ data, parentElement }) {
  let notebook = mounted.get(parentElement);
  if (notebook && notebook.data.address === data.address) notebook.show(data);
  else {
    notebook?.keeper.close();
    notebook = new Notebook(parentElement.querySelector(".root"), data);
  }
  mounted.set(parentElement, notebook);
  return () => notebook.keeper.close();
}
