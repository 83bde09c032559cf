import { describe, expect, test } from 'vitest';
import type { TreeEntry } from '../recording-tree.ts';
import { FACTS, factsLine, lsLine, timeValue } from './listing-formats.ts';

const NOW = Date.parse('2026-07-10T12:00:00Z');
const file = (modified: string, name = 'a b.mp3'): TreeEntry => ({
  kind: 'file',
  name,
  modifiedAt: Date.parse(modified),
  sizeBytes: 5_000_000_000,
});
const folder: TreeEntry = { kind: 'folder', name: '03', modifiedAt: Date.parse('2026-03-01T00:00:00Z') };

describe('lsLine', () => {
  test.each([
    ['2026-07-09T08:05:59Z', '-r--r--r-- 1 ftp ftp    5000000000 Jul  9 08:05 a b.mp3'],
    ['2025-12-31T23:59:59Z', '-r--r--r-- 1 ftp ftp    5000000000 Dec 31  2025 a b.mp3'],
    ['2026-07-12T00:00:00Z', '-r--r--r-- 1 ftp ftp    5000000000 Jul 12  2026 a b.mp3'],
  ])('shows the time when recent, else the year: %s', (modified, line) => {
    expect(lsLine(file(modified), NOW)).toBe(line);
  });

  test('marks folders', () => {
    expect(lsLine(folder, NOW)).toBe('dr-xr-xr-x 1 ftp ftp          4096 Mar  1 00:00 03');
  });

  test('keeps a name on its line', () => {
    expect(lsLine(file('2026-07-09T08:05:59Z', 'a\r\n226 b\0'), NOW)).toMatch(/ a__226 b_$/);
  });
});

describe('factsLine', () => {
  test('has the facts asked for, in one order, and the name after a space', () => {
    const modified = file('2026-07-09T08:05:59Z');
    expect(factsLine(modified, new Set(FACTS), 'a b.mp3')).toBe(
      'type=file;size=5000000000;modify=20260709080559;perm=r;UNIX.mode=0444; a b.mp3',
    );
    expect(factsLine(modified, new Set(['size', 'type']), 'x')).toBe('type=file;size=5000000000; x');
    expect(factsLine(modified, new Set(), 'x')).toBe(' x');
    expect(factsLine(folder, new Set(FACTS), '03')).toBe('type=dir;modify=20260301000000;perm=el;UNIX.mode=0555; 03');
  });
});

test('timeValue is in UTC, without fractions', () => {
  expect(timeValue(Date.parse('2026-03-29T01:02:03.999Z'))).toBe('20260329010203');
});
