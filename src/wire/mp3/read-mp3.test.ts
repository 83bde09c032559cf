import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryByteSource } from '../../../test/kit/memory-byte-source.ts';
import { isMp3, readMp3, writeInfoTag } from './index.ts';

/** MPEG-2.5, 32 kbit/s, 8000 Hz, stereo: 288 bytes, 576 samples, 72 ms. */
const HEADER = Buffer.of(0xff, 0xe3, 0x48, 0x00);
const FRAME = Buffer.concat([HEADER, Buffer.alloc(284)]);
const FRAME_MS = 72;
const MONO_AT_16_KHZ = Buffer.concat([Buffer.of(0xff, 0xf3, 0x48, 0xc0), Buffer.alloc(140)]);

const FRAME_OF_16_KBITS = Buffer.concat([Buffer.of(0xff, 0xe3, 0x28, 0x00), Buffer.alloc(140)]);

/** MPEG-2, 8 kbit/s, 24 kHz: as many as a file can have. */
const SMALLEST_FRAME = Buffer.concat([Buffer.of(0xff, 0xf3, 0x14, 0xc0), Buffer.alloc(20)]);

const frames = (count: number): Buffer => Buffer.concat(Array.from({ length: count }, () => FRAME));
const read = (file: Buffer) => readMp3(memoryByteSource(file), file.length);

type Runs = readonly { readonly offset: number; readonly sizeBytes: number }[];

/** What is kept of a file; null: all of it, which begins with frames or ends with them. */
function soundOf(file: Buffer, runs: Runs | null): Buffer {
  if (runs === null) return file.subarray(file.indexOf(HEADER), file.lastIndexOf(HEADER) + FRAME.length);
  return Buffer.concat(runs.map(({ offset, sizeBytes }) => file.subarray(offset, offset + sizeBytes)));
}

function id3v2(content: number): Buffer {
  return Buffer.concat([
    Buffer.from('ID3\x04\x00\x00\x00\x00', 'latin1'),
    Buffer.of(content >> 7, content & 0x7f),
    Buffer.alloc(content, 0xff),
  ]);
}

function apeTag(content: number): Buffer {
  const end = (isHeader: boolean): Buffer => {
    const bytes = Buffer.alloc(32);
    bytes.write('APETAGEX');
    bytes.writeUInt32LE(content + 32, 12);
    bytes.writeUInt32LE(isHeader ? 0xa000_0000 : 0x8000_0000, 20);
    return bytes;
  };
  return Buffer.concat([end(true), Buffer.alloc(content), end(false)]);
}

const ID3V1 = Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125)]);

