import { chown, mkdir, open, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { SharedQueries } from '../base/shared-queries.ts';

const FOLDER_MODE = 0o700;

/** Creates a folder, readable by its owner only, and its missing parents. When this resolves, their names are on disk. */
export async function makeFolder(path: string): Promise<void> {
  const wanted = resolve(path);
  const firstMade = await mkdir(wanted, { recursive: true, mode: FOLDER_MODE });
  if (firstMade === undefined) return;
  // Sync every folder that got a new entry: from the parent of the last one up to the one that existed before.
  for (let made = wanted; made.length >= firstMade.length; made = dirname(made)) await syncFolder(dirname(made));
}

/** Who waits for a sync of a folder that began before, shares the next one with all others who wait. */
const syncs = new SharedQueries<void>();

/** When this resolves, the names added to the folder or removed from it are so on disk. */
export function syncFolder(path: string): Promise<void> {
  return syncs.ask(resolve(path), () => syncNow(path));
}

async function syncNow(path: string): Promise<void> {
  await using handle = await open(path, 'r');
  await handle.sync();
}

/** When this process is root, gives what it made the owner of the parent folder. */
export async function chownToParentOwner(path: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const folder = await stat(dirname(path));
  if (folder.uid !== 0) await chown(path, folder.uid, folder.gid);
}

/** For `catch`: null if the file does not exist. Rethrows any other error: whether the file exists is not known then. */
export function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
