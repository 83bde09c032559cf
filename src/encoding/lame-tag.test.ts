import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import koffi from 'koffi';
import { expect, test } from 'vitest';
import { g711Leg, NARROWBAND, rtpStream, tone } from '../../test/kit/synthetic-rtp.ts';
import { encodeCall } from './encode-call.ts';
import { loadMp3Encoder } from './load-mp3-encoder.ts';
import { playTimeLine } from './time-line.ts';
import { contentOf } from '../../test/kit/sealed-audio.ts';
import { newId, type RecordingId } from '../base/ids.ts';

const FRAME_BYTES = 288;
const T0 = Date.parse('2026-03-10T10:00:00Z');
const call = { captureStartedAt: T0, endedAt: T0 + 7000, legs: [g711Leg(0, 'caller')] };
const packets = rtpStream(tone(440, 7000), { startAt: T0 });

/** The file as LAME itself writes it, with its own tag at the beginning. */
function lameAlone(): Buffer {
  const library = koffi.load('libmp3lame.so.0');
  const lame = library.func('void *lame_init()')();
  const settings = {
    in_samplerate: 8000,
    out_samplerate: 8000,
    num_channels: 2,
    mode: 0,
    brate: 32,
    quality: 7,
    bWriteVbrTag: 1,
    no_short_blocks: 1,
    disable_reservoir: 1,
  };
  for (const [name, value] of Object.entries(settings))
    library.func(`int lame_set_${name}(void *l, int v)`)(lame, value);
  library.func('int lame_set_scale(void *l, float f)')(lame, 1 / 0.95);
  library.func('int lame_init_params(void *l)')(lame);
  const encode = library.func(
    'int lame_encode_buffer(void *l, const int16_t *a, const int16_t *b, int n, _Out_ uint8_t *o, int s)',
  );
  const pieces: Buffer[] = [];
  const out = Buffer.alloc(65536);
  playTimeLine({ ...call, ...NARROWBAND }, packets, (left, right) => {
    pieces.push(Buffer.from(out.subarray(0, encode(lame, left, right, left.length, out, out.length))));
  });
  const flushed = library.func('int lame_encode_flush(void *l, _Out_ uint8_t *o, int s)')(lame, out, out.length);
  pieces.push(Buffer.from(out.subarray(0, flushed)));
  const file = Buffer.concat(pieces);
  const tagBytes = Number(
    library.func('size_t lame_get_lametag_frame(void *l, _Out_ uint8_t *o, size_t s)')(lame, out, out.length),
  );
  out.copy(file, 0, 0, tagBytes);
  library.func('int lame_close(void *l)')(lame);
  return file;
}

test('the tag equals the one of LAME, except for its settings and the first frame, which is left out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tag-'));
  const target = { recordingId: newId<RecordingId>(T0), path: join(folder, 'ours.mp3') };
  const encoder = await loadMp3Encoder('lame');
  const ours = contentOf(await encodeCall({ call, packets, encoder, libraries: new Map(), target }));
  rmSync(folder, { recursive: true });
  const all = lameAlone();
  const theirs = Buffer.concat([all.subarray(0, FRAME_BYTES), all.subarray(2 * FRAME_BYTES)]);
  expect(ours.length).toBe(theirs.length);
  const xing = 4 + 17;
  expect(ours.readUInt32BE(xing + 8)).toBe(theirs.readUInt32BE(xing + 8) - 1);
  // The bytes of the frames that are counted, without the tag's own.
  expect(ours.readUInt32BE(xing + 12)).toBe(theirs.readUInt32BE(xing + 12) - 2 * FRAME_BYTES);
  const toc = 4 + 17 + 16;
  const lame = 4 + 17 + 120;
  // LAME counts its table from the first frame of sound; seeking players count from the beginning of the file.
  for (let at = toc; at < toc + 100; at++) expect(Math.abs(ours[at]! - theirs[at]!)).toBeLessThanOrEqual(3);
  const [delayed, added] = [ours, theirs].map((tag) => tag.readUIntBE(lame + 21, 3));
  expect(delayed).toBe(added! - (576 << 12));
  expect(ours.readUInt32BE(lame + 28)).toBe(ours.length);
  const ofLeftOutFrame = {
    framesAndBytes: [xing + 8, xing + 16],
    delay: [lame + 21, lame + 24],
    sizeAndCrc: [lame + 28, lame + 34],
  };
  const ofItsSettings = {
    quality: [lame - 4, lame],
    lowpassPeakAndGain: [lame + 10, lame + 20],
    noiseShaping: [lame + 24, lame + 25],
    preset: [lame + 26, lame + 28],
    tagCrc: [lame + 34, lame + 36],
  };
  for (const [from, to] of [[toc, toc + 100], ...Object.values({ ...ofLeftOutFrame, ...ofItsSettings })])
    ours.copy(theirs, from, from, to);
  expect(ours.equals(theirs)).toBe(true);
});
