import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { checkSpoolSpace } from './check-machine.ts';

test('whether the file system gives the space of archived calls back is said, and is no problem', async () => {
  const data = temporaryFolder();
  expect(await checkSpoolSpace(data)).toMatchObject({ ok: true, detail: expect.stringContaining('are freed') });
  expect(await checkSpoolSpace(data, async () => false)).toMatchObject({
    ok: true,
    detail: expect.stringContaining('64 MB'),
  });
  const notMade = await checkSpoolSpace(join(data, 'missing'));
  expect(notMade).toMatchObject({ ok: true, detail: expect.stringContaining('are freed') });
  const unknown = await checkSpoolSpace(data, () => Promise.reject(new Error('EACCES')));
  expect(unknown).toMatchObject({ ok: true, detail: expect.stringContaining('not known') });
});
