import { TalkCounter, type TalkTime } from './talk-time.ts';

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
  readonly #blockSamples: number;
  #sliceMs = FINEST_SLICE_MS;
  /** Samples already in the last, open slice. */
  #inSlice = 0;
  /** Of the open block of the finest resolution: its samples, and the peak of each party. */
  #inBlock = 0;
  #blockLeft = 0;
  #blockRight = 0;
  readonly #talk = new TalkCounter(FINEST_SLICE_MS);
  readonly #left: number[] = [];
  readonly #right: number[] = [];

  constructor(sampleRateHz: number) {
    this.#samplesPerMs = sampleRateHz / 1000;
    this.#blockSamples = FINEST_SLICE_MS * this.#samplesPerMs;
  }

  push(left: Int16Array, right: Int16Array): void {
    for (let at = 0; at < left.length; ) {
      if (this.#inSlice === 0) this.#openSlice();
      const sliceSamples = this.#sliceMs * this.#samplesPerMs;
      // Slices are whole blocks.
      const end = Math.min(left.length, at + this.#blockSamples - this.#inBlock);
      this.#addToBlock(peakOf(left, at, end), peakOf(right, at, end), end - at);
      this.#inSlice = (this.#inSlice + end - at) % sliceSamples;
      at = end;
    }
  }

  #addToBlock(left: number, right: number, samples: number): void {
    raiseLast(this.#left, left);
    raiseLast(this.#right, right);
    this.#blockLeft = Math.max(this.#blockLeft, left);
    this.#blockRight = Math.max(this.#blockRight, right);
    this.#inBlock += samples;
    if (this.#inBlock < this.#blockSamples) return;
    this.#talk.push(this.#blockLeft, this.#blockRight);
    this.#inBlock = 0;
    this.#blockLeft = 0;
    this.#blockRight = 0;
  }

  /** Of whole blocks. */
  get talkTime(): TalkTime {
    return this.#talk.talkTime;
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
