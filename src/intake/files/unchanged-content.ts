import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** The file is not what it was when it was found. */
export class FileChanged extends Error {}

const READ_BYTES = 256 * 1024;

/**
 * All of a file, and no more: `read` is what it was before. Fails at the end with FileChanged if it has changed meanwhile, so that
 * nothing of it is stored.
 */
export async function* unchangedContent(handle: FileHandle, read: BigIntStats): AsyncGenerator<Uint8Array> {
  const sizeBytes = Number(read.size);
  for (let position = 0; position < sizeBytes; ) {
    const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, sizeBytes - position));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) throw new FileChanged();
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
  const now = await handle.stat({ bigint: true });
  if (now.size !== read.size || now.mtimeNs !== read.mtimeNs) throw new FileChanged();
}
