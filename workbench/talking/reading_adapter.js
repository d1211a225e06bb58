// The card as a Streamlit component: it draws nothing in the page itself.
export default function ({ data, parentElement }) {
  const reading = Own.readingOf(CSS_TEXT);
  reading.draw(data, parentElement.querySelector(".read"));
  return () => setTimeout(() => reading.look()); // taken off: if it is not laid anew, the card goes
}
