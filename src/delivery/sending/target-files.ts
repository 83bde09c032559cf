import { createHash } from 'node:crypto';
import { NotVisible, type PushConnection, PushError } from '../../platform/push-target/index.ts';
import type { OutgoingFile } from './outgoing-file.ts';

interface SendFileOptions {
  /** The sizes of the files in its folder at the target, by path; null: unknown. */
  readonly existing: ReadonlyMap<string, number> | null;
  /** An earlier attempt, whose end we do not know, may have sent the file or a part of it. */
  readonly mayExist: boolean;
  /** What is there of the file may be continued: it is of the same content. */
  readonly mayResume: boolean;
  /** Read back and compare, where the target cannot prove that it has the content. */
  readonly readBack: boolean;
  readonly bytesPerSecond: number | null;
  /** How many bytes of the content the target has now. */
  readonly onProgress: (sentBytes: number) => void;
}

/**
 * Uploads a file under a temporary name and renames it, so that the customer never sees a part of a file. What an earlier attempt left
 * at the target is used if it is proven to be the same content. Returns how the target refused to show the file; null: its size or its
 * content was verified. A file that may not be looked at is sent again from its beginning, over what is there: never under another name.
 * So is one under its final name that may not be read: what broke off may have the right size, and holes.
 */
export async function sendFile(
  connection: PushConnection,
  file: OutgoingFile,
  options: SendFileOptions,
): Promise<NotVisible | null> {
  const { path, source } = file;
  const { mayExist } = options;
  const listed = mayExist ? null : options.existing;
  const existing = listed === null ? await sizeOf(connection, path) : (listed.get(path) ?? null);
  const isRenamed = connection.temporaryName(path) !== path;
  const found = mayExist && existing === source.sizeBytes ? await compare(connection, path, file) : null;
  if (found === 'same' || (found === 'not-readable' && isRenamed)) return null;
  try {
    const mayResume = mayExist && options.mayResume && (found === null || isRenamed);
    return await replace(connection, file, { ...options, mayResume, existing, listed });
  } catch (error) {
    const isTaken = error instanceof PushError && error.code === 'name-taken';
    if (!isTaken || !isRenamed || existing !== source.sizeBytes) throw error;
    // Neither replaced nor removed. It need not be, if it is the same.
    if ((await compare(connection, path, file)) === 'different') throw error;
    return null;
  }
}

interface ReplaceOptions extends Omit<SendFileOptions, 'existing'> {
  /** What has the name now. */
  readonly existing: number | null | NotVisible;
  /** The files in the folder; null: unknown, or they may have changed. */
  readonly listed: ReadonlyMap<string, number> | null;
}

async function replace(
  connection: PushConnection,
  file: OutgoingFile,
  options: ReplaceOptions,
): Promise<NotVisible | null> {
  const { path, source } = file;
  const { existing, listed } = options;
  const temporary = connection.temporaryName(path);
  const uploaded = await connection.upload(temporary, source, {
    resumeFrom: options.mayResume ? source.sizeBytes : 0,
    mayExist: listed === null || listed.has(temporary),
    onProgress: options.onProgress,
    ...(options.bytesPerSecond !== null && { bytesPerSecond: options.bytesPerSecond }),
  });
  const isProven = uploaded.verified === 'content' && uploaded.resumedFrom === 0;
  // Of a resumed part only the size is known: the server may have crashed while it wrote it.
  const isCompared = !isProven && (options.readBack || uploaded.resumedFrom > 0);
  const compared = isCompared ? await compare(connection, temporary, file) : null;
  if (compared === 'different')
    throw new PushError((await isRemoved(connection, temporary)) ? 'content-differs' : 'name-taken');
  if (temporary !== path) await rename(connection, { from: temporary, to: path, existing });
  return compared === 'same' ? null : (uploaded.notVisible ?? null);
}

interface Renaming {
  readonly from: string;
  readonly to: string;
  /** What has the name now. */
  readonly existing: number | null | NotVisible;
}

/**
 * What has the name is removed before, and replaced where the server refuses that. Where we may not look, the server is asked to replace
 * what may have the name, and if it refuses, to remove it before.
 */
async function rename(connection: PushConnection, { from, to, existing }: Renaming): Promise<void> {
  const isSeen = existing !== null && !(existing instanceof NotVisible);
  const isInTheWay = isSeen && !(await isRemoved(connection, to));
  try {
    await connection.rename(from, to);
  } catch (error) {
    if (!(error instanceof PushError) || error.code !== 'rename-refused') throw error;
    if (isInTheWay) throw new PushError('name-taken', error.message, { cause: error });
    if (existing === null || isSeen || !(await isRemoved(connection, to))) throw error;
    await connection.rename(from, to);
  }
}

/** False: the server refuses. */
async function isRemoved(connection: PushConnection, path: string): Promise<boolean> {
  try {
    await connection.remove(path);
    return true;
  } catch (error) {
    if (error instanceof PushError && !error.endsConnection) return false;
    throw error;
  }
}

async function sizeOf(connection: PushConnection, path: string): Promise<number | null | NotVisible> {
  const found = await connection.stat(path);
  return found instanceof NotVisible ? found : (found?.sizeBytes ?? null);
}

/** `not-readable`: the account may only write. */
async function compare(
  connection: PushConnection,
  path: string,
  file: OutgoingFile,
): Promise<'same' | 'different' | 'not-readable'> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of (await connection.read(path)) as AsyncIterable<Buffer>) hash.update(chunk);
  } catch (error) {
    if (error instanceof PushError && error.code === 'not-permitted') return 'not-readable';
    throw error;
  }
  return hash.digest('hex') === (await file.sha256()) ? 'same' : 'different';
}

/** The sizes of the files in a folder, by path; null: the account may not list it. */
export async function listSizes(
  connection: PushConnection,
  folder: string,
): Promise<ReadonlyMap<string, number> | null> {
  const entries = await connection.list(folder);
  if (entries instanceof NotVisible) return null;
  const files = entries.filter(({ isFolder }) => !isFolder);
  return new Map(files.map(({ name, sizeBytes }) => [`${folder}/${name}`, sizeBytes]));
}

/**
 * Throws `FilesMismatch` if the target shows that it does not have all the files. Without a listing each file is queried; if already the
 * first may not be looked at, no other is. Returns how the target refused to show a file; null: it has shown all.
 */
export async function requireFiles(
  connection: PushConnection,
  files: readonly OutgoingFile[],
  existing: ReadonlyMap<string, number> | null,
): Promise<NotVisible | null> {
  let notVisible: NotVisible | null = null;
  const missing: OutgoingFile[] = [];
  const differing: OutgoingFile[] = [];
  for (const [index, file] of files.entries()) {
    const sizeBytes = existing === null ? await sizeOf(connection, file.path) : (existing.get(file.path) ?? null);
    if (sizeBytes instanceof NotVisible) {
      notVisible ??= sizeBytes;
      if (index === 0) break;
    } else if (sizeBytes === null) missing.push(file);
    else if (sizeBytes !== file.source.sizeBytes) differing.push(file);
  }
  if (missing.length > 0) throw new FilesMismatch('file-missing', [...missing, ...differing]);
  if (differing.length > 0) throw new FilesMismatch('size-differs', differing);
  return notVisible;
}

/** The target lacks files that it accepted, or has them with other sizes. */
export class FilesMismatch extends PushError {
  readonly files: readonly OutgoingFile[];

  constructor(code: 'file-missing' | 'size-differs', files: readonly OutgoingFile[]) {
    super(code);
    this.files = files;
  }
}
