import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { OutboxFolder } from './outbox-folder.ts';

test('deletes the mails written before an instant, and nothing else', async () => {
  const folder = temporaryFolder();
  const outbox = new OutboxFolder({ folder, from: 'fonoteka@example.com' });
  for (const [name, day] of [
    ['old.eml', 1],
    ['new.eml', 3],
    ['old.txt', 1],
  ] as const) {
    await writeFile(join(folder, name), 'x');
    await utimes(join(folder, name), day * 86_400, day * 86_400);
  }
  await outbox.deleteWrittenBefore(2 * 86_400_000);
  expect((await readdir(folder)).toSorted()).toEqual(['new.eml', 'old.txt']);
  await new OutboxFolder({ folder: join(folder, 'missing'), from: 'x@example.com' }).deleteWrittenBefore(0);
});
