import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolvePath } from './handler.ts';

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
