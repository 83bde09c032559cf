import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../base/errors.ts';

/**
 * Keeps a second process out of a spool folder. The lock is SQLite's on an empty database: the kernel frees it when
 * its holder dies, however that happens, which a file with a process id in it does not do, and Node itself offers
 * no `flock`. Throws `data-folder-in-use` when another process has it.
 */
export function lockFolder(folder: string): Disposable {
  const database = new DatabaseSync(join(folder, 'lock'));
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw new AppError('data-folder-in-use', `another process writes to the spool ${folder}`, { cause });
  }
  return { [Symbol.dispose]: () => database.close() };
}
