import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hrefOf, readDavPath } from './dav-path.ts';

test.each([
  ['/dav', { path: '/', asFolder: false }],
  ['/dav/', { path: '/', asFolder: true }],
  ['/dav/2026/03/', { path: '/2026/03', asFolder: true }],
  ['/dav//2026///03', { path: '/2026/03', asFolder: false }],
  ['/dav/2026/03/10/a%5Fb.mp3?x=1', { path: '/2026/03/10/a_b.mp3', asFolder: false }],
  ['http://fonoteka.example/dav/2026/?x', { path: '/2026', asFolder: true }],
  ['/dav/za%C5%BC%C3%B3%C5%82%C4%87', { path: '/zażółć', asFolder: false }],
])('%s is read', (url, path) => {
  expect(readDavPath(url)).toEqual(path);
});

test.each([
  '/davx',
  '/panel',
  '/dav/../api',
  '/dav/%2e%2e/api',
  '/dav/2026%2F03',
  '/dav/a%00b',
  '/dav/%C5',
  '/dav/%zz',
  `/dav/${'a'.repeat(2000)}`,
  // What operating systems look for in each folder.
  '/dav/2026/desktop.ini',
  '/dav/2026/03/10/Thumbs.db',
  '/dav/2026/03/10/._a.mp3',
  '/dav/.DS_Store',
  '/dav/AutoRun.inf',
])('%s names nothing', (url) => {
  expect(readDavPath(url)).toBeNull();
});

test('what is read from an href is its path', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(fc.array(name, { maxLength: 5 }), (names) => {
      const path = `/${names.join('/')}`;
      const read = readDavPath(hrefOf(path, 'folder'));
      if (read !== null)
        expect(read.path).toBe(
          `/${path
            .split('/')
            .filter((part) => part !== '')
            .join('/')}`,
        );
    }),
  );
});
