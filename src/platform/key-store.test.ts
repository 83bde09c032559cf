import { linkSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MemoryKeyStore } from '../../test/kit/memory-key-store.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { FolderKeyStore, type KeyId, readKeyId } from './key-store.ts';
import { keyStoreContract } from './key-store.contract.ts';

keyStoreContract('the folder', () => new FolderKeyStore(join(temporaryFolder(), 'keys')));
keyStoreContract('the fake', () => new MemoryKeyStore());

const ID = 'a/b' as KeyId;

test('two stores on one folder, as in two processes, return the same new keys', async () => {
  const folder = join(temporaryFolder(), 'keys');
  const stores = [new FolderKeyStore(folder), new FolderKeyStore(folder)] as const;
  const names = Array.from({ length: 30 }, (_, index) => `group/${index}` as KeyId);
  const all = (store: (typeof stores)[number]) => Promise.all(names.map((name) => store.getOrCreate(name)));
  const [one, other] = await Promise.all([all(stores[0]), all(stores[1])]);
  expect(one).toEqual(other);
  expect(readdirSync(join(folder, 'group'))).toHaveLength(names.length);
});

test('only the owner can read the keys in a folder', async () => {
  const folder = join(temporaryFolder(), 'keys');
  await new FolderKeyStore(folder).getOrCreate(ID);
  const mode = (name: string) => statSync(join(folder, name)).mode & 0o777;
  expect([mode(''), mode('a'), mode('a/b')]).toEqual([0o700, 0o700, 0o600]);
});

test('a deleted key is nowhere in the folder, not even under a name left by a crash', async () => {
  const folder = join(temporaryFolder(), 'keys');
  const store = new FolderKeyStore(folder);
  const key = await store.getOrCreate(ID);
  linkSync(join(folder, ID), join(folder, 'a/.left'));
  expect(await Array.fromAsync(store.list())).toEqual([ID]);
  await store.delete(ID);
  expect(readdirSync(join(folder, 'a'))).toEqual(['.left']);
  expect(readFileSync(join(folder, 'a/.left'))).not.toEqual(key);
});

test('a damaged key is an error, neither returned nor replaced', async () => {
  const folder = join(temporaryFolder(), 'keys');
  const store = new FolderKeyStore(folder);
  await store.getOrCreate(ID);
  truncateSync(join(folder, ID), 31);
  await expect(store.get(ID)).rejects.toThrow('31 bytes');
  await expect(store.getOrCreate(ID)).rejects.toThrow('31 bytes');
  await store.delete(ID);
  expect(await store.get(ID)).toBeNull();
});

test('files that are not keys are not listed', async () => {
  const folder = temporaryFolder();
  const store = new FolderKeyStore(folder);
  await store.getOrCreate(ID);
  writeFileSync(join(folder, 'README'), '');
  writeFileSync(join(folder, 'a', '.hidden'), '');
  expect(await Array.fromAsync(store.list())).toEqual([ID]);
});

test.each(['2026-06-08/0190-ab_2026-03-10', 'hold/x', 'a/b.c'])('%j is an id', (text) => {
  expect(readKeyId(text)).toEqual({ ok: true, value: text });
});

test.each([
  '',
  'a',
  '/a',
  'a/',
  'a/b/c',
  '../a',
  'a/..',
  'a/.b',
  '.a/b',
  'a b/c',
  'a\\b/c',
  'a/ż',
  'a/b\n',
  `a/${'x'.repeat(200)}`,
])('%j is no id', (text) => {
  expect(readKeyId(text).ok).toBe(false);
});
