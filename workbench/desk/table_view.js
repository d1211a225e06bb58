// What stands around the pad: the picture, the question to the painter, the answers, what was kept. No network.
const svg = (body, size = 20) =>
  `<svg viewBox="0 0 24 24" width="${size}" height="${size}" fill="none" stroke="currentColor" stroke-width="1.8" ` +
  `stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${body}</svg>`;
const ICONS = {
  beside: svg('<rect x="3" y="5" width="8" height="14" rx="1.5"/><rect x="13" y="5" width="8" height="14" rx="1.5" fill="currentColor" fill-opacity=".25"/>'),
  under: svg('<rect x="4" y="5" width="16" height="14" rx="2" fill="currentColor" fill-opacity=".25"/><path d="M7 15c3-6 5-6 7-2 1 2 2 2 3 0"/>'),
  lines: svg('<rect x="4" y="5" width="16" height="14" rx="2"/><path d="M7 15c3-6 5-6 7-2 1 2 2 2 3 0"/>'),
  save: svg('<path d="M12 4v10m0 0-4-4m4 4 4-4M5 19h14"/>'),
  print: svg('<path d="M7 9V4h10v5M7 17H5v-6a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2v6h-2"/><rect x="7" y="14" width="10" height="6"/>'),
  page: svg('<path d="M7 3h7l4 4v14H7z"/><path d="M12.5 11v6m-3-3h6"/>'),
  keep: svg('<path d="m5 12.5 4.5 4.5L19 7.5"/>'),
  back: svg('<path d="M9 7 4.5 11.5 9 16M5 11.5h9a5 5 0 0 1 0 10h-2" transform="translate(0 -3)"/>'),
  brush: svg('<path d="M14.5 4.5 20 10l-7.5 6.5-4-4zM8.5 12.5c-3 0-3 3-5 6 3 .5 7.5 0 9-2"/>'),
  more: svg('<rect x="4" y="4" width="11" height="11" rx="2"/><path d="M9 19.5h8.5a2 2 0 0 0 2-2V9"/>'),
  pictures: svg('<circle cx="7.5" cy="7.5" r="3.5"/><path d="m16.5 4 3.6 7h-7.2z"/><rect x="4" y="14" width="7" height="6.5" rx="1.2"/><path d="M16.5 20.5c-2-1.6-3.4-2.7-3.4-4.3a1.8 1.8 0 0 1 3.4-.8 1.8 1.8 0 0 1 3.4.8c0 1.6-1.4 2.7-3.4 4.3z"/>', 22),
  stop: svg('<rect x="7" y="7" width="10" height="10" rx="1.5" fill="currentColor"/>'),
};
// One line over a wash of colour: how much of the page is the painter's.
const LINE = '<path d="M8 37c9-21 17-24 25-11s15 8 23-12" fill="none" stroke="#2f2b25" stroke-width="2.6" stroke-linecap="round"/>';
const INFLUENCE = {
  hint: [(t) => t("Hint"), (t) => t("A touch of color under your lines"), `<path d="M10 38c9-19 16-22 24-10" fill="none" stroke="#a9bea4" stroke-width="9" stroke-linecap="round"/>${LINE}`],
  together: [(t) => t("Together"), (t) => t("Your lines lead, the painter fills in"), `<path d="M4 42c10-24 20-29 30-14s14 8 24-12v28H4z" fill="#b4c8ad"/>${LINE}`],
  transform: [(t) => t("Transform"), (t) => t("The painter goes further"), `<rect width="64" height="48" fill="#d9c9a3"/><path d="M0 22c14-12 26-6 36 0s18 4 28-6v32H0z" fill="#8fae8d"/><circle cx="50" cy="10" r="5" fill="#e9b872"/><path d="M0 40c16-7 42-5 64-2v10H0z" fill="#6f93a0"/>${LINE}`],
};
const STYLES = {
  watercolor: (t) => t("Watercolor"), gouache: (t) => t("Gouache"), pastel: (t) => t("Pastel"),
  ink: (t) => t("Ink and wash"), glass: (t) => t("Stained glass"), night: (t) => t("Night"),
};
const MOODS = [
  [null, (t) => t("As drawn"), "linear-gradient(135deg,#fffdf8 46%,#8d826f 48%,#8d826f 52%,#fffdf8 54%)"],
  ["calm", (t) => t("Calm"), "linear-gradient(#dbe7ea,#b9cfca)"], ["warm", (t) => t("Warm"), "linear-gradient(#f7ddb0,#e3a46d)"],
  ["bright", (t) => t("Bright"), "linear-gradient(#fdf3b8,#9fd3ec)"], ["misty", (t) => t("Misty"), "linear-gradient(#eceae6,#c3c6c6)"],
  ["stormy", (t) => t("Stormy"), "linear-gradient(#8d97a3,#4d5866)"], ["dusk", (t) => t("Dusk"), "linear-gradient(#6d6896,#e0a38e)"],
];