describe('a file of frames', () => {
  test('is as long as its frames', () => {
    expect(read(frames(10))).toEqual({
      ok: true,
      value: { durationMs: 10 * FRAME_MS, channels: 2, cut: false, damaged: false, runs: null, seekTag: null },
    });
    expect(read(MONO_AT_16_KHZ)).toMatchObject({ value: { durationMs: 36, channels: 1 } });
  });

  test('may have tags around it', () => {
    const tagged = Buffer.concat([id3v2(200), frames(3), apeTag(50), ID3V1]);
    expect(read(tagged)).toEqual(read(frames(3)));
    expect(read(Buffer.concat([frames(3), apeTag(0)]))).toEqual(read(frames(3)));
  });

  test('has what its encoder added cut off', () => {
    const added = { delaySamples: 576, paddingSamples: 576 };
    const tag = writeInfoTag({ header: HEADER, frames: 10, bytes: 10 * FRAME.length, crc: 0, ...added });
    expect(read(Buffer.concat([tag, frames(10)]))).toMatchObject({ value: { durationMs: 8 * FRAME_MS, cut: false } });
  });

  test('says that it ends within a frame', () => {
    for (const missing of [1, 100, FRAME.length - 1]) {
      const file = frames(3);
      expect(read(file.subarray(0, file.length - missing))).toMatchObject({ ok: true, value: { cut: true } });
    }
  });

  test("VBR: frames of any bitrate, with Fraunhofer's tag or none", () => {
    const vbr = Buffer.concat([frames(2), FRAME_OF_16_KBITS, frames(1), FRAME_OF_16_KBITS]);
    expect(read(vbr)).toMatchObject({ value: { durationMs: 5 * FRAME_MS, runs: null } });
    const vbri = Buffer.from(FRAME);
    vbri.write('VBRI', 36);
    expect(read(Buffer.concat([vbri, vbr]))).toEqual(read(vbr));
  });

  test.each([
    ['two ID3v2 at the start', Buffer.concat([id3v2(100), id3v2(60), frames(3)])],
    ['an ID3v2 between', Buffer.concat([frames(2), id3v2(60), frames(1)])],
    ['an ID3v2 at the end', Buffer.concat([frames(3), id3v2(60)])],
    ['an ID3v1 between, twice', Buffer.concat([frames(1), ID3V1, ID3V1, frames(2)])],
    ['ID3v1 twice at the end', Buffer.concat([frames(3), ID3V1, ID3V1])],
    ['APE at the start', Buffer.concat([apeTag(70), frames(3)])],
    ['Lyrics3 v1 and ID3v1', Buffer.concat([frames(3), Buffer.from('LYRICSBEGIN[00:01]laLYRICSEND'), ID3V1])],
    ['Lyrics3 v2 between', Buffer.concat([frames(3), Buffer.from('LYRICSBEGININD0000210000028LYRICS200'), ID3V1])],
    ['the extended ID3v1', Buffer.concat([frames(3), Buffer.from('TAG+'), Buffer.alloc(223), ID3V1])],
    ['zeros at the end', Buffer.concat([frames(3), Buffer.alloc(70_000)])],
    ['zeros at the start and between', Buffer.concat([Buffer.alloc(700), frames(2), Buffer.alloc(99), frames(1)])],
    [
      'ones between, as erased flash memory has them',
      Buffer.concat([frames(2), Buffer.alloc(3 << 20, 0xff), frames(1)]),
    ],
    ['ones at the start and the end', Buffer.concat([Buffer.alloc(99, 0xff), frames(3), Buffer.alloc(70_000, 0xff)])],
    ['zeros and a tag', Buffer.concat([frames(3), Buffer.alloc(99), ID3V1])],
    ['something else at the start', Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), frames(3)])],
    ['something else at the end', Buffer.concat([frames(3), Buffer.alloc(2000, 0x55)])],
    ['an ID3v2 that is shorter than it says', Buffer.concat([id3v2(100).fill(1, 9, 10), frames(3)])],
  ])('is heard whole, with %s', (_, file) => {
    const audio = read(file);
    expect(audio).toMatchObject({ ok: true, value: { durationMs: 3 * FRAME_MS, cut: false, damaged: false } });
    expect(audio.ok && soundOf(file, audio.value.runs)).toEqual(frames(3));
  });

  test('joined files are one sound, without the Info tags between', () => {
    const added = { delaySamples: 576, paddingSamples: 576 };
    const tag = writeInfoTag({ header: HEADER, frames: 5, bytes: 5 * FRAME.length, crc: 0, ...added });
    const file = Buffer.concat([id3v2(50), tag, frames(5), ID3V1, id3v2(50), tag, frames(5), ID3V1]);
    const audio = read(file);
    expect(audio).toMatchObject({ value: { durationMs: 10 * FRAME_MS, damaged: false } });
    expect(audio.ok && soundOf(file, audio.value.runs)).toEqual(frames(10));
  });

  test.each([
    ['something between', Buffer.concat([frames(2), Buffer.from('something else'), frames(2)]), 4],
    ['bytes lost within a frame', Buffer.concat([frames(1), FRAME.subarray(0, 188), frames(3)]), 4],
    ['a header is lost', Buffer.concat([frames(2), Buffer.alloc(248, 0x55), frames(2)]), 4],
  ])('goes on behind damage, which it says: %s', (_, file, count) => {
    const audio = read(file);
    expect(audio).toMatchObject({ value: { durationMs: count * FRAME_MS, cut: false, damaged: true } });
    expect(audio.ok && soundOf(file, audio.value.runs)).toEqual(frames(count));
  });

  test('of a variable bitrate and with something between its frames gets a tag by which players find their way', () => {
    // Half of the time has two thirds of the bytes.
    const parts = [frames(1000), ID3V1, Buffer.alloc(1000 * FRAME_OF_16_KBITS.length, FRAME_OF_16_KBITS)];
    const file = Buffer.concat(parts);
    const audio = read(file);
    expect(audio).toMatchObject({ value: { durationMs: 2000 * FRAME_MS } });
    const { seekTag, runs } = (audio as Extract<typeof audio, { ok: true }>).value;
    const kept = Buffer.concat([seekTag!, soundOf(file, runs)]);
    expect(read(kept)).toMatchObject({ value: { durationMs: 2000 * FRAME_MS, damaged: false, runs: null } });
    const at = kept.indexOf('Xing');
    expect([kept.readUInt32BE(at + 8), kept.readUInt32BE(at + 12)]).toEqual([2000, kept.length]);
    const places = [0, 25, 50, 75, 99].map((percent) => kept[at + 16 + percent]! / 256);
    for (const [index, share] of [0, 1 / 3, 2 / 3, 5 / 6, 0.993].entries()) expect(places[index]).toBeCloseTo(share, 1);
    // At a constant bitrate they find it without.
    expect(read(Buffer.concat([frames(2), ID3V1, frames(2)]))).toMatchObject({ value: { seekTag: null } });
  });

  test('a damaged header that says two channels makes no second channel', () => {
    const two = Buffer.from(MONO_AT_16_KHZ);
    two[3] = 0;
    const file = Buffer.concat([MONO_AT_16_KHZ, two.subarray(0, 50), MONO_AT_16_KHZ, MONO_AT_16_KHZ]);
    expect(read(file)).toMatchObject({ value: { durationMs: 3 * 36, channels: 1, damaged: true } });
  });

  test.each([
    ['too-many-gaps', Buffer.concat(Array.from({ length: 10_001 }, () => id3v2(0)))],
    ['too-many-gaps', Buffer.alloc(100_001 * 49, Buffer.concat([SMALLEST_FRAME, SMALLEST_FRAME, Buffer.of(0)]))],
    ['too-many-gaps', Buffer.concat(Array.from({ length: 10_002 }, () => Buffer.concat([frames(2), Buffer.of(1)])))],
    ['free-format', Buffer.concat([id3v2(20), Buffer.of(0xff, 0xe3, 0x08, 0), Buffer.alloc(300)])],
    ['no-sync', Buffer.from('RIFF....WAVE')],
    ['sample-rate-changes', Buffer.concat([frames(2), MONO_AT_16_KHZ])],
    ['too-short', Buffer.alloc(0)],
    ['too-short', id3v2(100)],
    [
      'no-frames',
      Buffer.concat([
        writeInfoTag({ header: HEADER, frames: 0, bytes: 0, crc: 0, delaySamples: 0, paddingSamples: 0 }),
      ]),
    ],
  ])('or it is none: %s', (reason, file) => expect(read(file)).toEqual({ ok: false, reason }));
});

