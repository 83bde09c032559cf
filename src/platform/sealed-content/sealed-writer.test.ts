import { createHash, randomBytes } from 'node:crypto';
import { existsSync, linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentOf, objectOf } from '../../../test/kit/sealed-audio.ts';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { newId, type RecordingId } from '../../base/ids.ts';
import { CHUNK_BYTES } from './chunks.ts';
import { keepInFile, SealedWriter } from './sealed-writer.ts';

const RECORDING_ID = newId<RecordingId>(Date.now());
const TAG = Buffer.from('a tag that is known last');

function target(memoryBytes?: number) {
  const path = join(temporaryFolder(), 'audio.mp3');
  return { recordingId: RECORDING_ID, path, ...(memoryBytes !== undefined && { memoryBytes }) };
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

const SIZES = [TAG.length, 1000, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES, 3 * CHUNK_BYTES + 17];

test('content of any size, in pieces of any size, is given back with its tag, from memory and from a file', async () => {
  const folder = temporaryFolder();
  const piece = fc.oneof(fc.integer({ min: 1, max: 999 }), fc.constantFrom(CHUNK_BYTES, 3 * CHUNK_BYTES));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...SIZES),
      fc.array(piece, { minLength: 1 }),
      fc.constantFrom(0, CHUNK_BYTES, 2 * CHUNK_BYTES, 1 << 22),
      async (sizeBytes, pieces, memoryBytes) => {
        const content = randomBytes(sizeBytes);
        using writer = new SealedWriter({ recordingId: RECORDING_ID, path: join(folder, 'audio'), memoryBytes });
        for (let at = 0, n = 0; at < sizeBytes; n++) {
          const length = pieces[n % pieces.length]!;
          writer.append(content.subarray(at, at + length));
          at += length;
        }
        const written = writer.finish(TAG);
        content.set(TAG);
        expect(written.sizeBytes).toBe(sizeBytes);
        expect(written.sha256.equals(sha256(content))).toBe(true);
        expect(contentOf(written).equals(content)).toBe(true);
        expect(written.audio.bytes === null).toBe(sizeBytes > Math.max(memoryBytes, CHUNK_BYTES));
      },
    ),
    { numRuns: 60 },
  );
});

test('the bytes that are appended are the caller’s again', () => {
  using writer = new SealedWriter(target());
  const memory = Buffer.from('first');
  writer.append(memory);
  memory.fill(0);
  writer.append(Buffer.from(' second'));
  expect(contentOf(writer.finish()).toString()).toBe('first second');
});

test('no chunk is sealed twice, nor by the key of another content', () => {
  const content = Buffer.alloc(3 * CHUNK_BYTES, 'MP3 frame');
  const sealed = [0, 1 << 22].map((memoryBytes) => {
    using writer = new SealedWriter(target(memoryBytes));
    writer.append(content);
    return writer.finish(TAG);
  });
  expect(sealed[0]!.audio.dataKey).not.toEqual(sealed[1]!.audio.dataKey);
  for (const each of sealed) expect(objectOf(each).includes('frame')).toBe(false);
});

test('a file that is there is replaced by another one: it may be that of an object', async () => {
  const to = target(0);
  const object = `${to.path}.object`;
  for (const write of [
    async (writer: SealedWriter) => writer.append(Buffer.alloc(2 * CHUNK_BYTES)),
    (writer: SealedWriter) => keepInFile(writer.finish().audio),
  ]) {
    writeFileSync(to.path, 'of an earlier attempt');
    linkSync(to.path, object);
    using writer = new SealedWriter(to);
    await write(writer);
    rmSync(to.path);
    expect(readFileSync(object, 'utf8')).toBe('of an earlier attempt');
    rmSync(object);
  }
});

test('what is not finished leaves no file', () => {
  const to = target(0);
  {
    using writer = new SealedWriter(to);
    writer.append(Buffer.alloc(3 * CHUNK_BYTES));
    expect(existsSync(to.path)).toBe(true);
  }
  expect(readdirSync(join(to.path, '..'))).toEqual([]);
});

test('a file that was damaged before its hash was made is not passed on', () => {
  const to = target(0);
  using writer = new SealedWriter(to);
  writer.append(Buffer.alloc(3 * CHUNK_BYTES));
  const damaged = readFileSync(to.path);
  damaged[2 * CHUNK_BYTES]! ^= 1;
  writeFileSync(to.path, damaged);
  expect(() => writer.finish()).toThrow(expect.objectContaining({ code: 'EIO' }));
});

test('what is in memory can be kept in its file', async () => {
  using writer = new SealedWriter(target());
  writer.append(Buffer.from('sound'));
  const written = writer.finish();
  const audio = await keepInFile(written.audio);
  expect(audio.bytes).toBeNull();
  expect(contentOf({ ...written, audio }).toString()).toBe('sound');
  expect(await keepInFile(audio)).toBe(audio);
});