const el = (markup) => {
  const box = document.createElement("template");
  box.innerHTML = markup.trim();
  return box.content.firstElementChild;
};
const set = (node, name, value) => {
  if (node[name] !== value) node[name] = value;
};
const safe = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function choices(name, rows) {
  const buttons = rows.map(([value, inner, title]) =>
    `<button type="button" role="radio" data-value="${value ?? ""}" ${title ? `title="${title}"` : ""}>${inner}</button>`);
  return `<div class="choice ${name}" role="radiogroup" data-choice="${name}" aria-labelledby="t-${name}">${buttons.join("")}</div>`;
}

/** What is offered of the painter: as much as the therapist allows for this person. */
function howMarkup(t, { styles, influences, live, hold }, client) {
  const steps = influences.map((value) => {
    const [name, title, art] = INFLUENCE[value];
    return [value, `<svg viewBox="0 0 64 48" aria-hidden="true"><rect width="64" height="48" fill="#fffdf8"/>${art}</svg><span>${name(t)}</span>`, title(t)];
  });
  const moods = MOODS.map(([value, name, look]) => [value, `<i style="background:${look}"></i><span>${name(t)}</span>`]);
  const group = (name, title, rows, more = "") => `<div class="group${rows.length < 2 ? " alone-choice" : ""}"><span class="title" id="t-${name}">${title}</span>${choices(name, rows)}${more}</div>`;
  const watching = live && !(client && hold) ? `<label class="switch"><input type="checkbox" data-option="live"><span class="track"></span>${t("Answer while I draw")}</label>` : "";
  return group("influence", t("How far may the painter go?"), steps) +
    group("style", t("Paint"), styles.map((value) => [value, STYLES[value](t)]), watching) + group("mood", t("Light"), moods);
}

