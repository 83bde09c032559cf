import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryByteSource } from '../../../test/kit/memory-byte-source.ts';
import { readMp3, writeInfoTag } from './index.ts';

/** MPEG-2.5, 32 kbit/s, 8000 Hz, stereo: 288 bytes, 576 samples, 72 ms. */
const HEADER = Buffer.of(0xff, 0xe3, 0x48, 0x00);
const FRAME = Buffer.concat([HEADER, Buffer.alloc(284)]);
const FRAME_MS = 72;
const MONO_AT_16_KHZ = Buffer.concat([Buffer.of(0xff, 0xf3, 0x48, 0xc0), Buffer.alloc(140)]);

const frames = (count: number): Buffer => Buffer.concat(Array.from({ length: count }, () => FRAME));
const read = (file: Buffer) => readMp3(memoryByteSource(file), file.length);

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
    expect(read(frames(10))).toEqual({ ok: true, value: { durationMs: 10 * FRAME_MS, channels: 2, cut: false } });
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

  test.each([
    ['no-sync', Buffer.concat([frames(2), Buffer.from('something else'), frames(2)])],
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
