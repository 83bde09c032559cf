/** What every server takes and gives in one request (draft-ietf-secsh-filexfer-02 §3). */
const REQUEST_BYTES = 32 * 1024;
/** Fills 40 MB/s at 50 ms there and back. ssh2's own streams wait for each answer: 1 MB/s there. */
const MAX_UNDER_WAY = 64;

/** How far behind its last byte a file may have a hole when its writing broke, if the server writes in any order. */
export const MAX_HOLE_BYTES = REQUEST_BYTES * MAX_UNDER_WAY;

/** Writes a stream from a position on, many requests at a time; resolves when all are answered. The first failure ends it. */
export async function writePipelined(
  source: AsyncIterable<Buffer>,
  from: number,
  write: (chunk: Buffer, position: number) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  const underWay: Promise<unknown>[] = [];
  let position = from;
  for await (const chunk of source) {
    for (let start = 0; start < chunk.length; start += REQUEST_BYTES) {
      const part = chunk.subarray(start, start + REQUEST_BYTES);
      if (underWay.length >= MAX_UNDER_WAY) await underWay.shift();
      if (failures.length > 0) throw failures[0];
      underWay.push(write(part, position).catch((error: unknown) => failures.push(error)));
      position += part.length;
    }
  }
  await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
}

/** A file's bytes in order, many requests at a time. `read` may give less than asked for; nothing: the file is shorter. */
export async function* readPipelined(
  sizeBytes: number,
  read: (position: number, lengthBytes: number) => Promise<Buffer>,
): AsyncGenerator<Buffer> {
  const underWay: Promise<Buffer>[] = [];
  let position = 0;
  while (position < sizeBytes || underWay.length > 0) {
    while (position < sizeBytes && underWay.length < MAX_UNDER_WAY) {
      const lengthBytes = Math.min(REQUEST_BYTES, sizeBytes - position);
      const piece = readWhole(position, lengthBytes, read);
      piece.catch(() => {});
      underWay.push(piece);
      position += lengthBytes;
    }
    const piece = await underWay.shift()!;
    if (piece.length > 0) yield piece;
  }
}

async function readWhole(
  position: number,
  lengthBytes: number,
  read: (position: number, lengthBytes: number) => Promise<Buffer>,
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let got = 0; got < lengthBytes; ) {
    const piece = await read(position + got, lengthBytes - got);
    if (piece.length === 0) break;
    pieces.push(piece);
    got += piece.length;
  }
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}
