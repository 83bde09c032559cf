import { createCipheriv } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { g711Leg, inOrderOfArrival, NARROWBAND, rtpStream, tone } from '../../test/kit/synthetic-rtp.ts';
import { encodeG711 } from '../wire/g711.ts';
import { PayloadCheck } from './payload-check.ts';
import { playTimeLine } from './time-line.ts';

const SAMPLES = 80_000;

/** AES-128-CM, as SRTP encrypts. */
function encrypted(payload: Uint8Array): Uint8Array {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16, 9)).update(payload);
}

/** Always the same (mulberry32). */
function whiteNoise(amplitude: number): Int16Array {
  let state = 1;
  return Int16Array.from({ length: SAMPLES }, () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.round((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1) * amplitude);
  });
}

/** Syllables of 150 ms with pauses between them, over quiet noise. */
function speechLike(): Int16Array {
  const hum = whiteNoise(40);
  return tone(140, 10_000, 1).map((_, at) => {
    const loud = Math.max(0, Math.sin((Math.PI * at) / 1200)) * (at % 16_000 < 11_000 ? 1 : 0);
    const wave = [1, 3, 5, 12].reduce((sum, partial) => sum + Math.sin((2 * Math.PI * 140 * partial * at) / 8000), 0);
    return Math.round(loud * 2_500 * wave) + hum[at]!;
  });
}

function checked(codec: string, payload: Uint8Array): boolean {
  const check = new PayloadCheck();
  for (let at = 0; at < payload.length; at += 160) check.addDecoded(codec, payload.subarray(at, at + 160));
  return check.isNoise;
}

describe.each(['PCMA', 'PCMU'] as const)('%s', (law) => {
  test.each([
    ['speech', speechLike()],
    ['a tone', tone(440, 10_000)],
    ['a full-scale tone', tone(440, 10_000, 32_767)],
    ['silence', new Int16Array(SAMPLES)],
    ['quiet noise', whiteNoise(300)],
    ['the loudest noise', whiteNoise(32_767)],
  ])('%s is sound, and encrypted it is not', (_, pcm) => {
    const payload = encodeG711(law, pcm);
    expect(checked(law, payload)).toBe(false);
    expect(checked(law, encrypted(payload))).toBe(true);
  });
});

const T0 = Date.parse('2026-03-10T10:00:00Z');
const onlyA = { ...g711Leg(0, 'caller'), codecs: [{ payloadType: 8, name: 'PCMA', clockRateHz: 8000 }] };
const statistics = (packets: ReturnType<typeof rtpStream>) =>
  playTimeLine({ ...NARROWBAND, captureStartedAt: T0, legs: [onlyA] }, inOrderOfArrival(packets), () => {}).legs[0]!;

test('PCMU that was not negotiated is decoded and counted', () => {
  const packets = rtpStream(tone(440, 2000), { startAt: T0, law: 'PCMU' });
  expect(statistics(packets)).toMatchObject({ packets: 100, unnegotiated: 100, undecodable: 0, ignored: 0 });
});

test('packets of an unknown payload type are counted as not decodable, without events', () => {
  const packets = rtpStream(tone(440, 2000), { startAt: T0, payloadType: 96 });
  expect(statistics(packets)).toMatchObject({ packets: 0, unnegotiated: 0, undecodable: 100, ignored: 100 });
  const events = packets.map((packet) => ({ ...packet, bytes: packet.bytes.subarray(0, 16) }));
  expect(statistics(events)).toMatchObject({ undecodable: 0, ignored: 100 });
});

test('a keep-alive of an unknown payload type without payload (RFC 6263) is no fault', () => {
  const empty = rtpStream(tone(440, 2000), { startAt: T0, payloadType: 96 });
  const keepAlives = empty.map((packet) => ({ ...packet, bytes: packet.bytes.subarray(0, 12) }));
  expect(statistics(keepAlives)).toMatchObject({ packets: 0, undecodable: 0 });
});

test('datagrams that are no RTP count too, RTCP does not', () => {
  const packets = rtpStream(tone(440, 2000), { startAt: T0 });
  const of = (first: readonly number[]) =>
    packets.map((packet) => ({
      ...packet,
      bytes: Uint8Array.from([...first, ...packet.bytes.subarray(first.length)]),
    }));
  expect(statistics(of([0x16, 0xfe, 0xff]))).toMatchObject({ packets: 0, undecodable: 100 });
  expect(statistics(of([0x80, 200]))).toMatchObject({ packets: 0, undecodable: 0 });
});
