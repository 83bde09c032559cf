import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OpenMemoryObject } from '../kit/memory-object-store.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { newId, type RecordingId } from '../../src/base/ids.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { ByteRange } from '../../src/platform/object-store.ts';
import { ChunkReader, type PlainRange } from '../../src/archive/audio-content.ts';
import { CHUNK_BYTES, type CipherSecret, chunkOffset, HEADER_BYTES } from '../../src/platform/sealed-content/chunks.ts';
import { encryptFile } from '../../src/platform/sealed-content/encrypt-file.ts';
import { SealedChunks } from '../../src/platform/sealed-content/stored-chunks.ts';
import { TAG_BYTES } from '../../src/platform/sealing.ts';

const newSecret = (): CipherSecret => ({ dataKey: randomBytes(32), recordingId: newId<RecordingId>(Date.now()) });
const SECRET = newSecret();

async function encrypt(plaintext: Buffer, secret = SECRET): Promise<Buffer> {
  const folder = temporaryFolder();
  const to = join(folder, 'encrypted');
  await encryptFile({ plaintext: inPieces(plaintext), to, sizeBytes: plaintext.length }, secret);
  return readFileSync(to);
}

/** Gives the bytes in pieces that begin and end where no chunk does. */
function inPieces(bytes: Buffer): Readable {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 10_007) pieces.push(bytes.subarray(at, at + 10_007));
  return Readable.from(pieces);
}

interface Reading {
  readonly object: Buffer;
  readonly sizeBytes: number;
  readonly range?: PlainRange;
  readonly secret?: CipherSecret;
  /** What of the object was opened. */
  readonly opened?: ByteRange[];
}

async function openedContent({
  object,
  sizeBytes,
  range,
  secret = SECRET,
  opened = [],
}: Reading): Promise<ChunkReader> {
  const open = async (part: ByteRange) => {
    opened.push(part);
    return new OpenMemoryObject(object.subarray(part.start, part.end), () => true);
  };
  const chunks = new SealedChunks(secret, sizeBytes);
  return new ChunkReader({ open, chunks }, range ?? { start: 0, end: sizeBytes }, { clock: systemClock }).open();
}

async function decrypt(reading: Reading): Promise<Buffer> {
  const content = await openedContent(reading);
  const pieces: Buffer[] = [];
  for (let bytes = await content.read(); bytes !== null; bytes = await content.read()) pieces.push(bytes);
  return Buffer.concat(pieces);
}

const SIZES = [0, 1, 1000, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES + 17];

describe('an encrypted file', () => {
  test.each(SIZES)('of %i bytes is given back', async (sizeBytes) => {
    const plaintext = randomBytes(sizeBytes);
    const object = await encrypt(plaintext);
    expect(object).toHaveLength(HEADER_BYTES + sizeBytes + TAG_BYTES * Math.max(1, Math.ceil(sizeBytes / CHUNK_BYTES)));
    expect((await decrypt({ object, sizeBytes })).equals(plaintext)).toBe(true);
  });

  test('begins with the header of its format', async () => {
    expect((await encrypt(Buffer.from('x'))).subarray(0, HEADER_BYTES)).toEqual(
      Buffer.from([0x46, 0x4e, 0x54, 0x4b, 1, 16, 0, 0]),
    );
  });

  test('contains no plaintext, and is never the same twice', async () => {
    const plaintext = Buffer.alloc(3 * CHUNK_BYTES, 'MP3 frame');
    const object = await encrypt(plaintext);
    expect(object.includes('frame')).toBe(false);
    const chunks = [0, 1, 2].map((index) =>
      object.subarray(chunkOffset(index), chunkOffset(index + 1)).toString('hex'),
    );
    expect(new Set(chunks).size).toBe(3);
  });

  test.each([-1, 1])('that is %i byte longer than stated is refused', async (difference) => {
    const folder = temporaryFolder();
    const plaintext = inPieces(randomBytes(CHUNK_BYTES));
    const file = { plaintext, to: join(folder, 'encrypted'), sizeBytes: CHUNK_BYTES - difference };
    await expect(encryptFile(file, SECRET)).rejects.toThrow('bytes');
  });
});

