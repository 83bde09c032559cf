import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasWildcards, readNamePattern } from './name-pattern.ts';

/** A pattern's answer for a name. */
function matches(pattern: string, name: string): boolean {
  const read = readNamePattern(pattern);
  if (!read.ok) throw new Error(read.reason);
  return read.value.kind === 'name' ? read.value.name === name : read.value.matches(name);
}

describe('a pattern', () => {
  test.each([
    ['*', ['', 'a', 'a.mp3', '-x', '*'], []],
    ['*.mp3', ['a.mp3', '.mp3', 'a.mp3.mp3'], ['a.MP3', 'a.mp3x', 'mp3']],
    ['a*b*c', ['abc', 'aXbXc', 'abbcc'], ['ab', 'acb', 'abcd']],
    ['**a***', ['a', 'bab'], ['', 'b']],
    ['?', ['a', 'ą', '😀'], ['', 'ab']],
    ['a?c', ['abc', 'a?c'], ['ac', 'abbc']],
    ['[abc]', ['a', 'c'], ['d', 'ab', '']],
    ['[a-c0-9]x', ['bx', '7x'], ['-x', 'dx']],
    ['[!a-c]', ['d', '!', '^'], ['a', '']],
    ['[^a]', ['b', '^'], ['a']],
    ['[]a]', [']', 'a'], ['b', '[]a]']],
    ['[!]]', ['a'], [']']],
    ['[a-]', ['a', '-'], ['b']],
    ['[-a]', ['a', '-'], ['b']],
    ['[c-a]', [], ['a', 'b', 'c', '-']],
    ['[\\]]', [']'], ['\\']],
    ['[a\\-c]', ['a', '-', 'c'], ['b', '\\']],
    ['[ą-ć]', ['ą', 'ć'], ['a']],
    ['[*?]', ['*', '?'], ['a']],
    ['[a', ['[a'], ['a', '[']],
    ['a[', ['a['], ['a']],
    ['[!', ['[!'], ['a']],
    ['[]', ['[]'], []],
    ['x[*', ['x[', 'x[abc'], ['x']],
    ['\\*', ['*'], ['a', '\\*']],
    ['\\[a]', ['[a]'], ['a']],
    ['a\\?*', ['a?', 'a?b'], ['ab']],
    ['a\\', ['a\\'], ['a']],
    ['-la*', ['-la', '-la.mp3'], ['la']],
  ])('%s', (pattern, matching, others) => {
    expect(matching.filter((name) => !matches(pattern, name))).toEqual([]);
    expect(others.filter((name) => matches(pattern, name))).toEqual([]);
  });

  test('longer than any name needs is refused', () => {
    expect(readNamePattern('x'.repeat(1024)).ok).toBe(true);
    expect(readNamePattern('x'.repeat(1025)).ok).toBe(false);
  });
});

const text = fc.string({ unit: fc.constantFrom(...Array.from('ab*?[]!^-\\')), maxLength: 12 });

test('each name is matched by itself escaped, and by itself with a star anywhere', () => {
  fc.assert(
    fc.property(text, fc.nat(12), (name, place) => {
      const escaped = Array.from(name, (character) => `\\${character}`);
      expect(matches(escaped.join(''), name)).toBe(true);
      expect(hasWildcards(name) || matches(name, name)).toBe(true);
      expect(matches([...escaped.slice(0, place), '*', ...escaped.slice(place)].join(''), name)).toBe(true);
    }),
  );
});

/** The rules of fnmatch once more, each star tried at each place: right by its shortness, slow. */
function tried(pattern: string, name: string): boolean {
  if (pattern === '') return name === '';
  if (pattern[0] === '*') return tried(pattern.slice(1), name) || (name !== '' && tried(pattern, name.slice(1)));
  if (name === '') return false;
  return (pattern[0] === '?' || pattern[0] === name[0]) && tried(pattern.slice(1), name.slice(1));
}

test('stars find what trying each place finds', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
  const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
  fc.assert(
    fc.property(pattern, name, (shape, candidate) => {
      expect(matches(shape, candidate)).toBe(tried(shape, candidate));
    }),
    { numRuns: 1000 },
  );
});

test('no pattern takes long: tried place by place, these would not end before the machine does', () => {
  const piece = fc.constantFrom('*a', '*?', '*[a-z]', '*[!b]', 'a*', '**', '*\\a', '?', '[a');
  const hostile = fc.array(piece, { minLength: 100, maxLength: 200 }).map((pieces) => `${pieces.join('')}b`);
  const name = 'a'.repeat(255);
  fc.assert(
    fc.property(hostile, (pattern) => {
      expect(matches(pattern, name)).toBe(false);
    }),
  );
  expect(matches(`${'*a'.repeat(255)}*`, name)).toBe(true);
});
