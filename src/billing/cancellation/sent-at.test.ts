import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_TRANSIT_MS, sentAt } from './sent-at.ts';

const RECEIVED = Date.parse('2026-01-30T14:30:00Z');

test('is what the mail says', () => {
  expect(sentAt(RECEIVED - 60_000, RECEIVED)).toBe(RECEIVED - 60_000);
});

test('without a date, or with an impossible one, is when it came', () => {
  expect(sentAt(null, RECEIVED)).toBe(RECEIVED);
  expect(sentAt(Number.NaN, RECEIVED)).toBe(RECEIVED);
});

test('is never later than received nor longer ago than a mail travels, and in between what is said', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 0, max: 4e12 }), (said, received) => {
      const sent = sentAt(said, received);
      expect(sent).toBeLessThanOrEqual(received);
      expect(sent).toBeGreaterThanOrEqual(received - MAX_TRANSIT_MS);
      if (said <= received && said >= received - MAX_TRANSIT_MS) expect(sent).toBe(said);
    }),
  );
});
