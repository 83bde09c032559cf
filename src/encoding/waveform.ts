/** What the player draws before it has the audio: the peak of each slice, per channel. */
export interface Waveform {
  /** Length of a slice, ms. */
  readonly sliceMs: number;
  /** The peak of each slice, 0…255; caller left, callee right; equal for a mixed recording. */
  readonly caller: readonly number[];
  readonly callee: readonly number[];
}

/** The finest resolution: a slice of 20 ms, one packet. */
const FINEST_SLICE_MS = 20;
/** A player draws one or two thousand of them; an 8-hour call has no more than a short one. */
const MAX_SLICES = 2000;

/** Builds the waveform while the recording is encoded; doubles the slices each time there would be too many. */
export class WaveformBuilder {
  readonly #samplesPerMs: number;
  #sliceMs = FINEST_SLICE_MS;
  /** Samples already in the last, open slice. */
  #inSlice = 0;
  readonly #left: number[] = [];
  readonly #right: number[] = [];

  constructor(sampleRateHz: number) {
    this.#samplesPerMs = sampleRateHz / 1000;
  }

  push(left: Int16Array, right: Int16Array): void {
    for (let at = 0; at < left.length; ) {
      if (this.#inSlice === 0) this.#openSlice();
      const sliceSamples = this.#sliceMs * this.#samplesPerMs;
      const end = Math.min(left.length, at + sliceSamples - this.#inSlice);
      raiseLast(this.#left, peakOf(left, at, end));
      raiseLast(this.#right, peakOf(right, at, end));
      this.#inSlice = (this.#inSlice + end - at) % sliceSamples;
      at = end;
    }
  }

  get waveform(): Waveform {
    return { sliceMs: this.#sliceMs, caller: this.#left.map(toByte), callee: this.#right.map(toByte) };
  }

  #openSlice(): void {
    if (this.#left.length === MAX_SLICES) {
      this.#sliceMs *= 2;
      halve(this.#left);
      halve(this.#right);
    }
    this.#left.push(0);
    this.#right.push(0);
  }
}

/** The waveform of a recording whose sound was not decoded. */
export function flatWaveform(durationMs: number): Waveform {
  let sliceMs = FINEST_SLICE_MS;
  while (durationMs > sliceMs * MAX_SLICES) sliceMs *= 2;
  const nothing = Array.from({ length: Math.ceil(durationMs / sliceMs) }, () => 0);
  return { sliceMs, caller: nothing, callee: nothing };
}

function peakOf(pcm: Int16Array, from: number, to: number): number {
  let highest = 0;
  let lowest = 0;
  for (let at = from; at < to; at++) {
    const sample = pcm[at]!;
    if (sample > highest) highest = sample;
    else if (sample < lowest) lowest = sample;
  }
  return Math.max(highest, -lowest);
}

function raiseLast(peaks: number[], peak: number): void {
  const last = peaks.length - 1;
  if (peak > peaks[last]!) peaks[last] = peak;
}

function halve(peaks: number[]): void {
  for (let at = 0; at < peaks.length / 2; at++) peaks[at] = Math.max(peaks[2 * at]!, peaks[2 * at + 1]!);
  peaks.length /= 2;
}

function toByte(peak: number): number {
  return Math.min(255, peak >> 7);
}
