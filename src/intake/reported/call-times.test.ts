import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCallTimes } from './call-times.ts';

const WARSAW = 'Europe/Warsaw';

/** Start, answer and end as ISO 8601, or the field and what is wrong with it. */
function read(
  [startedAt, answeredAt, endedAt]: readonly (string | number | null | undefined)[],
  timeZone: string | null = null,
): unknown {
  const times = readCallTimes({ startedAt: startedAt!, answeredAt, endedAt }, timeZone);
  if (!times.ok) return times.reason;
  const { value } = times;
  return [value.startedAt, value.answeredAt, value.endedAt].map((time) => time && new Date(time).toISOString());
}

test.each([
  ['all', ['2026-03-10T10:00:00Z', 1773136807, '1773136900500'], ['10:00:00.000', '10:00:07.000', '10:01:40.500']],
  [
    'no answer reported',
    ['2026-03-10T10:00:00Z', undefined, '2026-03-10T10:01:00Z'],
    ['10:00:00.000', undefined, '10:01:00.000'],
  ],
  ['not answered', ['2026-03-10T10:00:00Z', null, null], ['10:00:00.000', null, null]],
  [
    'cut off at the second',
    ['2026-03-10T10:00:00.999Z', '2026-03-10T10:00:00Z', '2026-03-10T10:00:00Z'],
    ['10:00:00.999', '10:00:00.999', '10:00:00.999'],
  ],
  [
    'an answer a second early',
    ['2026-03-10T10:00:01Z', '2026-03-10T10:00:00Z', '2026-03-10T10:00:02Z'],
    ['10:00:01.000', '10:00:01.000', '10:00:02.000'],
  ],
])('%s', (_, written, expected) => {
  expect(read(written)).toEqual(expected.map((time) => time && `2026-03-10T${time}Z`));
});

test.each([
  [['2026-03-10 10:00:00', null, null], 'startedAt', 'no-offset'],
  [['yesterday', null, null], 'startedAt', 'not-an-instant'],
  [['1899-12-31T23:59:59Z', null, null], 'startedAt', 'before-there-were-calls'],
  [['2026-03-10T10:00:00Z', 'soon', null], 'answeredAt', 'not-an-instant'],
  [['2026-03-10T10:00:02Z', '2026-03-10T10:00:00.999Z', null], 'answeredAt', 'before-the-time-before'],
  [['2026-03-10T10:00:00Z', '2026-03-10T10:00:09Z', '2026-03-10T10:00:07Z'], 'endedAt', 'before-the-time-before'],
])('%j is refused for %s: %s', (written, field, problem) => {
  expect(read(written)).toEqual({ field, problem });
});

test.each([
  [
    'over the end of the year',
    ['2026-12-31 23:59:59', '2026-12-31 23:59:60', '2027-01-01 00:01:00'],
    ['2026-12-31T22:59:59', '2026-12-31T23:00:00', '2026-12-31T23:01:00'],
  ],
  [
    'over the clock going forward',
    ['2026-03-29 01:59:00', '2026-03-29 01:59:10', '2026-03-29 03:01:00'],
    ['2026-03-29T00:59:00', '2026-03-29T00:59:10', '2026-03-29T01:01:00'],
  ],
  [
    'over the clock going back',
    ['2026-10-25 02:59:00', '2026-10-25 02:59:10', '2026-10-25 02:01:00'],
    ['2026-10-25T00:59:00', '2026-10-25T00:59:10', '2026-10-25T01:01:00'],
  ],
  [
    'answered after the clock went back',
    ['2026-10-25 02:59:50', '2026-10-25 02:00:05', '2026-10-25 02:03:00'],
    ['2026-10-25T00:59:50', '2026-10-25T01:00:05', '2026-10-25T01:03:00'],
  ],
  [
    'over both hours',
    ['2026-10-25 01:59:00', '2026-10-25 01:59:05', '2026-10-25 03:01:00'],
    ['2026-10-24T23:59:00', '2026-10-24T23:59:05', '2026-10-25T02:01:00'],
  ],
])('in the zone of the source, %s', (_, written, expected) => {
  expect(read(written, WARSAW)).toEqual(expected.map((time) => `${time}.000Z`));
});

test('times that are read are in order, whatever was written', () => {
  const hour = fc.integer({ min: Date.UTC(2026, 9, 25, 0), max: Date.UTC(2026, 9, 25, 4) });
  const local = hour.map((time) => new Date(time).toISOString().slice(0, 19));
  const time = fc.oneof(hour, local, fc.constant(null), fc.string());
  fc.assert(
    fc.property(fc.oneof(hour, local), time, time, (startedAt, answeredAt, endedAt) => {
      const times = readCallTimes({ startedAt, answeredAt, endedAt }, WARSAW);
      if (!times.ok) return;
      const known = [times.value.startedAt, times.value.answeredAt, times.value.endedAt].filter((one) => one != null);
      expect(known).toEqual(known.toSorted((a, b) => a - b));
    }),
  );
});
