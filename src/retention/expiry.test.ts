import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newId, type SubscriptionId } from '../base/ids.ts';
import type { ServiceHistory } from '../tenants/index.ts';
import { expiredStarts, expiresAt, keptUntil } from './expiry.ts';

const DAY = 24 * 60 * 60 * 1000;

function extended(units: number, startsAt: string, endsAt: string | null): ServiceHistory[number] {
  return {
    id: newId<SubscriptionId>(0),
    service: 'extended-retention',
    plan: null,
    includesRecording: false,
    units,
    startsAt: Date.parse(startsAt),
    endsAt: endsAt === null ? null : Date.parse(endsAt),
    orderedAt: Date.parse(startsAt),
  };
}

describe('expiresAt', () => {
  test.each([
    ['2026-01-10T09:00:00Z', 30, '2026-02-09T09:00:00Z'],
    // The day of 23 hours, 29 March 2026, and that of 25, 25 October 2026.
    ['2026-03-01T09:00:00Z', 30, '2026-03-31T08:00:00Z'],
    ['2026-10-01T08:00:00Z', 30, '2026-10-31T09:00:00Z'],
    // 02:30 does not exist on 29 March.
    ['2026-02-27T01:30:00Z', 30, '2026-03-29T01:30:00Z'],
    // 02:30 comes twice on 25 October.
    ['2026-09-25T00:30:00Z', 30, '2026-10-25T00:30:00Z'],
    ['2026-03-10T09:00:00Z', 90, '2026-06-08T08:00:00Z'],
  ])('%s and %i days: %s', (start, days, expiry) => {
    expect(new Date(expiresAt(Date.parse(start), days))).toEqual(new Date(expiry));
  });
});

describe('expiredStarts', () => {
  const days = fc.integer({ min: 1, max: 12 }).map((units) => units * 30);
  const changes = ['2025-10-26T01:00:00Z', '2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z'].map((at) => Date.parse(at));
  const ordinary = fc.integer({ min: Date.parse('2025-01-01'), max: Date.parse('2028-01-01') });
  const aroundChange = fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -3 * 3_600_000, max: 3 * 3_600_000 }))
    .map(([change, offset]) => change + offset);
  const start = fc.oneof(ordinary, aroundChange);
  const near = fc.oneof(
    fc.integer({ min: -3 * 3_600_000, max: 3 * 3_600_000 }),
    fc.constantFrom(-3_600_000, -1, 0, 1, 3_600_000),
  );

  test('are exactly the starts of expired calls', () => {
    fc.assert(
      fc.property(start, days, near, (startedAt, kept, offset) => {
        const at = expiresAt(startedAt, kept) + offset;
        const expired = expiredStarts(kept, at).some(
          ({ from, end }) => (from === null || from <= startedAt) && startedAt < end,
        );
        expect(expired).toBe(expiresAt(startedAt, kept) <= at);
      }),
      { numRuns: 3000 },
    );
  });

  test('are one span on ordinary days, otherwise ordered spans that do not touch', () => {
    expect(expiredStarts(30, Date.parse('2026-06-20T10:00:00Z'))).toEqual([
      { from: null, end: Date.parse('2026-05-21T10:00:00Z') + 1 },
    ]);
    fc.assert(
      fc.property(start, days, (at, kept) => {
        const spans = expiredStarts(kept, at);
        for (const [index, { from, end }] of spans.entries()) {
          expect(from === null).toBe(index === 0);
          if (index > 0) expect(from).toBeGreaterThan(spans[index - 1]!.end);
          expect(end).toBeGreaterThan(from ?? 0);
        }
      }),
    );
  });

  test('cover a night in which calls do not expire in the order of their starts', () => {
    // 02:30 on 29 March is 03:30; 03:10 is 03:10: the later start expires first.
    const at = Date.parse('2026-03-29T01:20:00Z');
    expect(expiredStarts(30, at)).toHaveLength(2);
  });
});

describe('keptUntil', () => {
  const started = Date.parse('2026-01-01T09:00:00Z');
  const now = Date.parse('2026-01-20T09:00:00Z');
  const until = (history: ServiceHistory, at = now): string => new Date(keptUntil(history, started, at)).toISOString();

  test('is the standard period without an option', () => {
    expect(until([])).toBe('2026-01-31T09:00:00.000Z');
  });

  test('is the longer period while the option continues', () => {
    expect(until([extended(2, '2026-01-10', null)])).toBe('2026-04-01T08:00:00.000Z');
  });

  test('is the end of the option if that is earlier', () => {
    expect(until([extended(2, '2026-01-10', '2026-03-01')])).toBe('2026-03-01T00:00:00.000Z');
    expect(until([extended(2, '2026-01-10', '2026-01-25')])).toBe('2026-01-31T09:00:00.000Z');
  });

  test('continues if another option follows at once', () => {
    expect(until([extended(2, '2026-01-10', '2026-02-10'), extended(1, '2026-02-10', null)])).toBe(
      '2026-03-02T09:00:00.000Z',
    );
  });

  test('of an expired recording is in the past, whatever option comes later', () => {
    const at = started + 40 * DAY;
    expect(keptUntil([], started, at)).toBeLessThan(at);
    expect(keptUntil([extended(5, '2026-03-01', null)], started, at)).toBeLessThan(at);
  });

  test('is in the future exactly while the start is not among the expired ones', () => {
    const option = fc.record({ from: fc.nat(100), length: fc.nat(100), units: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(option, fc.nat(150), ({ from, length, units }, age) => {
        const day = (n: number): string => new Date(started + n * DAY).toISOString();
        const history = [extended(units, day(from), day(from + length))];
        const at = started + age * DAY + 1;
        const until = keptUntil(history, started, at);
        const daysNow = at >= started + from * DAY && at < started + (from + length) * DAY ? 30 + 30 * units : 30;
        expect(until <= at).toBe(expiresAt(started, daysNow) <= at);
      }),
    );
  });
});
