import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ByteStreamReader, CHUNK_BYTES, ChunkCipher, chunkCount, type CipherSecret, header } from './chunks.ts';

const FILE_MODE = 0o600;

interface FileToEncrypt {
  /** `sizeBytes` long. */
  readonly plaintext: Readable;
  readonly sizeBytes: number;
  /** Created, or replaced. */
  readonly to: string;
}

/** Encrypts a stream into a file; about one chunk is in memory at a time. */
export async function encryptFile({ plaintext, to, sizeBytes }: FileToEncrypt, secret: CipherSecret): Promise<void> {
  await pipeline(
    plaintext,
    (bytes: AsyncIterable<Buffer>) => encrypted(bytes, sizeBytes, secret),
    createWriteStream(to, { mode: FILE_MODE }),
  );
}

async function* encrypted(
  plaintext: AsyncIterable<Buffer>,
  sizeBytes: number,
  secret: CipherSecret,
): AsyncGenerator<Buffer> {
  const cipher = new ChunkCipher(secret);
  const source = new ByteStreamReader(plaintext);
  yield header();
  let taken = 0;
  const count = chunkCount(sizeBytes);
  for (let index = 0; index < count; index++) {
    const chunk = await source.take(CHUNK_BYTES);
    taken += chunk.length;
    yield cipher.seal({ index, last: index === count - 1 }, chunk);
  }
  const more = await source.take(1);
  if (taken !== sizeBytes || more.length > 0) throw new Error(`the file to encrypt does not have ${sizeBytes} bytes`);
}
