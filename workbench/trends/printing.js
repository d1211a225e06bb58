// A button that opens the browser's print dialog.
export default function ({ data, parentElement }) {
  const t = (text) => data.text?.[text] ?? text;
  const button = parentElement.querySelector(".print");
  button.textContent = t("Print this page");
  button.classList.toggle("quiet", Boolean(data.quiet));
  button.onclick = () => window.print();
}
