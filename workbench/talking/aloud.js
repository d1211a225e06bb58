// Reads a text aloud: by the sound that was spoken beforehand, else by a voice of this device alone (others send
// the words elsewhere). One at a time; a new one ends the old.

export class Aloud {
  constructor(changed) {
    this.changed = changed; // what can be said, or whether something is said, is otherwise now
    this.number = 0;
    window.speechSynthesis?.addEventListener?.("voiceschanged", () => changed());
  }

  voice(language) {
    const spoken = language.slice(0, 2).toLowerCase();
    const voices = window.speechSynthesis?.getVoices?.() ?? [];
    return voices.find((each) => each.localService && each.lang.toLowerCase().startsWith(spoken));
  }

  can({ sound }, language) {
    return Boolean(sound || this.voice(language));
  }

  get speaks() {
    return Boolean(this.source || this.said);
  }

  async say({ text, sound }, language) {
    this.hush();
    const number = this.number;
    if (sound) await this.play(sound, number);
    else this.utter(text, language, number);
    this.changed();
  }

  async play(address, number) {
    this.context ??= new AudioContext();
    this.context.resume();
    const answer = await fetch(address).catch(() => null);
    const content = answer?.ok ? await answer.arrayBuffer() : null;
    const buffer = content && (await this.context.decodeAudioData(content).catch(() => null));
    if (!buffer || number !== this.number) return;
    this.source = new AudioBufferSourceNode(this.context, { buffer });
    this.source.connect(this.context.destination);
    this.source.onended = () => this.over(number);
    this.source.start();
  }

  utter(text, language, number) {
    const voice = this.voice(language);
    if (!voice) return;
    this.said = new SpeechSynthesisUtterance(text);
    Object.assign(this.said, { voice, lang: voice.lang, rate: 0.9 });
    this.said.onend = this.said.onerror = () => this.over(number);
    window.speechSynthesis.speak(this.said);
  }

  over(number) {
    if (number !== this.number) return;
    this.source = this.said = null;
    this.changed();
  }

  hush() {
    this.number += 1;
    this.source?.stop();
    if (this.said) window.speechSynthesis.cancel();
    this.source = this.said = null;
  }
}
