import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import yauzl from 'yauzl';
import { runProgram } from '../../../test/kit/run-program.ts';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { unzip } from '../../../test/kit/unzip.ts';
import { type PackedFile, zipOf } from './index.ts';
import { centralRecord, dataDescriptor, endRecords, localHeader } from './zip-records.ts';

const AT = Date.parse('2026-03-10T08:05:09Z');

function packedFile(path: string, content: Buffer): PackedFile {
  const open = (): AsyncIterable<Buffer> => Readable.from([content], { objectMode: false });
  return { path, sizeBytes: content.length, modifiedAt: AT, open };
}

async function textsIn(zip: Buffer): Promise<Record<string, string>> {
  return Object.fromEntries([...(await unzip(zip))].map(([path, content]) => [path, content.toString('latin1')]));
}

test('holds every file as it is, and its size was known before', async () => {
  const name = fc.stringMatching(/^[a-zż0-9_]{1,20}$/);
  const content = fc.uint8Array({ maxLength: 5000 });
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, content, { maxKeys: 20 }), async (files) => {
      const given = Object.entries(files).map(([path, bytes]) => packedFile(`d/${path}.mp3`, Buffer.from(bytes)));
      const zip = zipOf(given);
      const bytes = await buffer(zip.open({ start: 0 }));
      expect(bytes.length).toBe(zip.sizeBytes);
      const expected = Object.entries(files).map(([path, bytes]) => [
        `d/${path}.mp3`,
        Buffer.from(bytes).toString('latin1'),
      ]);
      expect(await textsIn(bytes)).toEqual(Object.fromEntries(expected));
    }),
    { numRuns: 30 },
  );
});

test('made again from any byte on, it has the same bytes', async () => {
  const zip = zipOf(Array.from({ length: 5 }, (_, index) => packedFile(`${index}.mp3`, Buffer.alloc(1000, index))));
  const complete = await buffer(zip.open({ start: 0 }));
  for (const start of [0, 1, 999, 1000, 3333, complete.length - 1, complete.length]) {
    expect((await buffer(zip.open({ start }))).equals(complete.subarray(start))).toBe(true);
  }
});

describe('Info-ZIP', () => {
  test.each([
    ['no file', 0],
    ['a thousand files', 1_000],
    ['more files than fit without ZIP64', 66_000],
  ])('finds no error: %s', async (_, count) => {
    const files = Array.from({ length: count }, (_, index) => packedFile(`2026/03/10/${index}.mp3`, Buffer.from('x')));
    const zip = zipOf(files);
    const path = join(temporaryFolder(), 'day.zip');
    await pipeline(zip.open({ start: 0 }), createWriteStream(path));
    const { stdout, exitCode } = await runProgram('unzip', ['-tq', path]);
    // 1: a warning, of a ZIP without a file.
    expect(exitCode).toBe(count === 0 ? 1 : 0);
    if (count > 0) expect(stdout.toString()).toContain('No errors detected');
    expect(await countFiles(path)).toBe(count);
  });
});

async function countFiles(path: string): Promise<number> {
  const reader = await yauzl.openPromise(path, { lazyEntries: true });
  const { entryCount } = reader;
  reader.close();
  return entryCount;
}

test('one file is open at a time, and only as fast as somebody reads', async () => {
  let given = 0;
  let open = 0;
  let mostOpen = 0;
  async function* megabyte(): AsyncGenerator<Buffer> {
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    for (let chunk = 0; chunk < 16; chunk += 1) {
      given += 65_536;
      yield Buffer.alloc(65_536);
    }
    open -= 1;
  }
  const files = Array.from(
    { length: 20 },
    (_, index): PackedFile => ({ path: `${index}.mp3`, sizeBytes: 16 * 65_536, modifiedAt: AT, open: megabyte }),
  );
  let read = 0;
  let mostAhead = 0;
  for await (const chunk of zipOf(files).open({ start: 0 })) {
    read += chunk.length;
    mostAhead = Math.max(mostAhead, given - read);
  }
  expect(mostOpen).toBe(1);
  expect(mostAhead).toBeLessThan(2_000_000);
});

async function* failing(before: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* before;
  throw new Error('gone');
}

describe('a file that fails', () => {
  const good = packedFile('a.mp3', Buffer.from('a'));
  test.each<[string, PackedFile]>([
    ['when it is opened', { ...good, open: () => failing([]) }],
    ['while it is read', { ...good, open: () => failing([Buffer.from('a')]) }],
  ])('fails the ZIP: %s', async (_, bad) => {
    const zip = zipOf([good, { ...bad, path: 'b.mp3' }, { ...good, path: 'c.mp3' }]);
    await expect(buffer(zip.open({ start: 0 }))).rejects.toThrow('gone');
  });

  test.each([0, 2])('fails the ZIP: of another length than was said, %i', async (sizeBytes) => {
    const zip = zipOf([{ ...good, sizeBytes }]);
    await expect(buffer(zip.open({ start: 0 }))).rejects.toThrow('another size');
  });
});

test('a reader that leaves closes the file that is open', async () => {
  const content = Readable.from([Buffer.alloc(10), Buffer.alloc(10)], { objectMode: false });
  const zip = zipOf([{ path: 'a.mp3', sizeBytes: 20, modifiedAt: AT, open: () => content }]);
  const closed = new Promise((resolve) => content.once('close', resolve));
  let bytes = 0;
  for await (const chunk of zip.open({ start: 0 })) {
    bytes += chunk.length;
    if (
      bytes > localHeader({ name: Buffer.from('a.mp3'), sizeBytes: 20, modifiedAt: AT, dosTime: 0, offset: 0 }).length
    )
      break;
  }
  await closed;
  expect(content.destroyed).toBe(true);
});

describe('more than 4 GiB', () => {
  const HUGE = 0x1_0000_0010;

  test('sizes and offsets are ZIP64’s, and unpackers find the files', () => {
    const entry = { name: Buffer.from('a.mp3'), sizeBytes: HUGE, modifiedAt: AT, dosTime: 0, offset: 0 };
    const far = { ...entry, sizeBytes: 1, offset: HUGE + 100 };
    expect(localHeader(entry).length).toBe(30 + 5 + 9 + 20);
    expect(dataDescriptor(entry, 7).readBigUInt64LE(8)).toBe(BigInt(HUGE));
    expect(centralRecord(entry, 7).readUInt32LE(20)).toBe(0xffff_ffff);
    expect(centralRecord(entry, 7).readBigUInt64LE(46 + 5 + 9 + 4)).toBe(BigInt(HUGE));
    expect(localHeader(far).length).toBe(30 + 5 + 9);
    expect(centralRecord(far, 7).readBigUInt64LE(46 + 5 + 9 + 4)).toBe(BigInt(HUGE + 100));
    const end = endRecords({ entries: 2, offset: HUGE + 200, sizeBytes: 130 });
    expect(end.readBigUInt64LE(48)).toBe(BigInt(HUGE + 200));
  });
});