describe('a range', () => {
  const sizeBytes = 3 * CHUNK_BYTES + 17;
  const plaintext = randomBytes(sizeBytes);

  test('of any start and length equals the slice of the plaintext; only its chunks are read', async () => {
    const object = await encrypt(plaintext);
    const edge = fc.constantFrom(
      ...[0, 1, 2, 3].flatMap((n) => [n * CHUNK_BYTES - 1, n * CHUNK_BYTES, n * CHUNK_BYTES + 1]),
    );
    const position = fc
      .oneof(fc.nat(sizeBytes), edge, fc.constant(sizeBytes))
      .map((at) => Math.min(Math.max(at, 0), sizeBytes));
    await fc.assert(
      fc.asyncProperty(position, position, async (one, other) => {
        const range = { start: Math.min(one, other), end: Math.max(one, other) };
        if (range.start === sizeBytes) return;
        const opened: ByteRange[] = [];
        const got = await decrypt({ object, sizeBytes, range, opened });
        expect(got.equals(plaintext.subarray(range.start, range.end))).toBe(true);
        const [first, last] = [range.start, Math.max(range.start, range.end - 1)].map((at) =>
          Math.floor(at / CHUNK_BYTES),
        );
        const end = Math.min(object.length, chunkOffset(last! + 1));
        expect(opened).toEqual([{ start: first === 0 ? 0 : chunkOffset(first!), end }]);
      }),
      { numRuns: 200 },
    );
  });
});

/** The header and the chunks of an object of three. */
function parts(object: Buffer): Buffer[] {
  const chunks = [0, 1, 2].map((index) => object.subarray(chunkOffset(index), chunkOffset(index + 1)));
  return [object.subarray(0, HEADER_BYTES), ...chunks];
}

describe('damage', () => {
  const sizeBytes = 2 * CHUNK_BYTES + 100;
  const plaintext = randomBytes(sizeBytes);
  const damaged = expect.objectContaining({ code: 'recording-damaged' });
  test('is detected in any bit', async () => {
    const short = randomBytes(40);
    const object = await encrypt(short);
    for (let bit = 0; bit < object.length * 8; bit++) {
      const changed = Buffer.from(object);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      await expect(decrypt({ object: changed, sizeBytes: short.length })).rejects.toEqual(damaged);
    }
  });

  test('is detected in any bit of a long one', async () => {
    const object = await encrypt(plaintext);
    await fc.assert(
      fc.asyncProperty(fc.nat(object.length * 8 - 1), async (bit) => {
        const changed = Buffer.from(object);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        await expect(decrypt({ object: changed, sizeBytes })).rejects.toEqual(damaged);
      }),
      { numRuns: 50 },
    );
  });

  test('yields no byte of a chunk before the chunk is checked', async () => {
    const object = await encrypt(plaintext);
    object[chunkOffset(1) + 50_000]! ^= 1;
    const content = await openedContent({ object, sizeBytes });
    const got = [await content.read()] as Buffer[];
    await expect(content.read()).rejects.toEqual(damaged);
    expect(Buffer.concat(got).equals(plaintext.subarray(0, CHUNK_BYTES))).toBe(true);
  });

  test.each([
    ['cut at its end', (object: Buffer) => object.subarray(0, -1)],
    ['cut between chunks', (object: Buffer) => Buffer.concat(parts(object).slice(0, 3))],
    ['cut to nothing', () => Buffer.alloc(0)],
    ['cut after the header', (object: Buffer) => object.subarray(0, HEADER_BYTES)],
    ['of chunks in another order', (object: Buffer) => Buffer.concat([0, 2, 1, 3].map((part) => parts(object)[part]!))],
    ['of one chunk twice', (object: Buffer) => Buffer.concat([0, 1, 1, 3].map((part) => parts(object)[part]!))],
  ])('is found out: %s', async (_, change) => {
    const object = change(await encrypt(plaintext));
    await expect(decrypt({ object, sizeBytes })).rejects.toEqual(damaged);
  });

  test('cannot look complete by a smaller size in the row', async () => {
    const object = await encrypt(plaintext);
    for (const less of [sizeBytes - 1, 2 * CHUNK_BYTES, CHUNK_BYTES, 1, 0]) {
      await expect(decrypt({ object, sizeBytes: less })).rejects.toEqual(damaged);
    }
  });

  test('cannot be decrypted by another key or as another recording', async () => {
    const object = await encrypt(plaintext);
    const other = newSecret();
    const { dataKey, recordingId } = SECRET;
    for (const secret of [
      other,
      { dataKey, recordingId: other.recordingId },
      { dataKey: other.dataKey, recordingId },
    ]) {
      await expect(decrypt({ object, sizeBytes, secret })).rejects.toEqual(damaged);
    }
  });
});
