import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { ArchiveRate } from './archive-rate.ts';

const MINUTE_MS = 60_000;
const HOUR = { audioMs: 60 * MINUTE_MS, longestMs: MINUTE_MS };

function measured() {
  const clock = new ManualClock();
  const rate = new ArchiveRate(clock);
  rate.begin();
  /** Seconds until an hour of sound is archived. */
  const expectedIn = (): number | null => {
    const at = rate.expectedAt(HOUR);
    return at === null ? null : Math.round((at - clock.now()) / 1000);
  };
  const archive = (audioMs: number, times: number): void => {
    for (let second = 0; second < times; second++) {
      clock.advance(1000);
      rate.archived(audioMs);
    }
  };
  return { clock, rate, expectedIn, archive };
}

describe('the rate of the archive', () => {
  test('begins carefully, and is what was measured soon after', () => {
    const { expectedIn, archive } = measured();
    expect(expectedIn()).toBe(18);
    archive(2 * 1000 * 1000, 5 * 60);
    expect(expectedIn()).toBe(2);
    archive(100 * 1000, 10 * 60);
    expect(expectedIn()).toBe(36);
  });

  test('has bounds', () => {
    const { expectedIn, archive } = measured();
    archive(1, 10 * 60);
    expect(expectedIn()).toBe(360);
    archive(1e15, 1);
    expect(expectedIn()).toBe(0);
  });

  test('is not known while database or store fail, and what it was when they are back', () => {
    const { clock, rate, expectedIn } = measured();
    rate.failed();
    expect(expectedIn()).toBe(null);
    clock.advance(60 * MINUTE_MS);
    expect(expectedIn()).toBe(null);
    rate.archived(1000);
    expect(expectedIn()).toBe(18);
  });

  test('is not known when nothing is archived for longer than the longest call takes, and a minute', () => {
    const { clock, rate, expectedIn } = measured();
    clock.advance(MINUTE_MS);
    expect(expectedIn()).toBe(18);
    clock.advance(1000);
    expect(expectedIn()).toBe(null);
    expect(rate.expectedAt({ audioMs: 60 * MINUTE_MS, longestMs: 60 * MINUTE_MS })).toBe(clock.now() + 18_000);
  });

  test('does not count the time without calls', () => {
    const { clock, rate, expectedIn } = measured();
    clock.advance(60 * MINUTE_MS);
    rate.begin();
    expect(expectedIn()).toBe(18);
    clock.advance(1000);
    rate.archived(200 * 1000);
    expect(expectedIn()).toBe(18);
  });
});
