import koffi from 'koffi';
import { fail, ok, type Result } from '../base/result.ts';
import type { CallSampleRate } from './decoders/audio-decoder.ts';
import {
  LAME_DELAY_SAMPLES,
  MAX_ENCODER_SAMPLES,
  MP3_BITRATE_KBPS,
  MP3_FRAME_SAMPLES,
  MP3_QUALITY,
  type Mp3Encoder,
  type Mp3EncoderKind,
} from './mp3-encoder.ts';
import { SAMPLE_RATE_HZ } from './timed-audio.ts';

const LIBRARY = 'libmp3lame.so.0';
/** lame.h: "mp3buf_size = 1.25*num_samples + 7200" is always enough; twice where a section ends within the samples. */
const OUTPUT_BYTES = 1.25 * MAX_ENCODER_SAMPLES + 2 * 7200;
/** Of all encoders of a thread: a call that runs has one for hours. */
const OUT = Buffer.alloc(OUTPUT_BYTES);
/** MPEG_mode_e: STEREO. Two speakers have little in common; joint stereo takes 1.3 times the CPU. */
const MODE_STEREO = 0;

/**
 * A minute, rounded to whole frames, in samples of 8000 Hz: opening LAME takes 0.3 ms and the frames before the section another 0.2,
 * together 1% of the 50 ms that a section takes.
 */
const SECTION_SAMPLES = Math.floor((60 * SAMPLE_RATE_HZ) / MP3_FRAME_SAMPLES) * MP3_FRAME_SAMPLES;
/**
 * What LAME hears of the sound before a section. At this quality a frame depends on nothing that is more than three frames back, so from the
 * fourth on all bytes are those of one LAME that has encoded everything.
 */
const PRIMING_SAMPLES = 4 * MP3_FRAME_SAMPLES;

/** At these bitrates LAME makes all sound quieter by itself, by 0.45 dB. */
const LAME_SCALE = 0.95;

/** `lame_t`: an opaque pointer. */
type Lame = unknown;

interface LameLibrary {
  readonly init: () => Lame;
  readonly set: (lame: Lame, setting: LameSetting, value: number) => void;
  readonly setScale: (lame: Lame, factor: number) => void;
  readonly initParams: (lame: Lame) => number;
  readonly encode: (
    lame: Lame,
    left: Int16Array,
    right: Int16Array,
    samples: number,
    out: Buffer,
    size: number,
  ) => number;
  readonly flush: (lame: Lame, out: Buffer, size: number) => number;
  readonly close: (lame: Lame) => number;
}

const SETTINGS = [
  'in_samplerate',
  'out_samplerate',
  'num_channels',
  'mode',
  'brate',
  'quality',
  'bWriteVbrTag',
  'no_short_blocks',
  'disable_reservoir',
] as const;
type LameSetting = (typeof SETTINGS)[number];

/** The system's LAME, if it is installed: several times as fast as the one compiled to WebAssembly. */
export function loadLame(): Result<Mp3EncoderKind> {
  try {
    const library = bindLame();
    return ok({
      name: 'lame',
      sectionSamples: SECTION_SAMPLES,
      open: (sampleRateHz) => new LameEncoder(library, sampleRateHz),
    });
  } catch (error) {
    return fail(`${LIBRARY} cannot be loaded: ${String(error)}`);
  }
}

function bindLame(): LameLibrary {
  const library = koffi.load(LIBRARY);
  const setters = new Map(SETTINGS.map((name) => [name, library.func(`int lame_set_${name}(void *lame, int value)`)]));
  return {
    init: library.func('void *lame_init()'),
    set: (lame, setting, value) => setters.get(setting)!(lame, value),
    setScale: library.func('int lame_set_scale(void *lame, float factor)'),
    initParams: library.func('int lame_init_params(void *lame)'),
    encode: library.func(
      'int lame_encode_buffer(void *lame, const int16_t *left, const int16_t *right, int samples, _Out_ uint8_t *out, int size)',
    ),
    flush: library.func('int lame_encode_flush(void *lame, _Out_ uint8_t *out, int size)'),
    close: library.func('int lame_close(void *lame)'),
  };
}

/**
 * A recording is encoded in sections, each by a LAME of its own that hears the last frames before the section first. Without bit reservoir
 * each frame can be decoded without those before it, so nothing is heard of it. Between two sections only those samples are kept.
 */
