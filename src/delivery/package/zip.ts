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

/** Why the content of a file fails: `zipLeavingOut` goes on without it. */
export class LeftOut extends Error {
  readonly reason: 'destroyed' | 'unreadable';

  constructor(reason: 'destroyed' | 'unreadable', message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** A ZIP that is made while it is read. It is not stored, and can be made again from any byte on. */
interface StreamedZip {
  /** Known before a byte is made. */
  readonly sizeBytes: number;
  /** The bytes from `start` on. Files are opened one after another; the first failure ends the stream. */
  open(range: { readonly start: number }): AsyncIterable<Buffer>;
}

/**
 * Packs files without compression (MP3 does not get smaller), with ZIP64 where sizes, offsets or the number of files need it.
 * The same files in the same order give the same bytes, so a broken upload can be continued.
 *
 * Our own code, because a day has many files: yazl takes quadratic time, computes the CRC in JavaScript, and (3.3) announces a
 * wrong size from about 700 files on.
 */
export function zipOf(files: readonly PackedFile[]): StreamedZip {
  const layout = layoutOf(files);
  return {
    sizeBytes: layout.sizeBytes,
    open: ({ start }) => skipBytes(start, zipBytes(layout)),
  };
}

export interface PlacedFile extends ZipEntry {
  readonly file: PackedFile;
}

export interface Layout {
  readonly placed: readonly PlacedFile[];
  readonly directoryOffset: number;
  readonly directoryBytes: number;
  readonly sizeBytes: number;
}

/** The length of a record does not depend on the CRC in it, so 0 stands for it here. */
export function layoutOf(files: readonly PackedFile[]): Layout {
  const placed: PlacedFile[] = [];
  let offset = 0;
  let directoryBytes = 0;
  for (const file of files) {
    const entry = placedAt(file, offset);
    placed.push(entry);
    offset += localHeader(entry).length + entry.sizeBytes + dataDescriptor(entry, 0).length;
    directoryBytes += centralRecord(entry, 0).length;
  }
  const end = endRecords({ entries: files.length, offset, sizeBytes: directoryBytes });
  return { placed, directoryOffset: offset, directoryBytes, sizeBytes: offset + directoryBytes + end.length };
}

export function placedAt(file: PackedFile, offset: number): PlacedFile {
  const { path, sizeBytes, modifiedAt } = file;
  return { file, name: Buffer.from(path), sizeBytes, modifiedAt, dosTime: dosTimeOf(modifiedAt), offset };
}

async function* zipBytes({ placed, directoryOffset, directoryBytes }: Layout): AsyncGenerator<Buffer> {
  const checksums: number[] = [];
  // The records between two files are sent in one chunk: each chunk becomes a packet of its own.
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

/** A file's bytes; returns their CRC-32. Fails if there are more or fewer than announced: the layout depends on the size. */
export async function* content(file: PackedFile): AsyncGenerator<Buffer, number> {
  let checksum = 0;
  let bytes = 0;
  for await (const chunk of file.open()) {
    checksum = crc32(chunk, checksum);
    bytes += chunk.length;
    if (bytes > file.sizeBytes) break;
    yield chunk;
  }
  if (bytes !== file.sizeBytes) throw new LeftOut('unreadable', 'a file to pack has another size than announced');
  return checksum;
}

async function* skipBytes(start: number, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let left = start;
  for await (const chunk of chunks) {
    if (left < chunk.length) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}
