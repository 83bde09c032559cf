import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newId, type SubscriptionId } from '../base/ids.ts';
import type { ServiceHistory } from '../tenants/index.ts';
import { expiredStarts, expiresAt, keptUntil, retentionTerms } from './expiry.ts';

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

  test('does not depend on when somebody looks, nor on what is bought after it', () => {
    fc.assert(
      fc.property(
        histories,
        fc.nat(60),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 4 }),
        (history, stored, age, units) => {
          const [storedAt, at] = [day(stored), day(stored + age)];
          const expiry = keptUntil(history, started, storedAt);
          for (const from of [storedAt, Math.min(at, expiry - 1)]) {
            if (from >= storedAt) expect(keptUntil(history, started, from)).toBe(expiry);
          }
          const cut = history
            .filter((one) => one.startsAt < at)
            .map((one) => ({ ...one, endsAt: earlier(one.endsAt, at) }));
          const bought = [...cut, extended(units, new Date(at).toISOString(), null)];
          const past = keptUntil(cut, started, storedAt);
          if (past < at) expect(keptUntil(bought, started, storedAt)).toBe(past);
          else expect(keptUntil(bought, started, storedAt)).toBeGreaterThanOrEqual(past);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

const started = Date.parse('2026-01-01T09:00:00Z');
const day = (n: number): number => started + n * DAY;

function earlier(one: number | null, other: number): number {
  return one === null ? other : Math.min(one, other);
}

/** Options that do not overlap, some that never began, some that follow at once. */
const histories = fc
  .array(
    fc.record({ gap: fc.nat(40), length: fc.nat(80), units: fc.integer({ min: 1, max: 3 }), shiftMs: fc.nat(3) }),
    { maxLength: 5 },
  )
  .map((options) => {
    let from = -30;
    return options.map(({ gap, length, units, shiftMs }) => {
      const startsAt = day(from + gap) + shiftMs;
      from += gap + length;
      const endsAt = Math.max(startsAt, day(from));
      return extended(units, new Date(startsAt).toISOString(), new Date(endsAt).toISOString());
    });
  });

const isExpired = (history: ServiceHistory, storedAt: number, at: number): boolean =>
  retentionTerms(history, at).some(({ days, until, isCurrent }) => {
    const isOfTerm = isCurrent || storedAt <= until;
    const spans = expiredStarts(days, until);
    return isOfTerm && spans.some(({ from, end }) => (from === null || from <= started) && started < end);
  });

describe('retentionTerms', () => {
  test('find exactly what keptUntil says is expired', () => {
    const near = fc.constantFrom(-3_600_000, -1, 0, 1, 3_600_000, 5 * DAY, 100 * DAY);
    fc.assert(
      fc.property(histories, fc.nat(60), near, (history, stored, offset) => {
        const storedAt = day(stored);
        const expiry = keptUntil(history, started, storedAt);
        const at = Math.max(storedAt, expiry + offset);
        expect(isExpired(history, storedAt, at)).toBe(expiry <= at);
      }),
      { numRuns: 3000 },
    );
  });

  test('are one as a rule, also after many changes', () => {
    const yearly = Array.from({ length: 20 }, (_, year) =>
      extended((year % 3) + 1, `${2000 + year}-01-01`, `${2001 + year}-01-01`),
    );
    expect(retentionTerms(yearly, Date.parse('2020-12-01'))).toEqual([
      { days: 30, until: Date.parse('2020-12-01'), isCurrent: true },
    ]);
    expect(retentionTerms([extended(1, '2026-03-01', null)], Date.parse('2026-03-02'))).toHaveLength(2);
  });
});
