import { describe, expect, test } from 'vitest';
import type { SubscriptionId } from '../../base/ids.ts';
import type { ServiceHistory, Subscription } from '../../tenants/index.ts';
import { dueDays, isClosed } from './due-days.ts';

const at = (text: string): number => Date.parse(text);

function push(startsAt: string, endsAt: string | null = null): Subscription {
  const about = { id: 'x' as SubscriptionId, service: 'push', plan: null, includesRecording: false, units: 1 } as const;
  return { ...about, startsAt: at(startsAt), endsAt: endsAt === null ? null : at(endsAt), orderedAt: at(startsAt) };
}

describe('the days that are due', () => {
  test.each<[string, ServiceHistory, string, string[]]>([
    ['none without the push', [], '2026-03-12T10:00:00Z', []],
    ['none on the day it begins', [push('2026-03-12T09:00:00Z')], '2026-03-12T10:00:00Z', []],
    [
      'from the day it began to yesterday, by Warsaw’s clocks',
      [push('2026-03-09T23:30:00Z')],
      '2026-03-12T22:59:59Z',
      ['2026-03-10', '2026-03-11'],
    ],
    [
      'to the day it ended, which is one whose part it had',
      [push('2026-03-09T09:00:00Z', '2026-03-11T09:00:00Z')],
      '2026-03-20T09:00:00Z',
      ['2026-03-09', '2026-03-10', '2026-03-11'],
    ],
    [
      'not the day that begins with its end',
      [push('2026-03-10T09:00:00Z', '2026-03-11T23:00:00Z')],
      '2026-03-20T09:00:00Z',
      ['2026-03-10', '2026-03-11'],
    ],
    ['nothing of what never began', [push('2026-03-10T09:00:00Z', '2026-03-10T09:00:00Z')], '2026-03-20T09:00:00Z', []],
    [
      'each once, though ended and begun again',
      [push('2026-03-09T09:00:00Z', '2026-03-10T09:00:00Z'), push('2026-03-10T15:00:00Z')],
      '2026-03-12T09:00:00Z',
      ['2026-03-09', '2026-03-10', '2026-03-11'],
    ],
  ])('%s', (_what, history, now, days) => {
    expect(dueDays(history, at(now))).toEqual(days);
  });

  test('reach back as far as recordings are kept', () => {
    const days = dueDays([push('2026-01-01T09:00:00Z')], at('2026-03-12T10:00:00Z'));
    expect([days[0], days.length]).toEqual(['2026-02-10', 30]);
  });
});

describe('a day is closed', () => {
  const DAY = '2026-03-10';
  const END = at('2026-03-10T23:00:00Z');
  const MINUTE_MS = 60_000;

  test.each<[string, number, number | null, boolean]>([
    ['not while it lasts', END - 1, null, false],
    ['not before the recorders have reported their calls', END + 5 * MINUTE_MS - 1, null, false],
    ['when none of its calls is missing', END + 5 * MINUTE_MS, null, true],
    ['when only calls of the next day go on', END + 5 * MINUTE_MS, END, true],
    ['not while one of its calls lasts', END + 5 * MINUTE_MS, END - 1, false],
    ['not for ever for the sake of one', END + 360 * MINUTE_MS, END - 1, true],
  ])('%s', (_what, now, unarchivedSince, closed) => {
    expect(isClosed(DAY, now, unarchivedSince)).toBe(closed);
  });

  test.each([
    ['2026-03-29', '2026-03-29T22:00:00Z'],
    ['2026-10-25', '2026-10-25T23:00:00Z'],
  ])('%s, of 23 or 25 hours, when it is over', (day, end) => {
    expect(isClosed(day, at(end) + 5 * MINUTE_MS - 1, null)).toBe(false);
    expect(isClosed(day, at(end) + 5 * MINUTE_MS, null)).toBe(true);
  });
});
