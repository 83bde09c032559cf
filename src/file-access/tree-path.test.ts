import { expect, test } from 'vitest';
import { readTreePath } from './tree-path.ts';

test.each([
  ['/', { kind: 'root', name: '', days: { first: '1900-01-01', end: '3000-01-01' } }],
  ['/2026', { kind: 'year', name: '2026', days: { first: '2026-01-01', end: '2027-01-01' } }],
  ['/2026/12', { kind: 'month', name: '12', days: { first: '2026-12-01', end: '2027-01-01' } }],
  ['/2028/02', { kind: 'month', name: '02', days: { first: '2028-02-01', end: '2028-03-01' } }],
  ['/2026/01', { kind: 'month', name: '01', days: { first: '2026-01-01', end: '2026-02-01' } }],
  ['/2028/02/29', { kind: 'day', name: '29', days: { first: '2028-02-29', end: '2028-03-01' } }],
  ['/2026/03/10/a_b-c.mp3', { kind: 'file', name: 'a_b-c.mp3', day: '2026-03-10' }],
])('%s is read', (path, place) => {
  expect(readTreePath(path)).toEqual(place);
});

test.each([
  '',
  '2026',
  '//2026',
  '/2026/',
  '/26',
  '/0000',
  '/1899',
  '/9999',
  '/2026/3',
  '/2026/13',
  '/2026/02/29',
  '/2026/03/10/a/b',
  '/2026/03/10/a b',
  '/2026/03/10/a\0b',
  "/2026/03/10/';--",
  '/../2026',
])('%j names nothing', (path) => {
  expect(readTreePath(path)).toBeNull();
});