test('Lyrics3 tags without an end cost no more than other bytes: each is searched a little', () => {
  const lyrics = Buffer.alloc(600 * 9999, Buffer.concat([frames(2), Buffer.from('LYRICSBEGIN'), Buffer.alloc(13)]));
  let searched = 0;
  const source = memoryByteSource(lyrics);
  const audio = readMp3((offset, length) => {
    searched += Math.min(length, lyrics.length);
    return source(offset, length);
  }, lyrics.length);
  expect(audio).toMatchObject({ value: { durationMs: 2 * 9999 * FRAME_MS, damaged: true } });
  expect(searched).toBeLessThan(2 ** 31);
});

const isKnown = (file: Buffer): boolean => isMp3(memoryByteSource(file), file.length);

describe('a file is known as MP3', () => {
  test.each([
    ['by what it begins with', frames(1)],
    ['by a tag', id3v2(0)],
    ['by frames behind other bytes', Buffer.concat([Buffer.alloc(900_000, 0x55), frames(4)])],
    [
      'by frames behind frames that are damaged',
      Buffer.concat([Buffer.of(0), frames(2), Buffer.from('lost'), frames(3), Buffer.from('lost'), frames(4)]),
    ],
  ])('%s', (_, file) => expect(isKnown(file)).toBe(true));

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['three frames, which other bytes may be by chance', Buffer.concat([Buffer.alloc(10), frames(3), Buffer.alloc(9)])],
  ])('%s is none', (_, file) => expect(isKnown(file)).toBe(false));
});

