import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';

/** What is read at once. */
const READ_BYTES = 1 << 18;

/** SHA-256 of an open file's whole content. Synchronous: for worker threads. */
export function fileHash(descriptor: number): Buffer {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  for (let position = 0; ; ) {
    const bytesRead = readSync(descriptor, buffer, 0, buffer.length, position);
    if (bytesRead === 0) return hash.digest();
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}
