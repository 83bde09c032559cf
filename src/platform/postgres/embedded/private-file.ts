import { chown, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file only its owner may read, whole or not at all. Root gives it to the folder's owner, whose
 * service has to read what root's command wrote.
 */
export async function writePrivateFile(path: string, content: string): Promise<void> {
  const unfinished = `${path}.new`;
  await writeFile(unfinished, content, { mode: 0o600 });
  await giveToFoldersOwner(unfinished);
  await rename(unfinished, path);
}

/** As root: makes the owner of the folder that holds it the owner of what we just made. */
export async function giveToFoldersOwner(path: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const folder = await stat(dirname(path));
  if (folder.uid !== 0) await chown(path, folder.uid, folder.gid);
}
