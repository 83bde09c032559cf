import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc16, Mp3FrameScan, parseMp3FrameHeader, writeInfoTag } from './index.ts';

/** MPEG-2.5, Layer III, no CRC, 32 kbit/s, 8000 Hz, stereo. */
const SPEECH_HEADER = Buffer.of(0xff, 0xe3, 0x48, 0x00);
const FRAME_BYTES = 288;

function speechFrames(count: number): Buffer {
  return Buffer.concat(
    Array.from({ length: count }, () => Buffer.concat([SPEECH_HEADER, Buffer.alloc(FRAME_BYTES - 4, 7)])),
  );
}

describe('frame header', () => {
  test('of a recording', () => {
    expect(parseMp3FrameHeader(SPEECH_HEADER)).toEqual({
      ok: true,
      value: {
        version: 'mpeg-2.5',
        bitrateKbps: 32,
        sampleRateHz: 8000,
        channels: 2,
        frameBytes: 288,
        samples: 576,
        sideInfoBytes: 17,
        hasCrc: false,
      },
    });
  });

  test('of other encoders: MPEG-1 mono with padding and CRC, MPEG-2', () => {
    expect(parseMp3FrameHeader(Buffer.of(0xff, 0xfa, 0x92, 0xc0))).toMatchObject({
      value: {
        version: 'mpeg-1',
        bitrateKbps: 128,
        sampleRateHz: 44100,
        channels: 1,
        frameBytes: 418,
        sideInfoBytes: 17,
        hasCrc: true,
      },
    });
    expect(parseMp3FrameHeader(Buffer.of(0xff, 0xf3, 0x64, 0x00))).toMatchObject({
      value: {
        version: 'mpeg-2',
        bitrateKbps: 48,
        sampleRateHz: 24000,
        channels: 2,
        frameBytes: 144,
        sideInfoBytes: 17,
      },
    });
  });

  test.each([
    ['too-short', [0xff, 0xe3, 0x48]],
    ['no-sync', [0xff, 0xd3, 0x48, 0]],
    ['not-layer-3', [0xff, 0xe5, 0x48, 0]],
    ['reserved-value', [0xff, 0xeb, 0x48, 0]],
    ['reserved-value', [0xff, 0xe3, 0xf8, 0]],
    ['reserved-value', [0xff, 0xe3, 0x4c, 0]],
    ['free-format', [0xff, 0xe3, 0x08, 0]],
  ])('is refused: %s', (reason, bytes) => {
    expect(parseMp3FrameHeader(Buffer.from(bytes))).toEqual({ ok: false, reason });
  });

  test('never throws, whatever it reads', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 8 }), fc.nat(10), (bytes, at) => void parseMp3FrameHeader(bytes, at)),
    );
  });
});

describe('frame scan', () => {
  test('counts frames however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 20 }),
        (count, cuts) => {
          const scan = new Mp3FrameScan();
          let rest: Uint8Array = speechFrames(count);
          for (const cut of [...cuts, rest.length]) {
            expect(scan.push(rest.subarray(0, cut)).ok).toBe(true);
            rest = rest.subarray(cut);
          }
          expect([scan.frames, scan.complete]).toEqual([count, true]);
        },
      ),
    );
  });

  test('knows a stream that is cut within a frame, or is none', () => {
    const cut = new Mp3FrameScan();
    cut.push(speechFrames(2).subarray(0, 300));
    expect([cut.frames, cut.complete]).toEqual([2, false]);
    expect(new Mp3FrameScan().push(Buffer.from('RIFF....WAVE'))).toEqual({ ok: false, reason: 'no-sync' });
  });
});

test('CRC-16 has the check value of CRC-16/ARC, in one piece or several', () => {
  const digits = Buffer.from('123456789');
  expect(crc16(digits)).toBe(0xbb3d);
  expect(crc16(digits.subarray(4), crc16(digits.subarray(0, 4)))).toBe(0xbb3d);
});

describe('info tag', () => {
  const stream = speechFrames(50);
  const facts = {
    header: SPEECH_HEADER,
    frames: 50,
    bytes: stream.length,
    crc: crc16(stream),
    delaySamples: 576,
    paddingSamples: 1234,
  };

  test('is a frame of the stream itself', () => {
    const scan = new Mp3FrameScan();
    scan.push(writeInfoTag(facts));
    expect([scan.frames, scan.complete, scan.first?.bitrateKbps]).toEqual([1, true, 32]);
  });

  test('has frames, bytes, delay, padding, and two correct CRCs', () => {
    const tag = Buffer.from(writeInfoTag(facts));
    const xing = 4 + 17;
    const lame = xing + 120;
    expect(tag.toString('latin1', xing, xing + 4)).toBe('Info');
    expect(tag.readUInt32BE(xing + 8)).toBe(50);
    expect(tag.readUInt32BE(xing + 12)).toBe(50 * FRAME_BYTES);
    expect(tag.toString('latin1', lame, lame + 9)).toBe('LAME3.100');
    expect(tag.readUIntBE(lame + 21, 3)).toBe((576 << 12) | 1234);
    expect(tag.readUInt32BE(lame + 28)).toBe(51 * FRAME_BYTES);
    expect(tag.readUInt16BE(lame + 32)).toBe(crc16(stream));
    expect(tag.readUInt16BE(lame + 34)).toBe(crc16(tag.subarray(0, lame + 34)));
  });

  test('has a table of contents that rises evenly through the file', () => {
    const toc = [...writeInfoTag(facts).subarray(4 + 17 + 16, 4 + 17 + 116)];
    expect(toc[0]).toBe(Math.floor(256 / 51));
    expect(toc[50]).toBe(Math.floor((256 * 26) / 51));
    expect(toc).toEqual(toc.toSorted((a, b) => a - b));
  });

  test('is refused where a frame has no room for it', () => {
    expect(() => writeInfoTag({ ...facts, header: Buffer.of(0xff, 0xe3, 0x18, 0x00) })).toThrow('no room');
  });
});
