import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { benchArguments } from './bench-arguments.ts';
import { compareRounds, middle } from './bench-results.ts';

const KNOWN = ['capture', 'encoding'];
const figure = (value: number, name = 'CPU') => ({ case: '300 calls', name, value, unit: 's' });

test('a ratio is of one round, its middle and spread of all', () => {
  // The machine was twice as slow in the second round: the ratios do not show it.
  const [compared] = compareRounds([
    { before: [figure(1)], now: [figure(0.5)] },
    { before: [figure(2)], now: [figure(1.2)] },
    { before: [figure(1)], now: [figure(0.4)] },
  ]);
  expect(compared).toEqual({ ...compared, before: 1, now: 0.5, ratio: { middle: 0.5, least: 0.4, most: 0.6 } });
});

test('figures of one side only, and those that were nothing, have no ratio', () => {
  const compared = compareRounds([
    { before: [figure(3, 'gone'), figure(0, 'lost')], now: [figure(0, 'lost'), figure(4, 'new')] },
    { before: [figure(0, 'lost')], now: [figure(2, 'lost'), figure(6, 'new')] },
  ]);
  expect(compared.map(({ name, before, now, ratio }) => [name, before, now, ratio])).toEqual([
    ['lost', 0, 1, { middle: 1, least: 1, most: 1 }],
    ['new', null, 5, null],
    ['gone', 3, null, null],
  ]);
});

test('the middle of values', () => {
  expect(middle([])).toBe(null);
  expect(middle([3, 1, 2])).toBe(2);
  expect(middle([4, 1, 2, 3])).toBe(2.5);
});

test('what is asked for', () => {
  expect(benchArguments([], KNOWN)).toEqual({ names: KNOWN, options: [], compare: null });
  expect(benchArguments(['encoding', '--mb=50'], KNOWN)).toEqual({
    names: ['encoding'],
    options: ['--mb=50'],
    compare: null,
  });
  const compared = { names: ['capture'], options: ['--legs=200'], compare: { ref: 'main~3', rounds: 3 } };
  expect(benchArguments(['--compare', 'main~3', 'capture', '--legs=200'], KNOWN)).toEqual(compared);
  expect(benchArguments(['capture', '--legs=200', '--compare=main~3'], KNOWN)).toEqual(compared);
  expect(benchArguments(['--compare=main', '--rounds', '5', 'capture'], KNOWN).compare?.rounds).toBe(5);
});

test.for([
  [['nothing'], /no benchmark nothing/],
  [['--compare', 'main'], /needs the names/],
  [['capture', '--compare'], /--compare needs a value/],
  [['--compare=', 'capture'], /--compare needs a value/],
  [['--compare', '--rounds=2', 'capture'], /--compare needs a value/],
  [['capture', '--compare=main', '--rounds=0'], /from 1 to/],
  [['capture', '--compare=main', '--rounds=1.5'], /from 1 to/],
  [['capture', '--rounds=2'], /for --compare/],
  [['capture', '--compare=main', '--json=x'], /has no --json/],
] as const)('%j is refused', ([words, message]) => {
  expect(() => benchArguments(words, KNOWN)).toThrow(message);
});

test('a commit that is not there is refused, with the exit code of wrong usage', () => {
  const bench = join(import.meta.dirname, 'bench.ts');
  const { status, stderr } = spawnSync(process.execPath, [bench, '--compare', 'no-such-ref', 'encoding']);
  expect([status, stderr.toString()]).toEqual([2, 'there is no commit no-such-ref\n']);
});
