import { SAMPLE_RATE_HZ } from './timed-audio.ts';

/**
 * The middle of the slope: up to 3.4 kHz, the telephone's band, all is kept; from 4 kHz on nothing aliases, and what was at 8000 Hz
 * gets no images above.
 */
const CUTOFF_HZ = 3700;
/** On each side of the kernel: a slope of 620 Hz. */
const ZERO_CROSSINGS = 32;
/** Of the Kaiser window: side lobes 80 dB down, below the noise of 13 bits. */
const KAISER_BETA = 8;

/**
 * Brings the telephone's band of one channel to another sample rate, in pieces of any length: a windowed sinc as a
 * polyphase filter (J. O. Smith, "Digital Audio Resampling"). The first sample stays the first: no delay. Samples
 * are −1…1.
 */
export class Resampler {
  /** Input samples per output sample, as a fraction. */
  readonly #step: number;
  readonly #phases: readonly Float32Array[];
  readonly #halfTaps: number;
  /** Input that is still needed; `#held[0]` is the input sample `#heldFrom`. */
  #held: Float32Array;
  #heldFrom: number;
  #produced = 0;

  /** Rates of 8000 Hz or more. */
  constructor(inputRateHz: number, outputRateHz: number = SAMPLE_RATE_HZ) {
    const common = greatestCommonDivisor(inputRateHz, outputRateHz);
    this.#step = inputRateHz / common;
    this.#halfTaps = Math.ceil((ZERO_CROSSINGS * inputRateHz) / (2 * CUTOFF_HZ));
    this.#phases = Array.from({ length: outputRateHz / common }, (_, phase) =>
      kernel((2 * CUTOFF_HZ) / inputRateHz, this.#halfTaps, (phase * common) / outputRateHz),
    );
    this.#held = new Float32Array(this.#halfTaps - 1);
    this.#heldFrom = 1 - this.#halfTaps;
  }

  /** How many input samples behind it an output sample needs. */
  get lookAhead(): number {
    return this.#halfTaps;
  }

  /** Takes the next samples and returns the output they determine. */
  push(samples: Float32Array): Float32Array {
    this.#hold(samples);
    const known = this.#heldFrom + this.#held.length;
    return this.#produceBefore(known - this.#halfTaps);
  }

  /** The rest of the output; behind the end is silence. */
  end(): Float32Array {
    const known = this.#heldFrom + this.#held.length;
    this.#hold(new Float32Array(this.#halfTaps));
    return this.#produceBefore(known);
  }

  #hold(samples: Float32Array): void {
    const needed = this.#inputAt(this.#produced) - this.#halfTaps + 1;
    const kept = this.#held.subarray(Math.max(0, needed - this.#heldFrom));
    this.#heldFrom += this.#held.length - kept.length;
    this.#held = new Float32Array(kept.length + samples.length);
    this.#held.set(kept);
    this.#held.set(samples, kept.length);
  }

  /** All output samples before an input sample. */
  #produceBefore(input: number): Float32Array {
    const end = Math.max(this.#produced, Math.ceil((input * this.#phases.length) / this.#step));
    const output = new Float32Array(end - this.#produced);
    for (let at = 0; at < output.length; at++) output[at] = this.#outputAt(this.#produced + at);
    this.#produced = end;
    return output;
  }

  #outputAt(index: number): number {
    const taps = this.#phases[(index * this.#step) % this.#phases.length]!;
    const from = this.#inputAt(index) - this.#halfTaps + 1 - this.#heldFrom;
    let sum = 0;
    for (let tap = 0; tap < taps.length; tap++) sum += taps[tap]! * this.#held[from + tap]!;
    return sum;
  }

  /** The last input sample not after an output sample. */
  #inputAt(index: number): number {
    return Math.floor((index * this.#step) / this.#phases.length);
  }
}

/**
 * The taps of an output sample `fraction` behind an input sample, from `halfTaps − 1` samples before that one
 * to `halfTaps` behind it. `bandwidth`: the cutoff relative to half the input rate.
 */
function kernel(bandwidth: number, halfTaps: number, fraction: number): Float32Array {
  const taps = Float64Array.from({ length: 2 * halfTaps }, (_, tap) => {
    const distance = tap - halfTaps + 1 - fraction;
    return sinc(bandwidth * distance) * kaiser(distance / halfTaps);
  });
  const gain = taps.reduce((sum, tap) => sum + tap, 0);
  return Float32Array.from(taps, (tap) => tap / gain);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** The Kaiser window over −1…1, not scaled: the kernel is normalized when it is complete. */
function kaiser(x: number): number {
  return Math.abs(x) > 1 ? 0 : besselI0(KAISER_BETA * Math.sqrt(1 - x * x));
}

/** The modified Bessel function of order 0, by its power series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; term > sum * Number.EPSILON; n++) {
    term *= (x / (2 * n)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
