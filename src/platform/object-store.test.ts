import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MemoryObjectStore } from '../../test/kit/memory-object-store.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { FolderObjectStore, type ObjectKey, readObjectKey } from './object-store.ts';
import { objectStoreContract } from './object-store.contract.ts';

objectStoreContract('the folder', () => new FolderObjectStore(temporaryFolder()));
objectStoreContract('the fake', () => new MemoryObjectStore());

test('only the owner can read the files in a folder, and no partial ones remain', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'given'), 'content', { mode: 0o644 });
  const store = new FolderObjectStore(join(folder, 'store'));
  await store.put('a/b/c.mp3' as ObjectKey, join(folder, 'given'));
  await expect(store.put('a/b/d.mp3' as ObjectKey, join(folder, 'absent'))).rejects.toThrow('ENOENT');
  await expect(store.put('a/b/c.mp3/e' as ObjectKey, join(folder, 'given'))).rejects.toThrow();
  expect(statSync(join(folder, 'store/a/b/c.mp3')).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'store/a')).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(folder, 'store/.incoming'))).toEqual([]);
});

test('listing leaves out what is no object, and folders that only root may read', async () => {
  const folder = temporaryFolder();
  for (const name of ['lost+found', '.incoming', 'a']) mkdirSync(join(folder, name));
  for (const name of ['.store-id', 'lost+found/1', '.incoming/2', 'a/.hidden', 'a/3'])
    writeFileSync(join(folder, name), '');
  expect(await Array.fromAsync(new FolderObjectStore(folder).list(''))).toEqual(['a/3']);
});

test('a partial file left by a crash is replaced when the object is put again', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'given'), 'content');
  mkdirSync(join(folder, '.incoming'));
  writeFileSync(join(folder, '.incoming', createHash('sha256').update('a/b').digest('hex')), 'con and more');
  const store = new FolderObjectStore(folder);
  await store.put('a/b' as ObjectKey, join(folder, 'given'));
  expect(await store.stat('a/b' as ObjectKey)).toEqual({ sizeBytes: 7 });
  expect(readdirSync(join(folder, '.incoming'))).toEqual([]);
});

test('listing leaves out what is no object, and folders that only root may read', async () => {
  const folder = temporaryFolder();
  for (const name of ['lost+found', '.incoming', 'a']) mkdirSync(join(folder, name));
  for (const name of ['.store-id', 'lost+found/1', '.incoming/2', 'a/.hidden', 'a/3'])
    writeFileSync(join(folder, name), '');
  expect(await Array.fromAsync(new FolderObjectStore(folder).list(''))).toEqual(['a/3']);
});

test('another name of an object, left by a crash, does not let it be written to', async () => {
  const folder = temporaryFolder();
  const store = new FolderObjectStore(folder);
  writeFileSync(join(folder, 'first'), 'first');
  await store.put('a/b' as ObjectKey, join(folder, 'first'), { final: true });
  linkSync(join(folder, 'a/b'), join(folder, '.incoming', createHash('sha256').update('a/b').digest('hex')));
  writeFileSync(join(folder, 'second'), 'second');
  await store.put('a/b' as ObjectKey, join(folder, 'second'));
  expect(readFileSync(join(folder, 'first'), 'utf8')).toBe('first');
  expect([readFileSync(join(folder, 'a/b'), 'utf8'), readdirSync(join(folder, '.incoming'))]).toEqual(['second', []]);
});

test('a partial file left by a crash goes with the object that was never complete', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, '.incoming'));
  writeFileSync(join(folder, '.incoming', createHash('sha256').update('a/b').digest('hex')), 'con');
  await new FolderObjectStore(folder).delete('a/b' as ObjectKey);
  expect(readdirSync(join(folder, '.incoming'))).toEqual([]);
});

test.each(['a', 'tenant/2026/03/id.mp3', '0a-b_c.d/x'])('%j is a key', (text) => {
  expect(readObjectKey(text)).toEqual({ ok: true, value: text });
});

test.each([
  '',
  '/a',
  'a/',
  'a//b',
  '.',
  '..',
  'a/../b',
  '../a',
  '.incoming/x',
  'a/.b',
  'a\\b',
  'a b',
  'a\0',
  'ż',
  'x'.repeat(513),
])('%j is no key', (text) => {
  expect(readObjectKey(text).ok).toBe(false);
});
