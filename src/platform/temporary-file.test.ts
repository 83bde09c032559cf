import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { OpenTemporaryFile, readTemporaryFile, temporaryFile, writeTemporaryFile } from './temporary-file.ts';

test('pieces written at any position, in any order, are read again, by a stream and from any position', async () => {
  const folder = temporaryFolder();
  let files = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 100 }), { minLength: 1, maxLength: 10 }),
      fc.nat(50),
      async (pieces, from) => {
        const file = temporaryFile(join(folder, String(files++)));
        const content = Buffer.concat(pieces);
        using open = new OpenTemporaryFile(file, 'replace');
        let end = content.length;
        for (const piece of pieces.toReversed()) open.write(piece, (end -= piece.length));
        expect(await buffer(readTemporaryFile(file))).toEqual(content);
        expect(open.read(from, 64)).toEqual(content.subarray(from, from + 64));
        expect(open.sizeBytes).toBe(content.length);
      },
    ),
    { numRuns: 40 },
  );
});

test('the content is not readable on the disk, nor with the key of another file', async () => {
  const file = temporaryFile(join(temporaryFolder(), 'file'));
  const content = Buffer.from('what somebody said on the telephone');
  await writeTemporaryFile(
    file,
    (async function* () {
      yield content;
    })(),
  );
  expect(readFileSync(file.path).includes('said')).toBe(false);
  expect(await buffer(readTemporaryFile(file))).toEqual(content);
  expect(await buffer(readTemporaryFile(temporaryFile(file.path)))).not.toEqual(content);
});

test('a file that does not exist cannot be read, one that exists is not written again', async () => {
  const file = temporaryFile(join(temporaryFolder(), 'file'));
  await expect(buffer(readTemporaryFile(file))).rejects.toMatchObject({ code: 'ENOENT' });
  expect(() => new OpenTemporaryFile(file, 'read')).toThrow('ENOENT');
  writeFileSync(file.path, '');
  await expect(writeTemporaryFile(file, (async function* () {})())).rejects.toMatchObject({ code: 'EEXIST' });
});
