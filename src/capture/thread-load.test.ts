import { expect, test } from 'vitest';
import { ThreadLoad } from './thread-load.ts';

const after = (...reports: readonly number[]): boolean => {
  const load = new ThreadLoad();
  for (const utilization of reports) load.report(utilization);
  return load.overloaded;
};

test('a thread that has been busy for three reports in a row is overloaded', () => {
  expect(after(0.9, 0.9)).toBe(false);
  expect(after(0.9, 0.9, 0.9)).toBe(true);
  expect(after(0.9, 0.9, 0.5, 0.9, 0.9)).toBe(false);
});

test('it has time again only when it is well below the limit', () => {
  expect(after(1, 1, 1, 0.8, 0.8, 0.8, 0.8)).toBe(true);
  expect(after(1, 1, 1, 0.6, 0.6)).toBe(true);
  expect(after(1, 1, 1, 0.6, 0.6, 0.6)).toBe(false);
  expect(after(1, 1, 1, 0.6, 0.6, 0.6, 0.8, 0.8, 0.8)).toBe(false);
});
