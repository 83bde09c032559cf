import { expect, test } from 'vitest';
import { writeRtp } from '../../wire/rtp/index.ts';
import { Reception } from './reception.ts';

const rtp = (sequenceNumber: number, timestampTicks = sequenceNumber * 160, ssrc = 9): Uint8Array =>
  writeRtp({ payloadType: 8, sequenceNumber, timestampTicks, ssrc, payload: new Uint8Array(160) });

function received(numbers: readonly number[], reception = new Reception()): Reception {
  for (const number of numbers) reception.add(rtp(number), 1000 + number * 20);
  return reception;
}

test('nothing is reported of nothing', () => {
  expect(new Reception().report(0)).toBeNull();
});

test('counts loss in all and since the last report', () => {
  const reception = received([0, 1, 2, 5]);
  expect(reception.report(0)).toMatchObject({
    ssrc: 9,
    lost: 2,
    fractionLost: Math.floor((2 * 256) / 7),
    highestSequenceNumber: 5,
  });
  received([6, 7, 8, 9], reception);
  expect(reception.report(0)).toMatchObject({ lost: 2, fractionLost: 0, highestSequenceNumber: 9 });
});

test('goes on where sequence numbers wrap, and takes late packets', () => {
  const reception = received([65_534, 65_536, 65_535, 65_537]);
  expect(reception.report(0)).toMatchObject({ lost: 0, highestSequenceNumber: 65_537 });
});

test('begins again with another sender, and with one that restarts', () => {
  const reception = received([0, 1, 2, 20_000, 20_001]);
  expect(reception.report(0)).toMatchObject({ lost: 0, highestSequenceNumber: 20_001 });
  reception.add(rtp(5, 0, 10), 1);
  expect(reception.report(0)).toMatchObject({ ssrc: 10, lost: 0, highestSequenceNumber: 5 });
});

test('jitter is that of RFC 3550 §A.8, also where timestamps wrap', () => {
  const even = new Reception();
  const late = new Reception();
  for (let number = 0; number < 200; number++) {
    const ticks = (2 ** 32 - 8000 + number * 160) % 2 ** 32;
    even.add(rtp(number, ticks), 1000 + number * 20);
    late.add(rtp(number, ticks), 1000 + number * 20 + (number % 2) * 10);
  }
  expect(even.report(0)!.jitterTicks).toBe(0);
  // Every packet's distance to the one before differs by 10 ms.
  expect(late.report(0)!.jitterTicks).toBeGreaterThan(75);
  expect(late.report(0)!.jitterTicks).toBeLessThanOrEqual(80);
});

test('the jitter of Opus is in ticks of its own clock, 48 kHz', () => {
  const reception = new Reception();
  reception.useCodecs([{ payloadType: 8, clockRateHz: 48_000 }]);
  for (let number = 0; number < 200; number++) {
    reception.add(rtp(number, number * 960), 1000 + number * 20 + (number % 2) * 10);
  }
  expect(reception.report(0)!.jitterTicks).toBeGreaterThan(470);
  expect(reception.report(0)!.jitterTicks).toBeLessThanOrEqual(480);
});

test('repeats when the last sender report of the stream came', () => {
  const reception = received([0, 1]);
  reception.heard(1, 0xffff, 4000);
  expect(reception.report(5500)).toMatchObject({ lastSenderReport: 0, delaySinceLast: 0 });
  reception.heard(9, 0xabcd, 4000);
  expect(reception.report(5500)).toMatchObject({ lastSenderReport: 0xabcd, delaySinceLast: 1.5 * 65_536 });
});
