// Says texts with sounds that were made beforehand (kiosk/voice), one after the other.

const GAINS = [0, 0.16, 0.4, 1]; // by here.sound: 8 dB from step to step
const PAUSE_MS = 140;
const JOIN_MS = 30;
const HELD_SOUNDS = 80;
const PATIENCE_MS = 3000;
const EDGE = /^[\s"'«»„“”‘’().,:;!?…¿¡·–-]+|[\s"'«»„“”‘’().,:;!?…¿¡·–-]+$/g;
const CUES = { begin: [523, 784], end: [784, 523] };

/** `show(text)` is told what is being said, and "" when nothing more is. */
export function createSpeech({ here, show }) {
  const queue = [];
  const sounds = new Map(); // address -> a promise of a sound
  let index = null; // a promise of plain text -> address
  let loaded = null;
  let turn = 0;
  let busy = false;
  let audio = null;
  let source = null;

  /** Says these texts after what is waiting, or at once instead of it. */
  function say(texts, { now = false } = {}) {
    if (now) hush();
    queue.push(...texts.filter(Boolean));
    run();
  }

  async function run() {
    if (busy) return;
    busy = true;
    const mine = turn;
    const known = await texts();
    while (mine === turn && queue.length > 0) await one(queue.shift(), known, mine);
    if (mine !== turn) return;
    busy = false;
    show("");
  }

  async function one(text, known, mine) {
    const { addresses, lost } = parts(text, known);
    notice("said", { text, lost });
    show(text);
    for (const address of addresses) soundAt(address);
    for (const address of addresses) {
      if (mine !== turn) return;
      await play(await soundAt(address), mine);
    }
    if (mine === turn) await pause(PAUSE_MS);
  }

  async function play(sound, mine) {
    if (sound === null || mine !== turn) return;
    const playing = new AudioBufferSourceNode(audio.context, { buffer: sound });
    playing.connect(audio.gain);
    source = playing;
    const ended = new Promise((done) => playing.addEventListener("ended", done));
    playing.start();
    // where a browser lets nothing be heard yet, the texts still go on
    await Promise.race([ended, pause(1000 * sound.duration + 300)]);
    await pause(JOIN_MS);
  }

  function hush() {
    turn += 1;
    busy = false;
    queue.length = 0;
    source?.stop();
    source = null;
  }

  function texts() {
    if (loaded !== here.language) {
      loaded = here.language;
      index = indexOf(here.language);
    }
    return index;
  }

  function soundAt(address) {
    if (!sounds.has(address)) {
      if (sounds.size >= HELD_SOUNDS) sounds.delete(sounds.keys().next().value);
      sounds.set(address, decoded(address, opened()));
    }
    return sounds.get(address);
  }

  function opened() {
    if (audio === null) {
      const context = new AudioContext();
      const gain = new GainNode(context, { gain: GAINS[here.sound] });
      gain.connect(context.destination);
      audio = { context, gain };
    }
    return audio.context;
  }

  /** A browser lets a page be heard once it was touched or a key was pressed. */
  function wake() {
    if (opened().state === "suspended") audio.context.resume().catch(() => {});
  }

  /** Two soft tones that belong to no language. */
  function cue(name) {
    wake();
    const { context, gain } = audio;
    CUES[name].forEach((frequency, at) => {
      const tone = new OscillatorNode(context, { frequency });
      const level = new GainNode(context, { gain: 0 });
      const start = context.currentTime + 0.13 * at;
      level.gain.setTargetAtTime(0.2, start, 0.015);
      level.gain.setTargetAtTime(0, start + 0.11, 0.05);
      tone.connect(level).connect(gain);
      tone.start(start);
      tone.stop(start + 0.5);
    });
  }

  here.onChange((changed) => {
    if (changed.includes("sound") && audio) audio.gain.gain.value = GAINS[here.sound];
    if (changed.includes("language")) hush();
  });

  return Object.freeze({
    say,
    hush,
    wake,
    cue,
    get busy() { return busy; },
    /** Nothing of what was said is held any longer. */
    forget() {
      hush();
      show("");
      sounds.clear();
    },
  });
}

async function indexOf(language) {
  try {
    const answer = await fetch(`/voice/${language}.json`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!answer.ok) return new Map();
    const told = Object.entries(await answer.json());
    return new Map(told.map(([text, address]) => [plain(text), address]));
  } catch {
    return new Map();
  }
}

async function decoded(address, context) {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return await context.decodeAudioData(await answer.arrayBuffer());
  } catch {
    return null;
  }
}

const plain = (text) => text.replace(EDGE, "").replace(/\s+/g, " ").toLowerCase();

/** A text as the longest pieces that have a sound; numbers digit by digit where need be. `lost`: words without one. */
export function parts(text, known) {
  const words = text.trim().split(/\s+/);
  const addresses = [];
  const lost = [];
  for (let at = 0; at < words.length; ) {
    let end = words.length;
    while (end > at && !known.has(plain(words.slice(at, end).join(" ")))) end -= 1;
    if (end > at) addresses.push(known.get(plain(words.slice(at, end).join(" "))));
    else if (/^\D*\d[\d\D]*$/.test(words[at])) addresses.push(...digits(words[at], known));
    else if (plain(words[at]) !== "") lost.push(words[at]);
    at = Math.max(end, at + 1);
  }
  return { addresses, lost };
}

const digits = (word, known) => [...word].filter((sign) => known.has(sign)).map((sign) => known.get(sign));

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function notice(what, detail) {
  dispatchEvent(new CustomEvent(`kiosk:${what}`, { detail }));
}
