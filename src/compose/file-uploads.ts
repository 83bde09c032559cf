import { lstat } from 'node:fs/promises';
import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { SourceId } from '../base/ids.ts';
import type { TakeFileDeps } from '../intake/index.ts';
import { createMetrics } from '../platform/metrics.ts';
import { commandUploads } from './command-uploads.ts';
import { openShared, type Shared, type SharedOptions } from './shared.ts';

/** Stores recordings from files of this machine, for a command. */
export interface FileUploads extends TakeFileDeps, AsyncDisposable {
  /** What is away that every file needs, with the folder of the files; null: nothing. */
  readonly away: () => Promise<string | null>;
}

interface FileUploadsOptions extends Pick<SharedOptions, 'config' | 'clock' | 'log'> {
  readonly sourceId: string;
  /** The folder of the files; null: there is none. */
  readonly root: string | null;
}

/** Uploads for one command, beside a running service or alone. Throws `source-unknown`. */
export async function openFileUploads({ sourceId, root, ...options }: FileUploadsOptions): Promise<FileUploads> {
  const shared = await openShared({ ...options, metrics: createMetrics(), as: 'command' });
  try {
    const { directory, uploads } = commandUploads(shared);
    const source = (await directory.current()).source(sourceId as SourceId);
    if (source === null) throw new AppError('source-unknown');
    const isSameFolder = root === null ? async () => true : await folderWatch(root);
    return {
      uploads,
      source,
      away: async () => {
        if (!(await isSameFolder())) return 'the folder is not there';
        if (!(await databaseAnswers(shared))) return 'database-unreachable';
        return (await shared.storesMounted()) ? null : 'storage-not-mounted';
      },
      [Symbol.asyncDispose]: () => shared.close(),
    };
  } catch (error) {
    await shared.close();
    throw error;
  }
}

function databaseAnswers({ database }: Shared): Promise<boolean> {
  return sql`SELECT 1`.execute(database.db).then(
    () => true,
    () => false,
  );
}

/** Whether the folder is still there: an empty one in its place is that of a disk that is not mounted. */
async function folderWatch(root: string): Promise<() => Promise<boolean>> {
  const identity = async (): Promise<string> => {
    const { dev, ino } = await lstat(root);
    return `${dev} ${ino}`;
  };
  const known = await identity();
  return () =>
    identity().then(
      (now) => now === known,
      () => false,
    );
}
