import { createHash } from 'node:crypto';
import { type PushConnection, PushError } from '../../platform/push-target/index.ts';
import type { OutgoingFile } from './outgoing-file.ts';

interface SendFileOptions {
  /** The size of the file that the target has under this name; null: it has none; absent: unknown. */
  readonly existingSize?: number | null;
  /** An earlier attempt, whose end we do not know, may have sent the file or a part of it. */
  readonly mayExist: boolean;
  /** Read back and compare, where the target cannot prove that it has the content. */
  readonly readBack: boolean;
  readonly bytesPerSecond: number | null;
  /** How many bytes of the content the target has now. */
  readonly onProgress: (sentBytes: number) => void;
}

/**
 * Uploads a file under a temporary name and renames it, so that the customer never sees a part of a file. What an earlier attempt left
 * at the target is used if it is proven to be the same content.
 */
export async function sendFile(
  connection: PushConnection,
  file: OutgoingFile,
  options: SendFileOptions,
): Promise<void> {
  const { path, source } = file;
  const { mayExist } = options;
  const isUnknown = options.existingSize === undefined || mayExist;
  const existingSize = isUnknown ? await sizeOf(connection, path) : options.existingSize;
  if (mayExist && existingSize === source.sizeBytes && (await hasSameContent(connection, path, file))) return;

  const temporary = connection.temporaryName(path);
  const uploaded = await connection.upload(temporary, source, {
    resumeFrom: mayExist ? source.sizeBytes : 0,
    onProgress: options.onProgress,
    ...(options.bytesPerSecond !== null && { bytesPerSecond: options.bytesPerSecond }),
  });
  const isProven = uploaded.verified === 'content' && uploaded.resumedFrom === 0;
  // Of a resumed part only the size is known: the server may have crashed while it wrote it.
  if (!isProven && (options.readBack || uploaded.resumedFrom > 0))
    await requireSameContent(connection, temporary, file);
  if (temporary === path) return;
  if (existingSize !== null) await connection.remove(path);
  await connection.rename(temporary, path);
}

async function sizeOf(connection: PushConnection, path: string): Promise<number | null> {
  return (await connection.stat(path))?.sizeBytes ?? null;
}

async function requireSameContent(connection: PushConnection, path: string, file: OutgoingFile): Promise<void> {
  if (await hasSameContent(connection, path, file)) return;
  await connection.remove(path);
  throw new PushError('content-differs');
}

/** For an account that may only write, the size has to suffice: true. */
async function hasSameContent(connection: PushConnection, path: string, file: OutgoingFile): Promise<boolean> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of (await connection.read(path)) as AsyncIterable<Buffer>) hash.update(chunk);
  } catch (error) {
    if (error instanceof PushError && error.code === 'not-permitted') return true;
    throw error;
  }
  return hash.digest('hex') === (await file.sha256());
}

/** The sizes of the files in a folder, by path; null: the target cannot list it. */
export async function listSizes(
  connection: PushConnection,
  folder: string,
): Promise<ReadonlyMap<string, number> | null> {
  const entries = await connection.list(folder);
  if (entries === null) return null;
  const files = entries.filter(({ isFolder }) => !isFolder);
  return new Map(files.map(({ name, sizeBytes }) => [`${folder}/${name}`, sizeBytes]));
}

/** Throws `FilesMismatch` unless the target has all the files. Without a listing each file is queried. */
export async function requireFiles(
  connection: PushConnection,
  files: readonly OutgoingFile[],
  existing: ReadonlyMap<string, number> | null,
): Promise<void> {
  const missing: OutgoingFile[] = [];
  const differing: OutgoingFile[] = [];
  for (const file of files) {
    const sizeBytes = existing === null ? (await connection.stat(file.path))?.sizeBytes : existing.get(file.path);
    if (sizeBytes === undefined) missing.push(file);
    else if (sizeBytes !== file.source.sizeBytes) differing.push(file);
  }
  if (missing.length > 0) throw new FilesMismatch('file-missing', [...missing, ...differing]);
  if (differing.length > 0) throw new FilesMismatch('size-differs', differing);
}

/** The target lacks files that it accepted, or has them with other sizes. */
export class FilesMismatch extends PushError {
  readonly files: readonly OutgoingFile[];

  constructor(code: 'file-missing' | 'size-differs', files: readonly OutgoingFile[]) {
    super(code);
    this.files = files;
  }
}
