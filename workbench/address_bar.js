// A page that was opened without naming a person names them afterwards: that is the same step, not another one, so
// that Back is pressed once. Streamlit can only push.
const NAME = "person";

/** Whether going from one address to the other only says whose page it is. */
export function onlyNames(now, next) {
  if (now.pathname !== next.pathname || now.searchParams.has(NAME) || !next.searchParams.has(NAME)) return false;
  const rest = new URL(next);
  rest.searchParams.delete(NAME);
  return rest.searchParams.toString() === now.searchParams.toString();
}

function steady(history) {
  const push = history.pushState;
  history.pushState = (state, unused, address) => {
    const now = new URL(window.location.href);
    const same = address && onlyNames(now, new URL(address, now));
    if (same) history.replaceState(state, unused, address);
    else push.call(history, state, unused, address);
  };
  history.sketchwell = true;
}

export default function () {
  if (!window.history.sketchwell) steady(window.history);
}
