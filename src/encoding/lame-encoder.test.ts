import { execFileSync } from 'node:child_process';
import koffi from 'koffi';
import { expect, test } from 'vitest';
import { loadLame } from './lame-encoder.ts';
import type { Mp3Encoder } from './mp3-encoder.ts';

const lame = loadLame();
if (!lame.ok) throw new Error(lame.reason);
const kind = lame.value;
const SECTION = kind.sectionSamples!;
const FRAME_BYTES = { 8000: 288, 16_000: 216 } as const;
const RATES = [8000, 16_000] as const;
type Rate = (typeof RATES)[number];
type Stereo = readonly [Int16Array, Int16Array];

/** Syllables of buzz and noise with pauses, another voice in each channel. */
function babble(samples: number, rate: Rate): Stereo {
  let noise = 1;
  const voice = (pitchHz: number): Int16Array =>
    Int16Array.from({ length: samples }, (_, at) => {
      noise = (Math.imul(noise, 1_103_515_245) + 12_345) & 0x7fffffff;
      const seconds = at / rate;
      const loudness = Math.max(0, Math.sin(20 * seconds)) * (Math.sin(0.5 * pitchHz * seconds) > -0.5 ? 1 : 0);
      const buzz = ((seconds * pitchHz) % 1) * 2 - 1;
      return loudness * (9000 * buzz + 3000 * (noise / 0x40000000 - 1)) + 30 * (noise / 0x40000000 - 1);
    });
  return [voice(120), voice(210)];
}

function cut([left, right]: Stereo, from: number, to: number): Stereo {
  return [left.subarray(from, to), right.subarray(from, to)];
}

/** `slice`: how many samples of it the encoder gets at once. */
function encoded(sound: Stereo, rate: Rate, slice = (_at: number): number => 4000): Buffer {
  const encoder: Mp3Encoder = kind.open(rate);
  const pieces: Buffer[] = [];
  for (let at = 0; at < sound[0].length; ) {
    const end = Math.min(sound[0].length, at + slice(at));
    pieces.push(Buffer.from(encoder.encode(...cut(sound, at, end))));
    at = end;
  }
  pieces.push(Buffer.from(encoder.finish()));
  encoder.close();
  return Buffer.concat(pieces);
}

/** What one LAME makes of it, in one piece, without the help of our code. */
function byLameAlone([left, right]: Stereo, rate: Rate): Buffer {
  const library = koffi.load('libmp3lame.so.0');
  const handle = library.func('void *lame_init()')();
  const settings = {
    in_samplerate: rate,
    out_samplerate: rate,
    num_channels: 2,
    mode: 0,
    brate: rate === 8000 ? 32 : 48,
    quality: 7,
    bWriteVbrTag: 0,
    no_short_blocks: 1,
    disable_reservoir: 1,
  };
  for (const [name, value] of Object.entries(settings))
    library.func(`int lame_set_${name}(void *l, int v)`)(handle, value);
  library.func('int lame_set_scale(void *l, float f)')(handle, 1 / 0.95);
  library.func('int lame_init_params(void *l)')(handle);
  const encode = library.func(
    'int lame_encode_buffer(void *l, const int16_t *a, const int16_t *b, int n, _Out_ uint8_t *o, int s)',
  );
  const out = Buffer.alloc(left.length + 7200);
  const bytes: number = encode(handle, left, right, left.length, out, out.length);
  const rest = out.subarray(bytes);
  const flushed: number = library.func('int lame_encode_flush(void *l, _Out_ uint8_t *o, int s)')(
    handle,
    rest,
    rest.length,
  );
  library.func('int lame_close(void *l)')(handle);
  // The first frame, of silence, is not part of our recordings.
  return out.subarray(FRAME_BYTES[rate], bytes + flushed);
}

/** Both channels, with what the encoder and the decoder added. */
function decoded(mp3: Buffer): Int16Array {
  const pcm = execFileSync('ffmpeg', ['-v', 'error', '-f', 'mp3', '-i', '-', '-f', 's16le', '-'], {
    input: mp3,
    maxBuffer: 1 << 26,
  });
  return new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / 2);
}

/** Of the beginning of each frame's sound among what was written before; behind the header in MPEG-2. */
const MAIN_DATA_BEGIN_AT = 4;

test.each(RATES)(
  'at %d Hz the sections of a recording are, byte by byte, what LAME makes of it in one piece',
  (rate) => {
    const sound = babble(2 * SECTION * (rate / 8000) + rate, rate);
    expect(encoded(sound, rate).equals(byLameAlone(sound, rate))).toBe(true);
  },
);

test.each([-1, 0, 1, 224, 1000])('a recording that ends %d samples behind a section has all its frames', (more) => {
  const sound = babble(SECTION + more, 8000);
  expect(encoded(sound, 8000).equals(byLameAlone(sound, 8000))).toBe(true);
});

test('the bytes do not depend on how the sound is cut into slices', () => {
  const sound = babble(SECTION + 3000, 8000);
  let state = 7;
  const anyLength = (): number => {
    state = Math.imul(state, 48_271) % 0x7fffffff;
    return 1 + (Math.abs(state) % (state % 3 === 0 ? 20 : 8000));
  };
  expect(encoded(sound, 8000, anyLength).equals(encoded(sound, 8000))).toBe(true);
});

test.each(RATES)(
  'at %d Hz each frame stands alone: the rest of a recording sounds the same from its third frame on',
  (rate) => {
    const mp3 = encoded(babble(3 * rate, rate), rate);
    const frameBytes = FRAME_BYTES[rate];
    for (let at = 0; at < mp3.length; at += frameBytes) expect(mp3[at + MAIN_DATA_BEGIN_AT]).toBe(0);
    const whole = decoded(mp3);
    for (const frames of [1, 7, 20]) {
      // The first two are heard by the decoder's filters only in part.
      const rest = decoded(mp3.subarray(frames * frameBytes)).subarray(2 * 2 * 576);
      const expected = whole.subarray((frames + 2) * 2 * 576);
      const differences = rest.map((sample, at) => Math.abs(sample - expected[at]!));
      expect(Math.max(...differences)).toBeLessThanOrEqual(1);
    }
  },
);
