import { expect, it } from 'vitest';
import { endOfHold, lastDayOfHold, recordingState } from './recording-state.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const later = '2026-03-02T12:00:00Z';
const before = '2026-02-28T12:00:00Z';
const hold = { reason: 'reklamacja', placedBy: 'jan', until: null };

it.each([
  ['in the panel', { playable: true, availableUntil: later }, 'playable'],
  ['past the panel’s window', { playable: false, availableUntil: later }, 'on-ftp'],
  ['past its retention period, not destroyed yet', { playable: false, availableUntil: before }, 'expired'],
  ['past its retention period, on hold', { playable: false, availableUntil: before, hold }, 'on-ftp'],
  ['destroyed', { playable: false, availableUntil: before, destroyedAt: before }, 'destroyed'],
] as const)('%s', (_, fields, state) => {
  expect(recordingState({ destroyedAt: null, hold: null, ...fields }, NOW)).toBe(state);
});

it('ends a hold at the end of its last day', () => {
  expect(endOfHold('2026-03-31')).toBe('2026-03-31T22:00:00.000Z');
  expect(endOfHold('2026-12-31')).toBe('2026-12-31T23:00:00.000Z');
  expect(endOfHold(null)).toBeNull();
});

it('returns the last day of a hold', () => {
  expect(lastDayOfHold({ until: endOfHold('2026-10-25') })).toBe('2026-10-25');
  expect(lastDayOfHold({ until: null })).toBeNull();
  expect(lastDayOfHold(null)).toBeNull();
});
