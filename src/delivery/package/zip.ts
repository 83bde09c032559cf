import { crc32 } from 'node:zlib';
import { centralRecord, dataDescriptor, dosTimeOf, endRecords, localHeader, type ZipEntry } from './zip-records.ts';

/** A file to pack. The content has to be the same each time it is opened. */
export interface PackedFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Unix ms, from 1980 on; shown by unpackers. */
  readonly modifiedAt: number;
  open(): AsyncIterable<Buffer>;
}

/** A ZIP that is made while it is read: nothing is kept of it, and it can be made again from anywhere. */
export interface StreamedZip {
  /** Known before a byte is made. */
  readonly sizeBytes: number;
  /** The bytes from `start` on. Files are opened one after the other; the first failure ends it. */
  open(range: { readonly start: number }): AsyncIterable<Buffer>;
}

/**
 * Packs files without compressing them (MP3 does not get smaller), with ZIP64 where sizes, offsets or their number ask for
 * it. The same files in the same order give the same bytes, so a broken upload can be continued.
 *
 * Our own, because a day is long: yazl looks through all entries at each, counts the CRC in JavaScript, and (3.3) says
 * another size than it makes from about 700 files on.
 */
export function zipOf(files: readonly PackedFile[]): StreamedZip {
  const layout = layoutOf(files);
  return {
    sizeBytes: layout.sizeBytes,
    open: ({ start }) => skipping(start, packed(layout)),
  };
}

interface PlacedFile extends ZipEntry {
  readonly file: PackedFile;
}

interface Layout {
  readonly placed: readonly PlacedFile[];
  readonly directoryOffset: number;
  readonly directoryBytes: number;
  readonly sizeBytes: number;
}

/** A CRC does not change how long a record is: the records are measured with none. */
function layoutOf(files: readonly PackedFile[]): Layout {
  const placed: PlacedFile[] = [];
  let offset = 0;
  let directoryBytes = 0;
  for (const file of files) {
    const { sizeBytes, modifiedAt } = file;
    const name = Buffer.from(file.path);
    const entry = { file, name, sizeBytes, modifiedAt, dosTime: dosTimeOf(modifiedAt), offset };
    placed.push(entry);
    offset += localHeader(entry).length + sizeBytes + dataDescriptor(entry, 0).length;
    directoryBytes += centralRecord(entry, 0).length;
  }
  const end = endRecords({ entries: files.length, offset, sizeBytes: directoryBytes });
  return { placed, directoryOffset: offset, directoryBytes, sizeBytes: offset + directoryBytes + end.length };
}

async function* packed({ placed, directoryOffset, directoryBytes }: Layout): AsyncGenerator<Buffer> {
  const checksums: number[] = [];
  // What lies between two files goes in one piece: each is a packet on the line.
  let between: Buffer = Buffer.alloc(0);
  for (const entry of placed) {
    yield Buffer.concat([between, localHeader(entry)]);
    const checksum = yield* content(entry.file);
    checksums.push(checksum);
    between = dataDescriptor(entry, checksum);
  }
  yield between;
  for (const [index, entry] of placed.entries()) yield centralRecord(entry, checksums[index]!);
  yield endRecords({ entries: placed.length, offset: directoryOffset, sizeBytes: directoryBytes });
}

/** A file's bytes; returns their CRC-32. Fails if there are more or fewer than was said: the layout counts on them. */
async function* content(file: PackedFile): AsyncGenerator<Buffer, number> {
  let checksum = 0;
  let bytes = 0;
  for await (const chunk of file.open()) {
    checksum = crc32(chunk, checksum);
    bytes += chunk.length;
    if (bytes > file.sizeBytes) break;
    yield chunk;
  }
  if (bytes !== file.sizeBytes) throw new Error('a file to pack has another size than was said');
  return checksum;
}

async function* skipping(start: number, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let skipBytes = start;
  for await (const chunk of chunks) {
    if (skipBytes < chunk.length) yield chunk.subarray(skipBytes);
    skipBytes = Math.max(0, skipBytes - chunk.length);
  }
}
