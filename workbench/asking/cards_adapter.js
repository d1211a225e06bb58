// The questions as a Streamlit component: a line in the page where something waits, and the cards over it.
export default function ({ data, parentElement }) {
  Own.cardsOf(CSS_TEXT).draw(parentElement.querySelector(".asked"), data);
}
