import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { g711Leg, levelOf, NARROWBAND, rtpStream, tone } from '../../test/kit/synthetic-rtp.ts';
import type { SpooledPacket } from '../spool/index.ts';
import { playTimeLine } from './time-line.ts';

const T0 = Date.parse('2026-03-10T10:00:00Z');
const MS = 8;

function render(packets: Iterable<SpooledPacket>) {
  const slices: Buffer[] = [];
  const call = { ...NARROWBAND, captureStartedAt: T0, legs: [g711Leg(0, 'caller')] };
  const result = playTimeLine(call, packets, (pcm) => slices.push(Buffer.from(pcm.slice().buffer)));
  const left = new Int16Array(Uint8Array.from(Buffer.concat(slices)).buffer);
  return { ...result, left };
}

const packets = rtpStream(tone(440, 2000), { startAt: T0 });

function isSilent({ left }: { left: Int16Array }, fromMs: number, toMs: number): boolean {
  return left.subarray(fromMs * MS, toMs * MS).every((sample) => sample === 0);
}

/** The packet with another payload type. */
function asType(packet: SpooledPacket, payloadType: number): SpooledPacket {
  const bytes = Uint8Array.from(packet.bytes);
  bytes[1] = payloadType;
  return { ...packet, bytes: payloadType === 13 ? bytes.subarray(0, 13) : bytes };
}

/** How many neighbours in a row are missing, itself among them. */
function runAround(at: number, missing: ReadonlySet<number>): number {
  let from = at;
  let to = at;
  while (missing.has(from - 1)) from -= 1;
  while (missing.has(to + 1)) to += 1;
  return to - from + 1;
}

/** In the order in which they are. */
function renumbered(packet: SpooledPacket, at: number): SpooledPacket {
  const bytes = Buffer.from(packet.bytes);
  bytes.writeUInt16BE(at, 2);
  return { ...packet, bytes };
}

test('up to three lost packets are bridged by the sound before them, four and more are silence; both are counted', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 10, max: 98 }), { maxLength: 30 }), (lost) => {
      const complete = render(packets);
      const { left, legs } = render(packets.filter((_, at) => !lost.includes(at)));
      const missing = new Set(lost);
      for (let at = 0; at < 100; at++) {
        const heard = left.subarray(at * 160, (at + 1) * 160);
        if (!missing.has(at)) expect(heard).toEqual(complete.left.subarray(at * 160, (at + 1) * 160));
        else if (runAround(at, missing) > 3) expect(heard.every((sample) => sample === 0)).toBe(true);
      }
      expect(legs[0]!.lost).toBe(lost.length);
    }),
    { numRuns: 40 },
  );
});

test('what bridges a gap goes on as the sound did, ever quieter, and what comes late takes its place', () => {
  const { left } = render(packets.filter((_, at) => at < 50 || at > 52));
  const level = (fromMs: number, toMs: number): number => levelOf(440, left.subarray(fromMs * MS, toMs * MS));
  expect(level(1000, 1010)).toBeGreaterThan(7000);
  expect(level(1020, 1030)).toBeLessThan(7000);
  expect(level(1050, 1060)).toBeLessThan(level(1030, 1040));
  const joint = left.subarray(995 * MS, 1005 * MS);
  const steps = joint.subarray(1).map((sample, at) => Math.abs(sample - joint[at]!));
  // The steepest step of the tone itself is 2,760.
  expect(Math.max(...steps)).toBeLessThan(3300);

  const late = packets.map((packet, at) => ({ ...packet, arrivedAtMs: packet.arrivedAtMs + (at === 50 ? 400 : 0) }));
  const lateToo = render(late.toSorted((a, b) => a.arrivedAtMs - b.arrivedAtMs));
  expect(lateToo.left).toEqual(render(packets).left);
});

test('a gap is bridged only where packets are missing, and sound is before it', () => {
  // Nothing was sent for 40 ms: the numbers go on.
  const unsent = packets.filter((_, at) => at !== 50 && at !== 51).map(renumbered);
  expect(isSilent(render(unsent), 1000, 1040)).toBe(true);
  // Telephone events have numbers, too.
  const events = packets.map((packet, at) => (at === 50 ? asType(packet, 101) : packet));
  expect(isSilent(render(events), 1000, 1020)).toBe(true);
  // Nobody knows what the type means.
  const unknown = packets.map((packet, at) => (at === 60 ? asType(packet, 77) : packet));
  expect(isSilent(render(unknown), 1200, 1220)).toBe(true);
  // Behind comfort noise is silence.
  const quiet = packets.filter((_, at) => at !== 51).map((packet, at) => (at === 50 ? asType(packet, 13) : packet));
  expect(isSilent(render(quiet), 1000, 1040)).toBe(true);
});
