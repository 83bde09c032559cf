import { SAMPLE_RATE_HZ } from './audio-source.ts';

/** A second-order resonance: one formant of a vocal tract (Klatt 1980, "Software for a cascade/parallel formant synthesizer"). */
export class Resonator {
  #gain = 1;
  #first = 0;
  #second = 0;
  #previous = 0;
  #beforePrevious = 0;

  /** `loudness` is 1 at 0 Hz, so that formants in a row keep a voice's balance, or 1 at the resonance itself. */
  tune(frequencyHz: number, bandwidthHz: number, loudness: 'at-zero' | 'at-resonance' = 'at-zero'): void {
    const decay = Math.exp((-Math.PI * bandwidthHz) / SAMPLE_RATE_HZ);
    this.#second = -decay * decay;
    const angle = (2 * Math.PI * frequencyHz) / SAMPLE_RATE_HZ;
    this.#first = 2 * decay * Math.cos(angle);
    this.#gain =
      loudness === 'at-zero'
        ? 1 - this.#first - this.#second
        : (1 - decay) * Math.sqrt(1 - 2 * decay * Math.cos(2 * angle) + decay * decay);
  }

  pass(sample: number): number {
    const out = this.#gain * sample + this.#first * this.#previous + this.#second * this.#beforePrevious;
    this.#beforePrevious = this.#previous;
    this.#previous = out;
    return out;
  }
}
