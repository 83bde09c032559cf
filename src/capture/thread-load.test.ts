import { expect, test } from 'vitest';
import { ThreadLoad } from './thread-load.ts';

const after = (...reports: readonly number[]): boolean => {
  const load = new ThreadLoad();
  for (const utilization of reports) load.report(utilization, 1_000);
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

test('reports of a moment, as of calls that end one after another, count together as those of a second', () => {
  const load = new ThreadLoad();
  for (let report = 0; report < 20; report++) load.report(1, 50);
  expect(load.overloaded).toBe(false);
  for (let report = 0; report < 40; report++) load.report(1, 50);
  expect(load.overloaded).toBe(true);
  const mostlyIdle = new ThreadLoad();
  for (let second = 0; second < 5; second++) {
    mostlyIdle.report(1, 50);
    mostlyIdle.report(1, 50);
    mostlyIdle.report(0, 900);
  }
  expect(mostlyIdle.overloaded).toBe(false);
});
