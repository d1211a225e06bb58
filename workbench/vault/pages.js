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
