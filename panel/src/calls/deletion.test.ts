import { describe, expect, it } from 'vitest';
import type { Recording } from '../api/client.ts';
import { deletionOf } from './deletion.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const recording = (availableUntil: string, rest: Partial<Recording> = {}) =>
  ({ availableUntil, destroyedAt: null, hold: null, ...rest }) as Recording;
const hold = { reason: 'reklamacja', placedBy: 'anna', until: null } as Recording['hold'];

describe('when the recordings of a call go', () => {
  it.each([
    ['2026-11-30T22:00:00Z', 0, 'now'],
    ['2026-12-01T08:00:00Z', 1, 'now'],
    // Midnight in Warsaw: the next day.
    ['2026-11-30T23:00:00Z', 1, 'now'],
    ['2026-12-07T12:00:00Z', 7, 'soon'],
    ['2026-12-12T11:00:00Z', 12, 'none'],
    ['2026-11-29T11:00:00Z', 0, 'now'],
  ])('%s: in %i days', (at, days, urgency) => {
    expect(deletionOf({ recordings: [recording(at)] }, NOW)).toEqual({ kind: 'due', at, days, urgency });
  });

  it('counts days, not spans of 24 hours, when the clocks change', () => {
    const now = Date.parse('2026-10-24T21:30:00Z');
    expect(deletionOf({ recordings: [recording('2026-10-25T23:30:00Z')] }, now)).toMatchObject({ days: 2 });
  });

  it('is that of the first recording that goes', () => {
    const recordings = [recording('2026-12-12T12:00:00Z'), recording('2026-12-05T12:00:00Z')];
    expect(deletionOf({ recordings }, NOW)).toMatchObject({ days: 5 });
  });

  it('is stopped by a hold, and over for what is destroyed', () => {
    expect(deletionOf({ recordings: [recording('2026-12-05T12:00:00Z', { hold })] }, NOW)).toEqual({ kind: 'held' });
    const destroyedAt = '2026-11-20T12:00:00Z';
    expect(deletionOf({ recordings: [recording('2026-11-20T12:00:00Z', { destroyedAt })] }, NOW)).toBeNull();
    expect(deletionOf({ recordings: [] }, NOW)).toBeNull();
  });
});