test('whatever is put between frames, tags of any kind, zeros or other bytes, all frames are kept', () => {
  const tags = fc.constantFrom(
    ID3V1,
    id3v2(0),
    id3v2(300),
    apeTag(70),
    Buffer.from('LYRICSBEGIN[00:01]laLYRICSEND'),
    Buffer.concat([Buffer.from('TAG+'), Buffer.alloc(223)]),
  );
  const zeros = fc.integer({ min: 1, max: 3000 }).map((length) => Buffer.alloc(length));
  // Without sync bytes: a frame that damage makes up is another test's.
  const other = fc.uint8Array({ minLength: 1, maxLength: 2000, max: 0xfe }).map((bytes) => Buffer.from(bytes));
  const sound = fc
    .array(fc.constantFrom(FRAME, FRAME_OF_16_KBITS), { minLength: 2, maxLength: 6 })
    .map((pieces) => Buffer.concat(pieces));
  const group = fc.record({ sound, between: fc.array(fc.oneof(tags, zeros, other), { maxLength: 3 }) });
  fc.assert(
    fc.property(fc.array(group, { minLength: 1, maxLength: 6 }), (groups) => {
      const file = Buffer.concat(groups.flatMap(({ sound: frame, between }) => [frame, ...between]));
      const audio = read(file);
      const runs = audio.ok ? audio.value.runs : [];
      const heard = runs === null ? file.subarray(0, file.lastIndexOf(HEADER.subarray(0, 2))) : soundOf(file, runs);
      const all = Buffer.concat(groups.map(({ sound: frame }) => frame));
      expect(runs === null ? all.subarray(0, heard.length) : heard).toEqual(runs === null ? heard : all);
    }),
  );
});

test('whatever it reads, it neither throws nor makes up a length', () => {
  const damage = fc.record({ at: fc.nat(), byte: fc.nat(255) });
  const good = Buffer.concat([id3v2(20), frames(4), apeTag(8), ID3V1]);
  fc.assert(
    fc.property(fc.array(damage, { maxLength: 5 }), fc.nat(good.length), (damages, length) => {
      const file = Buffer.from(good.subarray(0, length));
      for (const { at, byte } of damages) if (length > 0) file[at % length] = byte;
      const sound = read(file);
      if (sound.ok) expect(sound.value.durationMs).toBeGreaterThan(0);
    }),
  );
});

test('what is longer than a recording may be is not read to its end', () => {
  expect(readMp3(memoryByteSource(frames(10)), 10 * FRAME.length, 10 * FRAME_MS)).toMatchObject({ ok: true });
  let readTo = 0;
  const endless = (offset: number, length: number): Buffer => {
    readTo = Math.max(readTo, offset + length);
    return Buffer.alloc((offset % FRAME.length) + length, FRAME).subarray(offset % FRAME.length);
  };
  expect(readMp3(endless, 1 << 30, 10 * FRAME_MS)).toEqual({ ok: false, reason: 'too-long' });
  expect(readTo).toBeLessThan(12 * FRAME.length);
});

test('tags that all reach to the same zeros: the zeros are not looked through for each', () => {
  const zeros = Buffer.alloc(8 << 20);
  const count = 300;
  const piece = Buffer.concat([id3v2(0), frames(2)]);
  const file = Buffer.concat([frames(2), Buffer.alloc(count * piece.length, piece), zeros, Buffer.from('other')]);
  for (let index = 0; index < count; index++) {
    const at = 2 * FRAME.length + index * piece.length;
    const size = 2 * FRAME.length + count * piece.length - at - 10;
    file.set(
      [21, 14, 7, 0].map((shift) => (size >> shift) & 0x7f),
      at + 6,
    );
  }
  let searched = 0;
  const audio = readMp3((offset, length) => {
    const bytes = file.subarray(offset, offset + length);
    searched += bytes.length;
    return bytes;
  }, file.length);
  expect(audio).toEqual({ ok: false, reason: 'too-many-gaps' });
  expect(searched).toBeLessThan(4 * file.length);
});
