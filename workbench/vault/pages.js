// The recovery sheet's step: shown for the paper, hidden while two of its groups are typed back from there.
const turn = (step) => {
  for (const each of document.querySelectorAll("[data-step]")) each.hidden = each.dataset.step !== step;
  const now = document.querySelector(`[data-step="${step}"]`);
  (now.querySelector("input:not([type=hidden])") ?? now).focus();
};
for (const button of document.querySelectorAll("[data-press]")) {
  const { press } = button.dataset;
  button.addEventListener("click", () => (press === "print" ? window.print() : turn(press)));
}
document.querySelector('[data-step="typed"]:not([hidden]) input:not([type=hidden])')?.focus();
// What was sent takes a while on a busy machine: said at once, and sent once.
for (const form of document.querySelectorAll("form:has(.waiting)")) {
  form.addEventListener("submit", () => {
    const said = form.querySelector(".waiting");
    said.textContent = said.dataset.told;
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  });
}
// The way back shows the page as it was left: it can be sent again.
window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
