// The faces at the ends of the two feeling sliders, for the kiosk and the workbench: our own drawings, after
// Betella and Verschure 2016, doi 10.1371/journal.pone.0148037.
const FACES = {
  unpleasant: '<circle class="eye" cx="16" cy="19" r="2.3"/><circle class="eye" cx="30" cy="19" r="2.3"/>' +
    '<path d="M12.5 14.5 L18 12.6"/><path d="M33.5 14.5 L28 12.6"/><path d="M14.5 33.5 Q23 24.5 31.5 33.5"/>',
  pleasant: '<circle class="eye" cx="16" cy="18" r="2.3"/><circle class="eye" cx="30" cy="18" r="2.3"/>' +
    '<path d="M13 26.5 Q23 38.5 33 26.5"/>',
  sleepy: '<path d="M12.5 19 Q16 22.4 19.5 19"/><path d="M26.5 19 Q30 22.4 33.5 19"/><path d="M18.5 31 L27.5 31"/>',
  awake: '<circle cx="16" cy="18" r="5" fill="none" stroke="currentColor" stroke-width="2"/>' +
    '<circle class="eye" cx="16" cy="18" r="2.1"/><circle cx="30" cy="18" r="5" fill="none" stroke="currentColor" stroke-width="2"/>' +
    '<circle class="eye" cx="30" cy="18" r="2.1"/><path d="M11 9.5 Q16 6.5 20 9"/><path d="M35 9.5 Q30 6.5 26 9"/>' +
    '<ellipse cx="23" cy="32" rx="3.6" ry="4.4"/>',
};

/** A face as SVG: "unpleasant", "pleasant", "sleepy" or "awake"; the page's styles color `.head` and `.eye`. */
export const face = (kind) => `<svg class="face" viewBox="0 0 46 46" aria-hidden="true"><circle class="head" cx="23" cy="23" r="21"/>${FACES[kind]}</svg>`;
