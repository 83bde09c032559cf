import { describe, expect, it } from 'vitest';
import { addDays, formatDate, formatTime, formatWeekday, isWarsawDay, warsawDay } from './warsaw-time.ts';

describe('Warsaw time', () => {
  it('shows the Warsaw wall clock in winter and in summer', () => {
    expect(formatTime('2026-01-15T23:30:05Z', 'pl')).toBe('00:30:05');
    expect(formatDate('2026-01-15T23:30:05Z', 'pl')).toBe('16.01.2026');
    expect(formatTime('2026-07-15T22:30:05Z', 'en')).toBe('00:30:05');
    expect(formatDate('2026-07-15T22:30:05Z', 'en')).toBe('16/07/2026');
  });

  it('names the day of the week', () => {
    expect(formatWeekday('2026-11-22T12:00:00Z', 'pl')).toBe('niedz.');
    expect(formatWeekday('2026-11-22T12:00:00Z', 'en')).toBe('Sun');
  });

  it('knows the Warsaw day of an instant', () => {
    expect(warsawDay(new Date('2026-03-28T22:59:59Z'))).toBe('2026-03-28');
    expect(warsawDay(new Date('2026-03-28T23:00:00Z'))).toBe('2026-03-29');
    expect(warsawDay(new Date('2026-06-30T22:00:00Z'))).toBe('2026-07-01');
  });

  it('counts calendar days across the change of clocks and the end of a month', () => {
    expect(addDays('2026-03-29', 1)).toBe('2026-03-30');
    expect(addDays('2026-10-26', -1)).toBe('2026-10-25');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  });

  it('takes only days that exist', () => {
    expect(isWarsawDay('2024-02-29')).toBe(true);
    expect(isWarsawDay('2026-02-29')).toBe(false);
    expect(isWarsawDay('2026-13-01')).toBe(false);
    expect(isWarsawDay('yesterday')).toBe(false);
  });
});
