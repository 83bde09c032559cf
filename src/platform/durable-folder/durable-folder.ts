import { mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

const FOLDER_MODE = 0o700;

/** Makes a folder, for its owner only, with those above it that are missing. Their entries are on disk when this resolves. */
export async function makeFolder(path: string): Promise<void> {
  const wanted = resolve(path);
  const firstMade = await mkdir(wanted, { recursive: true, mode: FOLDER_MODE });
  if (firstMade === undefined) return;
  // Every folder that got an entry: from the last made one's up to the one that was there before.
  for (let made = wanted; made.length >= firstMade.length; made = dirname(made)) await syncFolder(dirname(made));
}

/** Names made in a folder, or removed from it, are so on disk when this resolves. */
export async function syncFolder(path: string): Promise<void> {
  await using handle = await open(path, 'r');
  await handle.sync();
}

/** For `catch`: null where there is no such file; any other failure goes on. */
export function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}