function markupOf(spoken, limits, client) {
  const t = (text) => safe(spoken(text));
  const tool = (name, icon, text, title) => `<button type="button" class="tool" data-do="${name}" title="${title}">${icon}<span>${text}</span></button>`;
  const files = client ? "" : tool("save", ICONS.save, t("Save"), t("Save the picture as a file")) + tool("print", ICONS.print, t("Print"), t("Print the picture"));
  const pictures = limits.pictures ? `<button type="button" class="point-open" data-do="point" aria-haspopup="dialog" aria-expanded="false" title="${t("Choose from pictures")}" aria-label="${t("Choose from pictures")}">${ICONS.pictures}</button>` : "";
  return `
<div class="table${client ? " client" : ""}" data-view="beside" data-hand="${limits.hand}">
  <div class="strip-note" role="status" hidden></div>
  <section class="mine" aria-label="${t("Your drawing")}"><div class="pad"></div></section>
  <section class="theirs" aria-label="${t("The painter's answer")}">
    <div class="sheet">
      <canvas></canvas><img alt="" hidden>
      <div class="nothing"><span>${svg('<path d="M5 19c2-8 6-11 9-7s4 3 5-3"/>', 44)}</span><p>${t("The answer appears here")}</p></div>
      <div class="work" hidden><span class="dot"></span><span class="say"></span><button type="button" data-do="cancel">${ICONS.stop}${t("Cancel")}</button></div>
      <div class="tag" hidden></div>
    </div>
    <div class="under-sheet">
      <div class="choice view" role="radiogroup" aria-label="${t("How the picture is shown")}" data-choice="view">
        <button type="button" role="radio" data-value="beside">${ICONS.beside}<span>${t("Side by side")}</span></button>
        <button type="button" role="radio" data-value="under">${ICONS.under}<span>${t("Under my lines")}</span></button>
        <button type="button" role="radio" data-value="lines">${ICONS.lines}<span>${t("Only my lines")}</span></button>
      </div>
      <p class="alone">${t("Only your own hand draws here. The page is kept when the sitting ends.")}</p>
      <button type="button" class="soft keep-lines" data-do="keep_drawing">${ICONS.keep}<span>${t("Keep this drawing")}</span></button>
      <div class="tools">${files}${tool("page", ICONS.page, t("New page"), t("Begin a new page; this one is kept"))}</div>
    </div>
    <p class="held" role="status" hidden></p>
    <div class="unwell" role="status" hidden><b></b><span></span></div>
    <div class="felt-panel" hidden><div class="felt-title"><b></b><span></span><button type="button" class="soft" data-do="felt-done">${t("Done")}</button></div><div class="sliders"></div></div>
  </section>
  <div class="decide" hidden><div class="thumbs" role="radiogroup" aria-label="${t("Answers to choose from")}"></div>
    <button type="button" class="soft" data-do="more" title="${t("Paint two other answers")}">${ICONS.more}<span>${t("More")}</span></button>
    <span class="gap"></span>
    <button type="button" class="soft" data-do="back">${ICONS.back}<span>${t("Put back")}</span></button>
    <button type="button" class="strong" data-do="keep">${ICONS.keep}<span>${t("Keep")}</span></button></div>
  <div class="beneath" hidden><p></p><button type="button" class="soft" data-do="beneath">${t("Look at it")}</button></div>
  <div class="decide letting" hidden><p>${t("Nobody else has seen this answer yet.")}</p><span class="gap"></span>
    <button type="button" class="soft" data-do="withhold">${ICONS.back}<span>${t("Not this one")}</span></button>
    <button type="button" class="strong" data-do="release">${ICONS.keep}<span>${t("Show it")}</span></button></div>
  <section class="ask" aria-label="${t("Asking the painter")}">
    <div class="first"><div class="words"><input type="text" maxlength="400" aria-label="${t("Words for the painter")}" autocomplete="off" spellcheck="false">${pictures}</div>
      <button type="button" class="strong" data-do="ask">${ICONS.brush}<span>${t("Answer my drawing")}</span></button></div>
    <p class="said" role="status" hidden></p>
    <div class="how">${howMarkup(t, limits, client)}</div>
  </section>
  <section class="kept" hidden aria-label="${t("Kept in this sitting")}"><span class="title">${t("Kept in this sitting")}</span><div class="row"></div></section>
  ${client ? `<div class="after"><button type="button" class="soft" data-do="felt-after">${t("How do you feel now?")}</button></div>` : ""}
</div>`;
}

function drawInto(canvas, image) {
  if (canvas.width !== image.width || canvas.height !== image.height) [canvas.width, canvas.height] = [image.width, image.height];
  canvas.getContext("2d").drawImage(image, 0, 0);
}

/** Arrow keys move inside a group of choices, as in any group of radio buttons. */
function roving(group) {
  group.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const all = [...group.querySelectorAll("button")];
    const at = all.indexOf(event.target);
    if (!step || at < 0) return;
    event.preventDefault();
    const next = all[(at + step + all.length) % all.length];
    next.focus();
    next.click();
  });
}

/** What is asked for in the field, with an example where there is room for one. */
function invite(words, t) {
  const asked = [t("What should be added?"), t("What should be added? For instance: a tree and two birds")];
  const say = () => set(words, "placeholder", asked[Number(words.clientWidth > asked[1].length * 8 + 70)]);
  new ResizeObserver(say).observe(words);
  say();
}

function choose(group, value) {
  const chosen = String(value ?? "");
  for (const button of group.querySelectorAll("button")) {
    const on = button.dataset.value === chosen;
    button.setAttribute("aria-checked", String(on));
    button.tabIndex = on ? 0 : -1;
  }
}

