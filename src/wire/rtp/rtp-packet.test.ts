import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRtcp, parseRtp, writeRtp } from './index.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const header = [0x80, 0x88, 0x12, 0x34, 0xde, 0xad, 0xbe, 0xef, 0xca, 0xfe, 0xba, 0xbe];

const fields = fc.record({
  payloadType: fc.integer({ min: 0, max: 127 }),
  marker: fc.boolean(),
  sequenceNumber: fc.integer({ min: 0, max: 0xffff }),
  timestampTicks: fc.integer({ min: 0, max: 0xffffffff }),
  ssrc: fc.integer({ min: 0, max: 0xffffffff }),
  csrcs: fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 15 }),
  extension: fc.option(
    fc.record({
      profile: fc.integer({ min: 0, max: 0xffff }),
      data: fc.integer({ min: 0, max: 8 }).map((words) => new Uint8Array(words * 4).fill(7)),
    }),
  ),
  payload: fc.uint8Array({ maxLength: 200 }),
});

test('a packet written and read again is the same', () => {
  fc.assert(
    fc.property(fields, (packet) => {
      const parsed = parseRtp(writeRtp(packet));
      expect(parsed.ok && { ...parsed.value, payload: [...parsed.value.payload] }).toEqual({
        ...packet,
        payload: [...packet.payload],
        extension: packet.extension && { ...packet.extension, data: Buffer.from(packet.extension.data) },
      });
    }),
  );
});

test('reads the fields where RFC 3550 puts them', () => {
  expect(parseRtp(bytes(...header, 1, 2))).toEqual({
    ok: true,
    value: {
      payloadType: 8,
      marker: true,
      sequenceNumber: 0x1234,
      timestampTicks: 0xdeadbeef,
      ssrc: 0xcafebabe,
      csrcs: [],
      extension: null,
      payload: bytes(1, 2),
    },
  });
});

test('leaves the padding out of the payload', () => {
  const padded = bytes(0xa0, ...header.slice(1), 9, 9, 0, 0, 3);
  expect(parseRtp(padded)).toMatchObject({ ok: true, value: { payload: bytes(9, 9) } });
});

test.each([
  ['too-short', bytes(...header.slice(0, 11))],
  ['wrong-version', bytes(0x40, ...header.slice(1))],
  ['csrcs-cut', bytes(0x82, ...header.slice(1), 0, 0, 0, 1, 0, 0, 0)],
  ['extension-cut', bytes(0x90, ...header.slice(1), 0, 0, 0)],
  ['extension-cut', bytes(0x90, ...header.slice(1), 0, 0, 0, 2, 1, 2, 3, 4)],
  ['padding-invalid', bytes(0xa0, ...header.slice(1))],
  ['padding-invalid', bytes(0xa0, ...header.slice(1), 1, 0)],
  ['padding-invalid', bytes(0xa0, ...header.slice(1), 1, 3)],
] as const)('refuses a packet that is %s', (reason, packet) => {
  expect(parseRtp(packet)).toEqual({ ok: false, reason });
});

test('any bytes get an answer, never an exception, and a payload within the packet', () => {
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 64 }),
    fc.uint8Array({ minLength: 1, maxLength: 64 }).map((noise) => bytes(0x80 | (noise[0]! & 0x3f), ...noise)),
  );
  fc.assert(
    fc.property(anything, (packet) => {
      const parsed = parseRtp(packet);
      if (parsed.ok) expect(parsed.value.payload.length).toBeLessThanOrEqual(packet.length - 12);
    }),
    { numRuns: 2000 },
  );
});

test('distinguishes RTCP from RTP by the second octet', () => {
  expect([200, 201, 202, 203, 192, 223].every((type) => isRtcp(bytes(0x80, type, 0, 1)))).toBe(true);
  expect([0, 8, 101, 127, 0x80, 0x88, 191, 224, 0xff].some((type) => isRtcp(bytes(0x80, type, 0, 1)))).toBe(false);
  expect(isRtcp(bytes(0x00, 200))).toBe(false);
  expect(isRtcp(bytes())).toBe(false);
});
