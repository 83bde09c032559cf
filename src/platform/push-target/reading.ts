import { Readable } from 'node:stream';
import { type Limit, within } from './within.ts';

/** A stream's chunks; fails with `timeout` when the next one does not come. The time the reader takes does not count. */
export async function* chunksOf(stream: Readable, limit: Limit): AsyncGenerator<Buffer> {
  const chunks = stream.iterator() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const next = await within(chunks.next(), limit);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    stream.destroy();
  }
}

/** What a target gives of a file, as a stream; `translate` makes of a failure what the adapter fails with. */
export function readable(chunks: AsyncIterable<Buffer>, translate: (error: unknown) => unknown): Readable {
  return Readable.from(translated(chunks, translate), { objectMode: false });
}

async function* translated(
  chunks: AsyncIterable<Buffer>,
  translate: (error: unknown) => unknown,
): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch (error) {
    throw translate(error);
  }
}
