import { expect, it } from 'vitest';
import { readSearch, writeSearch } from './search-text.ts';

it('keeps numbers as text', () => {
  const search = { number: '+48 22 123-45-67', recorded: 'true', from: '2026-11-22' };
  expect(readSearch(writeSearch(search))).toEqual(search);
});

it('omits values that are not set', () => {
  expect(writeSearch({ from: undefined, number: '' })).toBe('');
});
