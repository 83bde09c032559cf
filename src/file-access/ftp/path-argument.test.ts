import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { pathReadings, readListArgument, resolvePath } from './path-argument.ts';

const resolved = (folder: string, argument: string): string => {
  const path = resolvePath(folder, argument);
  return path.ok ? path.value : `refused: ${path.reason}`;
};

test.each([
  ['/', '', '/'],
  ['/2026', '', '/2026'],
  ['/2026', '03', '/2026/03'],
  ['/2026', '/03', '/03'],
  ['/2026/03', '..', '/2026'],
  ['/', '../../..', '/'],
  ['/a', '../../b/./c//d/', '/b/c/d'],
  ['/a', ' x ', '/a/ x '],
  ['/a', '..\\..\\b', '/a/..\\..\\b'],
  ['/a', '...', '/a/...'],
  ['/a', 'b\0c', 'refused: a name cannot hold NUL'],
])('from %s, %j is %s', (folder, argument, path) => {
  expect(resolved(folder, argument)).toBe(path);
});

test('no argument leaves the tree, and a path resolves to itself', () => {
  const part = fc.oneof(fc.constantFrom('..', '.', '', '/', '\\', '%2e%2e'), fc.string({ maxLength: 5 }));
  const argument = fc.array(part, { maxLength: 8 }).map((parts) => parts.join('/'));
  fc.assert(
    fc.property(argument, argument, (first, second) => {
      const folder = resolvePath('/', first);
      const path = folder.ok ? resolvePath(folder.value, second) : folder;
      if (!path.ok) return;
      expect(path.value).toMatch(/^\//);
      expect(path.value.split('/').filter((part) => part === '..' || part === '.')).toEqual([]);
      expect(resolvePath('/elsewhere', path.value)).toEqual(path);
    }),
  );
});

test.each([
  ['2026/03', ['2026/03']],
  ['a b.mp3', ['a b.mp3']],
  ['2026 ', ['2026 ', '2026']],
  ['"a ""b"" c"', ['"a ""b"" c"', 'a "b" c']],
  [' "a " ', [' "a " ', '"a "', 'a ']],
  ['"', ['"']],
  ['""', ['""', '']],
  ['~', ['~', '/']],
  ['~/2026', ['~/2026', '//2026']],
  ['~2026', ['~2026']],
  ['2026\\03', ['2026\\03', '2026/03']],
  ['"~\\2026"', ['"~\\2026"', '~\\2026', '/\\2026', '//2026']],
])('%j can mean %j', (argument, readings) => {
  expect(pathReadings(argument)).toEqual(readings);
});

const NO_OPTIONS = { recursive: false, itself: false, long: false };

test.each([
  ['', { path: '' }],
  ['-la', { long: true, path: '' }],
  ['-a -l -R -1 -t folder', { long: true, recursive: true, path: 'folder' }],
  ['-lRa  a b', { long: true, recursive: true, path: 'a b' }],
  ['-d *.mp3', { itself: true, path: '*.mp3' }],
  ['--time-style=full-iso --full-time x', { path: 'x' }],
  ['-x.mp3', { path: '-x.mp3' }],
  ['-', { path: '-' }],
  ['-- -la', { path: '-la' }],
  ['-l -- -la', { long: true, path: '-la' }],
  ['./-la', { path: './-la' }],
  [' x', { path: ' x' }],
  ['x -R', { path: 'x -R' }],
])('LIST %j is read', (argument, read) => {
  expect(readListArgument(argument)).toEqual({ ...NO_OPTIONS, ...read });
});
