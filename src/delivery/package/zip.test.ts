import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
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
import { LeftOut, type PackedFile, zipLeavingOut, zipOf } from './index.ts';
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

const filled = (path: string, length = 1000): PackedFile => packedFile(path, Buffer.alloc(length, path));
const lost = (path: string, before: readonly Buffer[], sizeBytes = 100_000): PackedFile => ({
  ...filled(path),
  sizeBytes,
  open: async function* () {
    yield* before;
    throw new LeftOut('destroyed', 'gone');
  },
});
const closing = async (leftOut: ReadonlyMap<PackedFile, LeftOut>): Promise<PackedFile[]> => {
  const names = [...leftOut].map(([{ path }, { reason }]) => `${path} ${reason}`).join(' ');
  return [packedFile('list.txt', Buffer.from(names.padEnd(200)))];
};

describe('a ZIP that leaves out what is missing', () => {
  test.each<[string, PackedFile[], string]>([
    ['nothing is', [filled('a.mp3'), filled('b.mp3')], ''],
    ['at once', [lost('a.mp3', []), filled('b.mp3')], 'a.mp3 destroyed'],
    ['in the middle', [filled('a.mp3'), lost('b.mp3', [Buffer.alloc(70_000)]), filled('c.mp3')], 'b.mp3 destroyed'],
    ['too short', [{ ...filled('a.mp3'), sizeBytes: 2000 }, filled('b.mp3')], 'a.mp3 unreadable'],
    ['too long', [{ ...filled('a.mp3'), sizeBytes: 20 }, filled('b.mp3')], 'a.mp3 unreadable'],
    ['all of it', [lost('a.mp3', []), lost('b.mp3', [], 0)], 'a.mp3 destroyed b.mp3 destroyed'],
  ])('%s', async (_, files, listed) => {
    const zip = await zipLeavingOut(files, closing);
    const bytes = await buffer(zip.bytes);
    expect(bytes.length).toBe(zip.sizeBytes);
    const texts = await textsIn(bytes);
    expect(texts['list.txt']!.trim()).toBe(listed);
    const there = files.map(({ path }) => path).filter((path) => !listed.includes(path));
    expect(Object.keys(texts)).toEqual([...there, 'list.txt']);
    for (const path of there) expect(texts[path]).toBe(Buffer.alloc(1000, path).toString());
    const stored = join(temporaryFolder(), 'day.zip');
    await writeFile(stored, bytes);
    expect(await runProgram('unzip', ['-tq', stored])).toMatchObject({ exitCode: 0, stderr: '' });
    const names = 'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); print(z.testzip(), len(z.namelist()))';
    const { stdout } = await runProgram('python3', ['-c', names, stored]);
    expect(stdout.toString()).toBe(`None ${there.length + 1}\n`);
  });

  test('another failure fails it, and a longer list than announced', async () => {
    const fails = await zipLeavingOut([{ ...filled('a'), open: () => failing([]) }], closing);
    await expect(buffer(fails.bytes)).rejects.toThrow('gone');
    const grows = async (leftOut: ReadonlyMap<PackedFile, LeftOut>) => [filled('list', leftOut.size * 1000)];
    const tooLong = await zipLeavingOut([lost('a', [], 0)], grows);
    await expect(buffer(tooLong.bytes)).rejects.toThrow('larger than announced');
  });

  test('more than 4 GiB: its size is known, and its directory is ZIP64’s', async () => {
    const huge = [filled('a.mp3'), lost('b.mp3', [], 0x1_0000_0010), filled('c.mp3')];
    const zip = await zipLeavingOut(huge, closing);
    expect(zip.sizeBytes).toBe(zipOf([...huge, ...(await closing(new Map()))]).sizeBytes);
    let [length, end]: [number, Buffer] = [0, Buffer.alloc(0)];
    for await (const chunk of zip.bytes) {
      length += chunk.length;
      end = Buffer.concat([end, chunk.length > 1000 ? Buffer.alloc(0) : chunk]).subarray(-2000);
    }
    expect(length).toBe(zip.sizeBytes);
    const locator = end.subarray(-42, -22);
    expect(locator.readUInt32LE(0)).toBe(0x0706_4b50);
    expect(end.subarray(-98).readUInt32LE(0)).toBe(0x0606_4b50);
    expect(Number(locator.readBigUInt64LE(8))).toBe(length - 98);
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
