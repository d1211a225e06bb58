// An exercise line by line: each stays its time, may be skipped, read aloud, left at any moment. Nothing counts down
// in numbers and nothing is missed by stopping.

export class Guiding {
  constructor({ steps, changed, ended }) {
    Object.assign(this, { steps, changed, ended, at: -1 });
  }

  get runs() {
    return this.at >= 0;
  }

  get step() {
    return this.steps[this.at];
  }

  to(place) {
    clearTimeout(this.going);
    if (place >= this.steps.length) return this.stop();
    this.at = place;
    this.going = setTimeout(() => this.to(place + 1), this.step.seconds * 1000);
    this.changed();
  }

  stop() {
    clearTimeout(this.going);
    const ran = this.runs;
    this.at = -1;
    if (ran) this.ended();
  }
}
