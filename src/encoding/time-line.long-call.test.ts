import { expect, test } from 'vitest';
import { g711Leg, NARROWBAND, tone } from '../../test/kit/synthetic-rtp.ts';
import type { SpooledPacket } from '../spool/index.ts';
import { encodeG711 } from '../wire/g711.ts';
import { writeRtp } from '../wire/rtp/index.ts';
import { playTimeLine } from './time-line.ts';

const T0 = Date.parse('2026-03-10T10:00:00Z');
const MS = 8;
/** A divisor of what follows. */
const PACKET_MS = 40;
const PERIOD_MS = 2000;
const SPEECH_MS = 400;

/** `ppm`: how much faster than ours the sender's clock runs. It speaks every two seconds, sends nothing between. */
function* driftingStream(hours: number, ppm: number, leg: number): Generator<SpooledPacket> {
  const payload = encodeG711('PCMA', tone(440, PACKET_MS));
  const bytes = writeRtp({ payloadType: 8, sequenceNumber: 0, timestampTicks: 0, ssrc: 1, payload });
  let sequenceNumber = 0;
  for (let sentMs = 0; sentMs < hours * 3_600_000; sentMs += PACKET_MS) {
    if (sentMs % PERIOD_MS >= SPEECH_MS) continue;
    bytes.writeUInt16BE(sequenceNumber++ & 0xffff, 2);
    bytes.writeUInt32BE(sentMs * MS, 4);
    yield { leg, arrivedAtMs: T0 + sentMs / (1 + ppm / 1e6), bytes };
  }
}

function* merged(a: Iterator<SpooledPacket>, b: Iterator<SpooledPacket>): Generator<SpooledPacket> {
  let left = a.next();
  let right = b.next();
  while (!left.done || !right.done) {
    const takeLeft = right.done || (!left.done && left.value.arrivedAtMs <= right.value.arrivedAtMs);
    if (takeLeft) {
      yield left.value;
      left = a.next();
    } else {
      yield right.value;
      right = b.next();
    }
  }
}

/** Measures the largest distance between the beginnings of speech and their positions by the sender's clock. */
class OnsetWatch {
  furthest = 0;
  readonly #periodSamples: number;
  #quiet = 0;
  #at = 0;

  constructor(ppm: number) {
    this.#periodSamples = (PERIOD_MS * MS) / (1 + ppm / 1e6);
  }

  /** Looks at a sample each millisecond. */
  hear(pcm: Int16Array): void {
    for (let at = 0; at < pcm.length; at += MS, this.#at += MS) {
      const loud = Math.abs(pcm[at]!) > 1500;
      if (loud && this.#quiet > 500) this.#add(this.#at / this.#periodSamples);
      this.#quiet = loud ? 0 : this.#quiet + 1;
    }
  }

  #add(periods: number): void {
    const offMs = Math.abs(periods - Math.round(periods)) * PERIOD_MS;
    this.furthest = Math.max(this.furthest, offMs);
  }
}

test('eight hours: legs whose clocks drift apart stay within 60 ms; memory does not grow', () => {
  const hours = 8;
  const watches = [new OnsetWatch(120), new OnsetWatch(-120)] as const;
  const heapBefore = process.memoryUsage().heapUsed;
  let heapPeak = 0;
  let slices = 0;
  const packets = merged(driftingStream(hours, 120, 0), driftingStream(hours, -120, 1));
  const { samples } = playTimeLine(
    { ...NARROWBAND, captureStartedAt: T0, legs: [g711Leg(0, 'caller'), g711Leg(1, 'callee')] },
    packets,
    (left, right) => {
      watches[0].hear(left);
      watches[1].hear(right);
      slices += 1;
      if (slices % 1000 === 0) heapPeak = Math.max(heapPeak, process.memoryUsage().heapUsed);
    },
  );
  const apart = watches[0].furthest + watches[1].furthest;
  expect(apart).toBeLessThan(60);
  expect(apart).toBeGreaterThan(1);
  expect(Math.abs(samples / 8000 - hours * 3600)).toBeLessThan(4);
  expect(heapPeak - heapBefore).toBeLessThan(64 * 1024 * 1024);
});
