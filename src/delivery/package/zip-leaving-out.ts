import { content, type Layout, layoutOf, LeftOut, type PackedFile, placedAt, type PlacedFile } from './zip.ts';
import { centralRecord, dataDescriptor, endRecords, localHeader } from './zip-records.ts';

interface LenientZip {
  /** Known before a byte is made. */
  readonly sizeBytes: number;
  /** To be read once. */
  readonly bytes: AsyncGenerator<Buffer>;
}

/** Makes the last files of a ZIP, which name what was left out. They must not be larger than where nothing was. */
type ClosingFiles = (leftOut: ReadonlyMap<PackedFile, LeftOut>) => Promise<readonly PackedFile[]>;

/**
 * Packs files of which some may turn out to be missing: one whose content fails with `LeftOut` is not in the directory, and all others
 * are. The announced size is kept: bytes that belong to no file, which unpackers skip, take the place of what is missing.
 */
export async function zipLeavingOut(files: readonly PackedFile[], closing: ClosingFiles): Promise<LenientZip> {
  const planned = layoutOf([...files, ...(await closing(new Map()))]);
  return { sizeBytes: planned.sizeBytes, bytes: lenientBytes(planned, files.length, closing) };
}

async function* lenientBytes(planned: Layout, fileCount: number, closing: ClosingFiles): AsyncGenerator<Buffer> {
  const leftOut = new Map<PackedFile, LeftOut>();
  const records: Buffer[] = [];
  let between: Buffer = Buffer.alloc(0);
  let offset = 0;
  for (const entry of planned.placed.slice(0, fileCount)) {
    yield Buffer.concat([between, localHeader(entry)]);
    const read = yield* contentOrLeftOut(entry.file);
    between = dataDescriptor(entry, read.checksum);
    if (read.leftOut === null) records.push(centralRecord(entry, read.checksum));
    else {
      leftOut.set(entry.file, read.leftOut);
      yield* zeros(entry.sizeBytes - read.bytes);
    }
    offset += lengthOf(entry);
  }
  for (const file of await closing(leftOut)) {
    const entry = placedAt(file, offset);
    yield Buffer.concat([between, localHeader(entry)]);
    const checksum = yield* content(file);
    between = dataDescriptor(entry, checksum);
    records.push(centralRecord(entry, checksum));
    offset += lengthOf(entry);
  }
  yield between;
  yield* ending(records, offset, planned.sizeBytes);
}

/** The directory, so that the ZIP has the announced size. */
function* ending(records: readonly Buffer[], offset: number, zipBytes: number): Generator<Buffer> {
  const sizeBytes = records.reduce((sum, { length }) => sum + length, 0);
  const endAt = (directory: number): Buffer => endRecords({ entries: records.length, offset: directory, sizeBytes });
  // Where the directory begins decides whether its end needs ZIP64.
  const usual = zipBytes - sizeBytes - endAt(0).length;
  const directory = endAt(usual).length === endAt(0).length ? usual : zipBytes - sizeBytes - endAt(usual).length;
  if (directory < offset) throw new Error('the last files of a ZIP are larger than announced');
  yield* zeros(directory - offset);
  yield* records;
  yield endAt(directory);
}

function lengthOf(entry: PlacedFile): number {
  return localHeader(entry).length + entry.sizeBytes + dataDescriptor(entry, 0).length;
}

interface ReadContent {
  readonly checksum: number;
  /** How many have been sent. */
  readonly bytes: number;
  readonly leftOut: LeftOut | null;
}

async function* contentOrLeftOut(file: PackedFile): AsyncGenerator<Buffer, ReadContent> {
  let bytes = 0;
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of file.open()) {
      // What would be more than announced is not sent.
      if (bytes + chunk.length > file.sizeBytes) throw new LeftOut('unreadable', 'a file is longer than announced');
      bytes += chunk.length;
      yield chunk;
    }
  };
  try {
    const checksum = yield* content({ ...file, open: counted });
    return { checksum, bytes, leftOut: null };
  } catch (error) {
    if (!(error instanceof LeftOut)) throw error;
    return { checksum: 0, bytes, leftOut: error };
  }
}

const ZEROS = Buffer.alloc(64 * 1024);

function* zeros(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= ZEROS.length) yield ZEROS.subarray(0, Math.min(left, ZEROS.length));
}
