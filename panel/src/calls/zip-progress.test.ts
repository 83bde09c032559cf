import { expect, it } from 'vitest';
import { progressOf, type ZipPart } from './zip-progress.ts';

const part = (nth: number, changes: Partial<ZipPart> = {}): ZipPart => ({
  calls: 10_000,
  recordings: 300,
  sizeBytes: 1,
  address: `/zip?part=${nth}`,
  nextCursor: `${nth}`,
  ...changes,
});
const totals = { calls: 45_000, recorded: 1_200 };

it('says how many parts there will be, and how many recordings of all were begun', () => {
  expect(progressOf([], [], null)).toMatchObject({ parts: 0, allParts: 1, percent: 0 });
  const found = [part(1), part(2)];
  expect(progressOf(found, [found[0]!.address], totals)).toEqual({
    parts: 1,
    allParts: 5,
    isExact: false,
    recordings: 300,
    allRecordings: 1_200,
    percent: 25,
  });
});

it('knows the end with the last part', () => {
  const found = [part(1), part(2), part(3, { recordings: 100, nextCursor: null })];
  const all = found.map(({ address }) => address);
  expect(progressOf(found, all, totals)).toMatchObject({
    parts: 3,
    allParts: 3,
    isExact: true,
    recordings: 700,
    allRecordings: 700,
    percent: 100,
  });
});
