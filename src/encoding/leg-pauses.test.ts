import { expect, test } from 'vitest';
import { callDescription } from '../../test/kit/spooled-call.ts';
import { g711Leg, inOrderOfArrival, levelOf, NARROWBAND, rtpStream, tone } from '../../test/kit/synthetic-rtp.ts';
import { LegPauses } from './leg-pauses.ts';
import { playTimeLine } from './time-line.ts';

const T0 = Date.parse('2026-03-10T10:00:00Z');

const level = (channel: number[], hz: number, fromMs: number, toMs: number): number =>
  levelOf(hz, Int16Array.from(channel.slice(fromMs * 8, toMs * 8)));

test('tells what arrived during pauses, and the first packet after each', () => {
  const pauses = new LegPauses(
    [
      { leg: 0, from: 100, until: 200 },
      { leg: 1, from: 0, until: null },
      { leg: 0, from: 300, until: 310 },
      { leg: 0, from: 500, until: null },
    ],
    0,
  );
  const admitted = [99.9, 100, 199.9, 200, 250, 320, 330, 500, 900].map((at) => pauses.admit(at));
  const playing = 'playing';
  expect(admitted).toEqual([playing, 'paused', 'paused', 'resumed', playing, 'resumed', playing, 'paused', 'paused']);
});

test('a pause is silent, what follows is at its time, and nothing of it counts as lost', () => {
  const legs = [g711Leg(0, 'caller'), g711Leg(1, 'callee')];
  const description = callDescription({ pauses: [{ leg: 0, from: T0 + 1000, until: T0 + 3000 }] });
  const caller = rtpStream(tone(440, 5000), { startAt: T0 });
  const callee = rtpStream(tone(1000, 5000), { leg: 1, startAt: T0 });
  // Capture knew of the pause 100 ms late.
  const captured = caller.filter(({ arrivedAtMs }) => arrivedAtMs < T0 + 1100 || arrivedAtMs >= T0 + 3000);
  const heard: { left: number[]; right: number[] } = { left: [], right: [] };
  const call = { captureStartedAt: T0, legs, description };
  const result = playTimeLine({ ...call, ...NARROWBAND }, inOrderOfArrival(captured, callee), (left, right) => {
    heard.left.push(...left);
    heard.right.push(...right);
  });
  expect(level(heard.left, 440, 0, 990)).toBeGreaterThan(7000);
  expect(heard.left.slice(1000 * 8, 3000 * 8).every((sample) => sample === 0)).toBe(true);
  expect(level(heard.left, 440, 3000, 5000)).toBeGreaterThan(7000);
  expect(level(heard.right, 1000, 0, 5000)).toBeGreaterThan(7000);
  expect(result).toMatchObject({ startedAt: T0, legs: [{ lost: 0, ignored: 0 }, { lost: 0 }] });
});
