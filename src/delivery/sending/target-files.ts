import { createHash } from 'node:crypto';
import { type PushConnection, PushError } from '../../platform/push-target/index.ts';
import type { OutgoingFile } from './outgoing-file.ts';

interface FileSending {
  /** What the target is known to have under the file's name: its size; null: nothing; absent: not known. */
  readonly there?: number | null;
  /** The file may have been sent before, wholly or in part, by an attempt whose end nobody saw. */
  readonly isDoubtful: boolean;
  /** Read back and compare, where the target cannot prove that it has the content. */
  readonly readBack: boolean;
  readonly bytesPerSecond: number | null;
  /** Bytes of the content that the target has now, from its beginning. */
  readonly onProgress: (sentBytes: number) => void;
}

/**
 * Brings a file to the target, whole and under its name, or fails: under a temporary name first, so that nobody there sees
 * half a file. What an earlier attempt left is used where it is proven to be the file's.
 */
export async function sendFile(connection: PushConnection, file: OutgoingFile, sending: FileSending): Promise<void> {
  const { path, source } = file;
  const there = sending.there === undefined || sending.isDoubtful ? await sizeOf(connection, path) : sending.there;
  if (sending.isDoubtful && there === source.sizeBytes && (await isSame(connection, path, file))) return;

  const temporary = connection.temporaryName(path);
  const uploaded = await connection.upload(temporary, source, {
    resumeFrom: sending.isDoubtful ? source.sizeBytes : 0,
    onProgress: sending.onProgress,
    ...(sending.bytesPerSecond !== null && { bytesPerSecond: sending.bytesPerSecond }),
  });
  const isProven = uploaded.verified === 'content' && uploaded.resumedFrom === 0;
  // A part that a broken upload left is only as long as it should be: its server may have crashed, too.
  if (!isProven && (sending.readBack || uploaded.resumedFrom > 0)) await requireSame(connection, temporary, file);
  if (temporary === path) return;
  if (there !== null) await connection.remove(path);
  await connection.rename(temporary, path);
}

async function sizeOf(connection: PushConnection, path: string): Promise<number | null> {
  return (await connection.stat(path))?.sizeBytes ?? null;
}

async function requireSame(connection: PushConnection, path: string, file: OutgoingFile): Promise<void> {
  if (await isSame(connection, path, file)) return;
  await connection.remove(path);
  throw new PushError('content-differs');
}

/** Whether the content under a path is the file's. An account that may only write is believed: its sizes are right. */
async function isSame(connection: PushConnection, path: string, file: OutgoingFile): Promise<boolean> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of (await connection.read(path)) as AsyncIterable<Buffer>) hash.update(chunk);
  } catch (error) {
    if (error instanceof PushError && error.code === 'not-permitted') return true;
    throw error;
  }
  return hash.digest('hex') === (await file.sha256());
}

/** The target lacks files that it took, or has others in their place. */
export class WrongHoldings extends PushError {
  readonly files: readonly OutgoingFile[];

  constructor(code: 'file-missing' | 'size-differs', files: readonly OutgoingFile[]) {
    super(code);
    this.files = files;
  }
}

/** The sizes of the files in a folder, by path; null: the target does not tell. */
export async function sizesIn(connection: PushConnection, folder: string): Promise<ReadonlyMap<string, number> | null> {
  const entries = await connection.list(folder);
  if (entries === null) return null;
  const files = entries.filter(({ isFolder }) => !isFolder);
  return new Map(files.map(({ name, sizeBytes }) => [`${folder}/${name}`, sizeBytes]));
}

/** Throws `WrongHoldings` unless the target has all the files; it is asked for each where there is no listing. */
export async function requireFiles(
  connection: PushConnection,
  files: readonly OutgoingFile[],
  listing: ReadonlyMap<string, number> | null,
): Promise<void> {
  const missing: OutgoingFile[] = [];
  const differing: OutgoingFile[] = [];
  for (const file of files) {
    const sizeBytes = listing === null ? (await connection.stat(file.path))?.sizeBytes : listing.get(file.path);
    if (sizeBytes === undefined) missing.push(file);
    else if (sizeBytes !== file.source.sizeBytes) differing.push(file);
  }
  if (missing.length > 0) throw new WrongHoldings('file-missing', [...missing, ...differing]);
  if (differing.length > 0) throw new WrongHoldings('size-differs', differing);
}
