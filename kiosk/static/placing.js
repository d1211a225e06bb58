export function createPlacing({ here }) {
  const button = document.createElement("button");
  here.label(button, () => here.t("Draw with taps"));
  return Object.freeze({ button, isOpen: false, close() {} });
}
