// The client's own view of consent as a Streamlit component; it draws nothing in the page itself until it is asked for.
export default function ({ data, setTriggerValue }) {
  let told = 0;
  Own.viewOf(CSS_TEXT).draw(data, () => setTriggerValue("said", (told += 1)));
}