class LameEncoder implements Mp3Encoder {
  /**
   * The first frame is left out, and with it the encoder's delay: it holds the silence before the first sample, and a trace of the first
   * 6 ms. Browsers that seek by frames, as Chromium does, do not count the delay (ADR 18).
   */
  readonly delaySamples = LAME_DELAY_SAMPLES - MP3_FRAME_SAMPLES;
  readonly #library: LameLibrary;
  readonly #sampleRateHz: CallSampleRate;
  readonly #sectionSamples: number;
  /** Bytes of the first frame that have not come. */
  #toLeaveOut: number;
  /** Null: nothing of the current section was encoded. */
  #lame: Lame = null;
  /** Samples of the current section that were encoded. */
  #encoded = 0;
  #isFirstSection = true;
  /** The last samples of a section, left and right. */
  readonly #last = [new Int16Array(PRIMING_SAMPLES), new Int16Array(PRIMING_SAMPLES)] as const;

  constructor(library: LameLibrary, sampleRateHz: CallSampleRate) {
    this.#library = library;
    this.#sampleRateHz = sampleRateHz;
    this.#sectionSamples = SECTION_SAMPLES * (sampleRateHz / SAMPLE_RATE_HZ);
    this.#toLeaveOut = (MP3_FRAME_SAMPLES / 8) * ((MP3_BITRATE_KBPS[sampleRateHz] * 1000) / sampleRateHz);
  }

  encode(left: Int16Array, right: Int16Array): Uint8Array {
    let bytes = 0;
    for (let at = 0; at < left.length; ) {
      const end = Math.min(left.length, at + this.#sectionSamples - this.#encoded);
      bytes += this.#encodeInSection(left.subarray(at, end), right.subarray(at, end), OUT.subarray(bytes));
      at = end;
    }
    return this.#withoutFirstFrame(OUT.subarray(0, bytes));
  }

  finish(): Uint8Array {
    const lame = this.#openSection(OUT);
    const bytes = this.#library.flush(lame, OUT, OUT.length);
    return this.#withoutFirstFrame(OUT.subarray(0, checked(bytes, 'lame_encode_flush')));
  }

  close(): void {
    if (this.#lame === null) return;
    this.#library.close(this.#lame);
    this.#lame = null;
  }

  #withoutFirstFrame(mp3: Buffer): Buffer {
    if (this.#toLeaveOut === 0) return mp3;
    const leftOut = Math.min(this.#toLeaveOut, mp3.length);
    this.#toLeaveOut -= leftOut;
    return mp3.subarray(leftOut);
  }

  #encodeInSection(left: Int16Array, right: Int16Array, out: Buffer): number {
    const bytes = this.#encodeBy(this.#openSection(out), left, right, out);
    const inLast = this.#encoded - (this.#sectionSamples - PRIMING_SAMPLES);
    keep(this.#last[0], left, inLast);
    keep(this.#last[1], right, inLast);
    this.#encoded += left.length;
    if (this.#encoded === this.#sectionSamples) {
      this.close();
      this.#encoded = 0;
      this.#isFirstSection = false;
    }
    return bytes;
  }

  /** `out` is written to: what LAME makes of the sound before the section is part of the one before. */
  #openSection(out: Buffer): Lame {
    if (this.#lame !== null) return this.#lame;
    const lame = this.#library.init();
    this.#lame = lame;
    const settings = settingsFor(this.#sampleRateHz);
    for (const setting of SETTINGS) this.#library.set(lame, setting, settings[setting]);
    this.#library.setScale(lame, 1 / LAME_SCALE);
    checked(this.#library.initParams(lame), 'lame_init_params');
    if (!this.#isFirstSection) this.#encodeBy(lame, ...this.#last, out);
    return lame;
  }

  #encodeBy(lame: Lame, left: Int16Array, right: Int16Array, out: Buffer): number {
    return checked(this.#library.encode(lame, left, right, left.length, out, out.length), 'lame_encode_buffer');
  }
}

function settingsFor(sampleRateHz: CallSampleRate): Readonly<Record<LameSetting, number>> {
  return {
    in_samplerate: sampleRateHz,
    out_samplerate: sampleRateHz,
    num_channels: 2,
    mode: MODE_STEREO,
    brate: MP3_BITRATE_KBPS[sampleRateHz],
    quality: MP3_QUALITY,
    bWriteVbrTag: 0, // we write the tag, the same for every encoder
    no_short_blocks: 1,
    disable_reservoir: 1,
  };
}

/** Copies samples to their place in `target`; what is before or behind it is left out. */
function keep(target: Int16Array, samples: Int16Array, at: number): void {
  if (at + samples.length <= 0) return;
  target.set(samples.subarray(Math.max(0, -at)), Math.max(0, at));
}

function checked(result: number, call: string): number {
  if (result < 0) throw new Error(`${call} returned ${result}`);
  return result;
}
