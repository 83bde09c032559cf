/** Every server accepts this much in one request (draft-ietf-secsh-filexfer-02 §3). */
const REQUEST_BYTES = 32 * 1024;
/** Enough for 40 MB/s at a round trip of 50 ms. ssh2's own streams wait for each answer: 1 MB/s there. */
const MAX_PENDING = 64;

/** An interrupted upload may have a hole up to this far before its last byte: servers may write in any order. */
export const MAX_HOLE_BYTES = REQUEST_BYTES * MAX_PENDING;

/** Writes a stream from a position on, many requests at a time. Resolves when all are answered; stops at the first error. */
export async function writePipelined(
  source: AsyncIterable<Buffer>,
  from: number,
  write: (chunk: Buffer, position: number) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  const pending: Promise<unknown>[] = [];
  let position = from;
  for await (const chunk of source) {
    for (let start = 0; start < chunk.length; start += REQUEST_BYTES) {
      const part = chunk.subarray(start, start + REQUEST_BYTES);
      if (pending.length >= MAX_PENDING) await pending.shift();
      if (failures.length > 0) throw failures[0];
      pending.push(write(part, position).catch((error: unknown) => failures.push(error)));
      position += part.length;
    }
  }
  await Promise.all(pending);
  if (failures.length > 0) throw failures[0];
}

/**
 * A file's bytes in order, many requests at a time; `sizeBytes` is `Infinity` if it is not known. `read` may return less
 * than requested; empty: the file has ended.
 */
export async function* readPipelined(
  sizeBytes: number,
  read: (position: number, lengthBytes: number) => Promise<Buffer>,
): AsyncGenerator<Buffer> {
  const pending: Promise<Buffer>[] = [];
  let position = 0;
  let endsAt = sizeBytes;
  while (position < endsAt || pending.length > 0) {
    while (position < endsAt && pending.length < MAX_PENDING) {
      const lengthBytes = Math.min(REQUEST_BYTES, endsAt - position);
      const piece = readFully(position, lengthBytes, read);
      piece.catch(() => {});
      pending.push(piece);
      position += lengthBytes;
    }
    const piece = await pending.shift()!;
    if (piece.length > 0) yield piece;
    else endsAt = 0;
  }
}

async function readFully(
  position: number,
  lengthBytes: number,
  read: (position: number, lengthBytes: number) => Promise<Buffer>,
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let filled = 0; filled < lengthBytes; ) {
    const piece = await read(position + filled, lengthBytes - filled);
    if (piece.length === 0) break;
    pieces.push(piece);
    filled += piece.length;
  }
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}
