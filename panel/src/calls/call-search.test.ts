import { describe, expect, it } from 'vitest';
import { changeSearch, countFilters, isSearchable, quickDates, quickDatesOf, readCallSearch } from './call-search.ts';

describe('the search in the address', () => {
  it('keeps valid values', () => {
    const search = { from: '2026-11-01', to: '2026-11-22', number: '22 123', direction: 'inbound', recorded: 'false' };
    const more = { reason: 'recording-off', minDurationMs: 60_000, maxDurationMs: 3_600_000, extension: '101' };
    expect(readCallSearch({ ...search, ...more })).toEqual({ ...search, ...more });
    const written = { tag: 'Reklamacja', note: 'zwrot towaru', review: 'open' };
    expect(readCallSearch(written)).toEqual(written);
    expect(readCallSearch({ minDurationMs: '60000' })).toEqual({ minDurationMs: 60_000 });
  });

  it('ignores invalid values', () => {
    expect(
      readCallSearch({
        from: '2026-02-30',
        to: 7,
        number: '12',
        direction: 'sideways',
        recorded: true,
        page: '2',
        minDurationMs: '1e9',
        maxDurationMs: '',
        reason: 'x',
        extension: ' ',
        tag: 'a, b',
        note: ' ab ',
        review: 'maybe',
      }),
    ).toEqual({});
  });

  it('removes a filter that is set to undefined', () => {
    expect(changeSearch({ number: '512', direction: 'inbound' }, { number: undefined })).toEqual({
      direction: 'inbound',
    });
  });

  it('counts the dates as one filter', () => {
    expect(countFilters({})).toBe(0);
    expect(countFilters({ from: '2026-11-01', to: '2026-11-22', recorded: 'true' })).toBe(2);
    expect(countFilters({ tag: 'vip', note: 'zwrot', review: 'done' })).toBe(3);
  });
});

it.each([
  ['+48 22 123-45-67', true],
  ['(22) 1', true],
  ['101', true],
  ['12', false],
  ['Kowalski', true],
  ['K', false],
])('searches for %s: %s', (text, searchable) => {
  expect(isSearchable(text)).toBe(searchable);
});

it('includes today in 7 and 30 days', () => {
  expect(quickDates('week', '2026-11-22')).toEqual({ from: '2026-11-16', to: '2026-11-22' });
  expect(quickDates('month', '2026-03-01')).toEqual({ from: '2026-01-31', to: '2026-03-01' });
});

it('finds the choice with these dates', () => {
  expect(quickDatesOf({ from: '2026-11-21', to: '2026-11-21' }, '2026-11-22')).toBe('yesterday');
  expect(quickDatesOf({ from: '2026-11-20', to: '2026-11-21' }, '2026-11-22')).toBeNull();
  expect(quickDatesOf({}, '2026-11-22')).toBeNull();
});
