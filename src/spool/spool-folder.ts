import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../base/errors.ts';
import { isId, type RecorderId } from '../base/ids.ts';
import { nullIfMissing } from '../platform/durable-folder.ts';
import type { KeyId, KeyStore } from '../platform/key-store.ts';
import { runOfSegment } from './segment-file.ts';
import { runKeyId, runOfKeyId, SPOOL_KEY_GROUP } from './segment-key.ts';

const ID_NAME = 'recorder-id';

/** The result code of SQLite for a lock that another connection has. */
const SQLITE_BUSY = 5;

/**
 * Keeps a second process out of a spool folder. The lock is SQLite's on an empty database: the kernel releases it when
 * the process dies, however that happens. A file with a process id in it would stay, and Node has no `flock`.
 * Throws `data-folder-in-use` when another process has the lock, `spool-unwritable` when that is not known.
 */
export function lockFolder(folder: string): Disposable {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(join(folder, 'lock'));
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (cause) {
    database?.close();
    if ((cause as { readonly errcode?: number }).errcode === SQLITE_BUSY) {
      throw new AppError('data-folder-in-use', `another process writes to the spool ${folder}`, { cause });
    }
    throw new AppError('spool-unwritable', `the spool ${folder} cannot be locked: ${String(cause)}`, { cause });
  }
  const locked = database;
  return { [Symbol.dispose]: () => locked.close() };
}

interface PreparedRun {
  readonly run: number;
  /** Of this run; null: the spool is not encrypted. */
  readonly key: Uint8Array | null;
  readonly keys: KeyStore | null;
}

interface RunRequest {
  readonly recorderId: RecorderId;
  readonly keys: KeyStore | null;
  /** Where segments of earlier runs may be. */
  readonly folders: readonly string[];
}

/**
 * A number that no earlier run has left anywhere, and a new key for it. Deletes the keys of runs that have no segments left:
 * what was once on the disk cannot be read any more.
 */
export async function prepareRun({ recorderId, keys, folders }: RunRequest): Promise<PreparedRun> {
  const left = new Set(folders.flatMap((folder) => readdirSync(folder)).map(runOfSegment));
  const withKeys = new Map<number, KeyId>();
  for await (const id of keys?.list(SPOOL_KEY_GROUP) ?? []) {
    const run = runOfKeyId(recorderId, id);
    if (run !== null) withKeys.set(run, id);
  }
  const run = Math.max(0, ...withKeys.keys(), ...[...left].filter((known) => known !== null)) + 1;
  for (const [ended, id] of withKeys) if (!left.has(ended)) await keys!.delete(id);
  return { run, keys, key: keys === null ? null : await keys.getOrCreate(runKeyId(recorderId, run)) };
}

/** Throws `storage-not-mounted` when `folder` is not the spool whose id was remembered; an empty mount point has none. */
export function checkMounted(folder: string, idFile: string | undefined): void {
  const expected = idFile === undefined ? null : readIfPresent(idFile);
  // A crash may have left it half written: it is none then.
  if (expected === null || !isId(expected) || readIfPresent(join(folder, ID_NAME)) === expected) return;
  throw new AppError(
    'storage-not-mounted',
    `the spool ${folder} is not the one of the last start: mount its disk; if that disk is lost, delete ${idFile}`,
  );
}

/** The id of the recorder whose calls are in this folder; created with the folder, remembered in `idFile`. */
export function readOrCreateRecorderId(folder: string, idFile: string | undefined): RecorderId {
  const file = join(folder, ID_NAME);
  const known = readIfPresent(file);
  const id = known !== null && isId(known) ? known : randomUUID();
  for (const copy of [file, idFile]) if (copy !== undefined && readIfPresent(copy) !== id) writeId(copy, id);
  return id as RecorderId;
}

function writeId(file: string, id: string): void {
  writeFileSync(file, id, { mode: 0o600, flush: true });
}

function readIfPresent(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return nullIfMissing(error as NodeJS.ErrnoException);
  }
}
