import type { CallSampleRate } from './decoders/audio-decoder.ts';
import { bridge, HEARD_MS } from './loss-concealment.ts';
import { addClipped, PcmWindow, type StoredSound } from './pcm-window.ts';
import { Resampler } from './resampler.ts';
import { SAMPLE_RATE_HZ, type PacketSound } from './timed-audio.ts';

/**
 * The sound of one leg that is not emitted yet, at the recording's rate. Sound of another rate (of a narrowband leg in a wideband
 * recording, or before or after a change of the codec) has a window of its own and is converted when it is emitted. All
 * positions are in samples of 8000 Hz.
 */
export class LegSound {
  readonly #sampleRateHz: CallSampleRate;
  readonly #capacity: number;
  /** Allocated at the first sound. */
  #window: PcmWindow | null = null;
  #converted: ConvertedWindow | null = null;

  /** `capacity`: a power of two. */
  constructor(sampleRateHz: CallSampleRate, capacity: number) {
    this.#sampleRateHz = sampleRateHz;
    this.#capacity = capacity;
  }

  write(position: number, { pcm, table, sampleRateHz }: PacketSound): void {
    const factor = sampleRateHz / SAMPLE_RATE_HZ;
    if (sampleRateHz === this.#sampleRateHz) {
      this.#window ??= new PcmWindow(this.#capacity * factor);
      this.#window.write(position * factor, pcm, table);
    } else if (pcm.length > 0) {
      this.#converted ??= new ConvertedWindow(sampleRateHz, this.#sampleRateHz, this.#capacity);
      this.#converted.write(position, pcm, table);
    }
  }

  /** Fills a gap with what is like the sound before it, which had that rate. */
  bridge(position: number, samples: number, sampleRateHz: number): void {
    const factor = sampleRateHz / SAMPLE_RATE_HZ;
    const window = sampleRateHz === this.#sampleRateHz ? this.#window : this.#converted;
    const heard = (HEARD_MS * sampleRateHz) / 1000;
    const before = window?.read(position * factor - heard, heard);
    if (before === undefined) return;
    this.write(position, { pcm: bridge(before, samples * factor, sampleRateHz), table: null, sampleRateHz });
  }

  /** Adds the sound from `position` on to every target (all of one length, at the recording's rate) and clears it. */
  takeInto(targets: readonly Int16Array[], position: number): void {
    this.#window?.takeInto(targets, position * (this.#sampleRateHz / SAMPLE_RATE_HZ));
    this.#converted?.takeInto(targets, position);
  }

  /** Takes out of memory all sound, which is from `position` on. */
  takeOut(position: number): StoredSound[] {
    const stored = [
      this.#window?.takeOut(position * (this.#sampleRateHz / SAMPLE_RATE_HZ)),
      this.#converted?.takeOut(position),
    ];
    return stored.filter((sound) => sound != null);
  }
}

/** A window of sound that comes out at another rate. */
class ConvertedWindow {
  readonly #window: PcmWindow;
  readonly #newResampler: () => Resampler;
  #resampler: Resampler;
  /** Samples in one of 8000 Hz. */
  readonly #inputFactor: number;
  readonly #outputFactor: number;
  /** The first input sample that the resampler has not got: it reads a few milliseconds ahead. */
  #next: number | null = null;
  /** Behind the last sound. */
  #end = Number.NEGATIVE_INFINITY;

  constructor(inputRateHz: number, outputRateHz: CallSampleRate, capacity: number) {
    this.#inputFactor = inputRateHz / SAMPLE_RATE_HZ;
    this.#outputFactor = outputRateHz / SAMPLE_RATE_HZ;
    this.#window = new PcmWindow(capacity * this.#inputFactor);
    this.#newResampler = () => new Resampler(inputRateHz, outputRateHz);
    this.#resampler = this.#newResampler();
  }

  /** Sound before what the resampler has got comes 16 s too late, and is cut. */
  write(position: number, pcm: Int16Array | Uint8Array, table: Int16Array | null): void {
    const start = position * this.#inputFactor;
    const late = Math.max(0, (this.#next ?? start) - start);
    this.#window.write(start + late, pcm.subarray(late), table);
    this.#end = Math.max(this.#end, start + pcm.length);
  }

  read(position: number, length: number): Int16Array {
    return this.#window.read(position, length);
  }

  takeInto(targets: readonly Int16Array[], position: number): void {
    if (this.#end + this.#resampler.lookAhead <= position * this.#inputFactor) return this.#rest();
    const length = targets[0]!.length / this.#outputFactor;
    const end = (position + length) * this.#inputFactor + this.#resampler.lookAhead;
    const from = this.#next ?? position * this.#inputFactor;
    const input = new Int16Array(end - from);
    this.#window.takeInto([input], from);
    this.#next = end;
    const output = Int16Array.from(this.#resampler.push(Float32Array.from(input)), toSample);
    for (const target of targets) addClipped(target, output);
  }

  takeOut(position: number): StoredSound | null {
    return this.#window.takeOut(this.#next ?? position * this.#inputFactor);
  }

  /** Of a call whose streams were replaced hundreds of times all but a few are silent: they cost nothing. */
  #rest(): void {
    if (this.#next === null) return;
    this.#next = null;
    this.#resampler = this.#newResampler();
  }
}

function toSample(value: number): number {
  return Math.max(-0x8000, Math.min(0x7fff, Math.round(value)));
}
