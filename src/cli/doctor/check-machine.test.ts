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
  const missing = await checkSpoolSpace(join(data, 'missing'));
  expect(missing).toMatchObject({ ok: true, detail: expect.stringContaining('not known') });
});
