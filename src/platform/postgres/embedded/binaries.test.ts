import { chmod, cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packageFolder, runnableBinaries } from './binaries.ts';
import { accountFor } from './account.ts';

let folder: string;
let native: string;
let copyFolder: string;

/** The package as npm unpacks it without running its install script: without links. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fonoteka-binaries-'));
  copyFolder = await mkdtemp(join(tmpdir(), 'fonoteka-copies-'));
  await chmod(folder, 0o755);
  await chmod(copyFolder, 0o755);
  await cp(dirname(packageFolder()), folder, {
    recursive: true,
    verbatimSymlinks: true,
    filter: async (path) => !(await links()).includes(path),
  });
  native = join(folder, 'native');
});

afterEach(async () => {
  for (const each of [folder, copyFolder]) await rm(each, { recursive: true });
});

async function links(): Promise<string[]> {
  const list = JSON.parse(await readFile(join(packageFolder(), 'pg-symlinks.json'), 'utf8')) as {
    target: string;
  }[];
  return list.map(({ target }) => join(packageFolder(), '..', target));
}

describe('runnableBinaries', () => {
  test('makes the links that the install script should have made', async () => {
    const account = await accountFor('/nowhere', folder);
    expect(await runnableBinaries({ native, account, copyFolder })).toEqual({
      postgres: join(native, 'bin', 'postgres'),
      initdb: join(native, 'bin', 'initdb'),
    });
    expect(await readdir(copyFolder)).toEqual([]);
  });

  test.runIf(process.getuid?.() === 0)(
    'copies the programs once if they are in a folder closed to their user',
    async () => {
      await chmod(folder, 0o700);
      const account = await accountFor('/nowhere', folder);
      const copied = await runnableBinaries({ native, account, copyFolder });
      expect(copied.postgres.startsWith(copyFolder)).toBe(true);
      expect(await runnableBinaries({ native, account, copyFolder })).toEqual(copied);
      expect(await readdir(copyFolder)).toEqual([expect.stringMatching(/^postgresql-18/)]);
    },
  );

  test('reports why programs do not run', async () => {
    await rm(join(native, 'lib', 'libcrypto.so.1.1'));
    const used = runnableBinaries({ native, account: await accountFor('/nowhere', folder), copyFolder });
    await expect(used).rejects.toMatchObject({
      code: 'database-cannot-start',
      message: expect.stringContaining('libcrypto'),
    });
  });
});
