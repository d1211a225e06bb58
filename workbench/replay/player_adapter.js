// The player as a Streamlit component. A rerun with the same replay leaves it where it is.
const mounted = new WeakMap();

export default function ({ data, parentElement }) {
  const player = mounted.get(parentElement);
  if (player) player.show(data);
  else mounted.set(parentElement, Player.createPlayer(parentElement.querySelector(".root"), data));
}