/** `limits`: what the therapist allows for this person; `client`: the table is handed over, files stay away. */
export function createTable(root, actions, { t, limits, client }) {
  const node = el(markupOf(t, limits, client));
  root.append(node);
  const $ = (selector) => node.querySelector(selector);
  const canvas = $(".sheet canvas");
  const words = $(".first input");
  const felt = actions.felt($(".sliders"));
  let state = null;
  let said = "";

  node.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || !node.contains(button)) return;
    const choice = button.closest("[data-choice]")?.dataset.choice;
    if (choice === "view") actions.view(button.dataset.value);
    else if (choice) actions.option({ [choice]: button.dataset.value || null });
    else if (button.dataset.answer) actions.show(button.dataset.answer);
    else if (button.dataset.do) actions.deed(button.dataset.do);
  });
  for (const group of node.querySelectorAll("[data-choice]")) roving(group);
  invite(words, t);
  words.addEventListener("input", () => actions.words(words.value));
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter") actions.deed("ask");
  });
  $("[data-option=live]")?.addEventListener("change", (event) => actions.option({ live: event.target.checked }));

  function thumbs(row, ids, chosen) {
    const wanted = ids.join();
    if (row.dataset.ids !== wanted) {
      row.dataset.ids = wanted;
      row.replaceChildren(...ids.map((id, i) => el(`<button type="button" class="thumb" role="radio" data-answer="${id}" aria-label="${safe(t("Picture {number}", { number: i + 1 }))}"><img src="${actions.address(id, "small")}" alt=""></button>`)));
    }
    for (const button of row.children) button.setAttribute("aria-checked", String(button.dataset.answer === chosen));
  }

  function showOptions({ options }) {
    for (const name of ["influence", "style", "mood"]) choose($(`[data-choice=${name}]`), options[name]);
    const watching = $("[data-option=live]");
    if (watching) set(watching, "checked", options.live);
    if (root.getRootNode().activeElement !== words && !actions.writing) set(words, "value", options.words);
  }

  function showWork({ work, behind, showing }) {
    $(".work").hidden = work === null;
    node.toggleAttribute("data-working", work !== null);
    if (work) {
      const part = work.stage === "waiting" ? t("Waiting for the painter") : t("Painting");
      set($(".work .say"), "textContent", work.waiting > 1 ? t("{doing}, {count} to come", { doing: part, count: work.waiting }) : part);
      $(".work .dot").style.setProperty("--part", work.progress);
    }
    const since = behind && showing && !work ? t("You have drawn since this answer") : "";
    tag(actions.live ? t("Live") : since);
  }

  function tag(text) {
    $(".tag").hidden = !text;
    set($(".tag"), "textContent", text);
  }

  /** The one who is asked: before or after the sitting, or about a picture just kept. */
  function showFeeling(feeling) {
    const panel = $(".felt-panel");
    const opens = panel.hidden && feeling !== null;
    panel.hidden = feeling === null;
    panel.classList.toggle("first-asked", feeling === "before");
    const home = feeling === "before" ? node : $(".theirs");
    if (panel.parentElement !== home) home.append(panel);
    if (opens) requestAnimationFrame(() => panel.scrollIntoView({ block: "nearest" })); // on a phone it may lie below
    const asked = { before: t("How do you feel, before you draw?"), after: t("How do you feel now?") }[feeling];
    set($(".felt-title b"), "textContent", asked ? "" : t("Kept."));
    set($(".felt-title span"), "textContent", asked ?? t("How does this picture feel?"));
  }

  /** Answers that wait for the therapist's look: the person reads so, the therapist decides. */
  function showHeld({ held, showing, unwell, resting }, feeling) {
    const waits = client && held.length > 0;
    $(".held").hidden = !waits;
    const told = waits ? t("The answer is painted. Your therapist looks at it first.") : "";
    set($(".held"), "textContent", told);
    const empty = unwell || resting ? t("No answer at the moment") : t("The answer appears here");
    set($(".nothing p"), "textContent", told || empty);
    $(".letting").hidden = client || !held.includes(showing) || actions.live || feeling !== null;
  }

  /** Why no answer comes, as long as none does. What it was in detail is the therapist's. */
  function showUnwell({ unwell, resting }) {
    $(".unwell").hidden = !unwell && !resting;
    $(".ask").hidden = Boolean(resting);
    if (resting) {
      set($(".unwell b"), "textContent", t("The painter is off."));
      const why = client ? "" : t("Pictures by the painter were not agreed to.");
      set($(".unwell span"), "textContent", `${t("You can go on drawing; everything is saved.")} ${why}`.trim());
      return;
    }
    set($(".unwell b"), "textContent", unwell ? t("The painter cannot answer at the moment.") : "");
    const why = client ? "" : unwell;
    set($(".unwell span"), "textContent", unwell ? `${t("You can go on drawing; everything is saved.")} ${why}`.trim() : "");
  }

  /** A live picture lies over an answer that nobody has decided about: this leads back to it. */
  function showBeneath({ choices: ids, showing, held }, feeling) {
    $(".beneath").hidden = !actions.live || !ids.includes(showing) || feeling !== null;
    const waits = held.includes(showing) ? t("Beneath it lies an answer that nobody else has seen yet.") : t("Beneath it lies an answer to decide about.");
    set($(".beneath p"), "textContent", waits);
  }

  function showDecision({ choices: ids, showing, kept, strokes, held, unwell, resting }) {
    const open = ids.includes(showing) && !actions.live;
    const feeling = actions.feelingOf();
    $(".decide").hidden = !open || feeling !== null || held.includes(showing);
    showFeeling(feeling);
    showHeld({ held, showing, unwell, resting }, feeling);
    showBeneath({ choices: ids, showing, held }, feeling);
    node.toggleAttribute("data-deciding", !$(".decide").hidden || !$(".letting").hidden);
    thumbs($(".thumbs"), ids, showing);
    $(".thumbs").hidden = ids.length < 2;
    $("[data-do=ask]").classList.toggle("strong", !open);
    $("[data-do=ask]").classList.toggle("soft", open);
    const alone = strokes === 0 && words.value.trim() !== ""; // words can be painted without a drawing
    const asking = alone ? t("Paint these words") : t("Answer my drawing");
    set($("[data-do=ask] span"), "textContent", showing ? t("Answer again") : asking);
    $("[data-do=ask]").disabled = strokes === 0 && !alone;
    $(".kept").hidden = kept.length === 0;
    thumbs($(".kept .row"), kept, actions.live ? null : showing);
    $("[data-do=keep_drawing]").disabled = strokes === 0;
    for (const file of node.querySelectorAll("[data-do=save], [data-do=print]")) file.disabled = !showing && strokes === 0;
  }

  return {
    node,
    pad: $(".pad"),
    felt,
    /** The newest of everything, from the server. */
    update(next) {
      state = next;
      node.dataset.phase = actions.phase;
      showOptions(next);
      showWork(next);
      showUnwell(next);
      showDecision(next);
      const told = next.said.join(" ");
      $(".said").hidden = !told;
      set($(".said"), "textContent", told);
    },
    /** The words, where they were not written with the keys. */
    words: {
      get: () => words.value,
      set: (text) => set(words, "value", text),
    },
    refresh() {
      if (state) this.update(state);
    },
    view(name) {
      node.dataset.view = name;
      choose($("[data-choice=view]"), name);
    },
    aspect(value) {
      $(".sheet").style.aspectRatio = String(value);
    },
    /** A picture's pixels into the pane, or nothing. */
    paint(image, { stage = "final" } = {}) {
      $(".nothing").hidden = image !== null;
      canvas.hidden = image === null;
      node.dataset.stage = image === null ? "" : stage;
      if (image) drawInto(canvas, image);
    },
    note(text) {
      const place = $(".strip-note");
      said = text;
      place.hidden = !text;
      set(place, "textContent", text);
      if (!text) return;
      clearTimeout(place.timer);
      if (!node.hasAttribute("data-dropped")) place.timer = setTimeout(() => said === text && this.note(""), 9000);
    },
    over(unsaved) {
      node.setAttribute("data-dropped", "");
      const lines = unsaved ? t("The newest lines were not saved.") : t("Everything in it was saved.");
      this.note(`${t("This sitting is over: it was ended.")} ${lines}`);
    },
    dropped(yes) {
      node.toggleAttribute("data-dropped", yes);
      this.note(yes ? t("The line to the workbench dropped. Keep drawing: your lines wait here and are saved when it is back.") : "");
    },
  };
}
