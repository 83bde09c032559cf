import { expect, it } from 'vitest';
import { quickChoiceOf, quickDates } from './quick-dates.ts';

it('counts today into 7 and 30 days', () => {
  expect(quickDates('week', '2026-11-22')).toEqual({ from: '2026-11-16', to: '2026-11-22' });
  expect(quickDates('month', '2026-03-01')).toEqual({ from: '2026-01-31', to: '2026-03-01' });
});

it('recognises the choice behind two dates', () => {
  expect(quickChoiceOf({ from: '2026-11-21', to: '2026-11-21' }, '2026-11-22')).toBe('yesterday');
  expect(quickChoiceOf({ from: '2026-11-20', to: '2026-11-21' }, '2026-11-22')).toBeNull();
  expect(quickChoiceOf({}, '2026-11-22')).toBeNull();
});
