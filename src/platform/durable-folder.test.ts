import { open } from 'node:fs/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { syncFolder } from './durable-folder.ts';

test('who syncs a folder at the same time shares a sync that begins afterwards', async () => {
  const [folder, other] = [temporaryFolder(), temporaryFolder()];
  await using handle = await open(folder);
  const syncs = vi.spyOn(Object.getPrototypeOf(handle) as typeof handle, 'sync');
  onTestFinished(() => syncs.mockRestore());
  const together = Array.from({ length: 20 }, () => syncFolder(folder));
  // While the first one runs: it may not have seen what these have added.
  await Promise.resolve();
  await Promise.resolve();
  together.push(...Array.from({ length: 20 }, () => syncFolder(folder)));
  await Promise.all([...together, syncFolder(other)]);
  expect(syncs).toHaveBeenCalledTimes(3);
  await expect(Promise.all([syncFolder(`${folder}/none`), syncFolder(`${folder}/none`)])).rejects.toThrow('ENOENT');
  await syncFolder(folder);
  expect(syncs).toHaveBeenCalledTimes(4);
});
