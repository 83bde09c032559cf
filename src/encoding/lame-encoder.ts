import koffi from 'koffi';
import { fail, ok, type Result } from '../base/result.ts';
import type { CallSampleRate } from './decoders/audio-decoder.ts';
import {
  MAX_ENCODER_SAMPLES,
  MP3_BITRATE_KBPS,
  MP3_QUALITY,
  type Mp3Encoder,
  type Mp3EncoderKind,
} from './mp3-encoder.ts';

const LIBRARY = 'libmp3lame.so.0';
/** lame.h: "mp3buf_size = 1.25*num_samples + 7200" is always enough. */
const OUTPUT_BYTES = 1.25 * MAX_ENCODER_SAMPLES + 7200;
/** MPEG_mode_e: STEREO. Two speakers have little in common; joint stereo takes 1.3 times the CPU. */
const MODE_STEREO = 0;

/** `lame_t`: an opaque pointer. */
type Lame = unknown;

interface LameLibrary {
  readonly init: () => Lame;
  readonly set: (lame: Lame, setting: LameSetting, value: number) => void;
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
] as const;
type LameSetting = (typeof SETTINGS)[number];

/** The system's LAME, if it is installed: several times as fast as the one compiled to WebAssembly. */
export function loadLame(): Result<Mp3EncoderKind> {
  try {
    const library = bindLame();
    return ok({ name: 'lame', open: (sampleRateHz) => new LameEncoder(library, sampleRateHz) });
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
    initParams: library.func('int lame_init_params(void *lame)'),
    encode: library.func(
      'int lame_encode_buffer(void *lame, const int16_t *left, const int16_t *right, int samples, _Out_ uint8_t *out, int size)',
    ),
    flush: library.func('int lame_encode_flush(void *lame, _Out_ uint8_t *out, int size)'),
    close: library.func('int lame_close(void *lame)'),
  };
}

class LameEncoder implements Mp3Encoder {
  readonly #library: LameLibrary;
  readonly #lame: Lame;
  readonly #out = Buffer.alloc(OUTPUT_BYTES);
  #closed = false;

  constructor(library: LameLibrary, sampleRateHz: CallSampleRate) {
    this.#library = library;
    this.#lame = library.init();
    library.set(this.#lame, 'in_samplerate', sampleRateHz);
    library.set(this.#lame, 'out_samplerate', sampleRateHz);
    library.set(this.#lame, 'num_channels', 2);
    library.set(this.#lame, 'mode', MODE_STEREO);
    library.set(this.#lame, 'brate', MP3_BITRATE_KBPS[sampleRateHz]);
    library.set(this.#lame, 'quality', MP3_QUALITY);
    library.set(this.#lame, 'bWriteVbrTag', 0); // we write the tag, the same for every encoder
    checked(library.initParams(this.#lame), 'lame_init_params');
  }

  encode(left: Int16Array, right: Int16Array): Uint8Array {
    const bytes = this.#library.encode(this.#lame, left, right, left.length, this.#out, this.#out.length);
    return this.#out.subarray(0, checked(bytes, 'lame_encode_buffer'));
  }

  finish(): Uint8Array {
    return this.#out.subarray(
      0,
      checked(this.#library.flush(this.#lame, this.#out, this.#out.length), 'lame_encode_flush'),
    );
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#library.close(this.#lame);
  }
}

function checked(result: number, call: string): number {
  if (result < 0) throw new Error(`${call} returned ${result}`);
  return result;
}
