import { once } from 'node:events';
import { createDeflateRaw, crc32 } from 'node:zlib';
import { centralRecord, dataDescriptor, dosTimeOf, endRecords, localHeader, type ZipEntry } from './zip-records.ts';

interface TextFile {
  readonly path: string;
  readonly text: AsyncIterable<string> | Iterable<string>;
}

/** Of one file, before compression: the fields of 32 bits hold it. */
const MAX_FILE_BYTES = 0xffff_fffe;

/**
 * Packs compressed text files whose sizes are not known before, with ZIP64 where offsets need it. Each file is read when its turn comes,
 * so a later one may tell of what was in an earlier one. Nothing but the compressor's window is held.
 */
export async function* deflatedZip(files: AsyncIterable<TextFile>, modifiedAt: number): AsyncGenerator<Buffer> {
  const records: Buffer[] = [];
  let offset = 0;
  for await (const { path, text } of files) {
    const head: ZipEntry = {
      name: Buffer.from(path),
      sizeBytes: 0,
      modifiedAt,
      dosTime: dosTimeOf(modifiedAt),
      offset,
      isDeflated: true,
    };
    const header = localHeader(head);
    yield header;
    const packed = yield* deflated(text);
    const entry = { ...head, sizeBytes: packed.sizeBytes };
    const descriptor = dataDescriptor(entry, packed.checksum, packed.packedBytes);
    yield descriptor;
    records.push(centralRecord(entry, packed.checksum, packed.packedBytes));
    offset += header.length + packed.packedBytes + descriptor.length;
  }
  yield* records;
  const sizeBytes = records.reduce((sum, { length }) => sum + length, 0);
  yield endRecords({ entries: records.length, offset, sizeBytes });
}

interface Packed {
  readonly checksum: number;
  readonly sizeBytes: number;
  readonly packedBytes: number;
}

async function* deflated(text: TextFile['text']): AsyncGenerator<Buffer, Packed> {
  const deflate = createDeflateRaw();
  let [checksum, sizeBytes, packedBytes] = [0, 0, 0];
  const write = async (): Promise<void> => {
    for await (const piece of text) {
      const bytes = Buffer.from(piece);
      checksum = crc32(bytes, checksum);
      sizeBytes += bytes.length;
      if (sizeBytes > MAX_FILE_BYTES) throw new Error('a file to compress is larger than 4 GB');
      if (!deflate.write(bytes)) await once(deflate, 'drain');
    }
    deflate.end();
  };
  // What fails, or who stops reading, ends both.
  const written = write().catch((error: unknown) => void deflate.destroy(error as Error));
  try {
    for await (const chunk of deflate) {
      packedBytes += (chunk as Buffer).length;
      yield chunk as Buffer;
    }
    await written;
  } finally {
    deflate.destroy();
  }
  return { checksum, sizeBytes, packedBytes };
}
