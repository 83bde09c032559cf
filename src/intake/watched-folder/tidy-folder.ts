import { type FileName, type OpenFolder } from '../../platform/open-folder.ts';
import { DONE, FAILED, isReason, isSidecarName, refusedName } from './file-names.ts';

/** Deeper than what is put there. */
const MAX_DEPTH = 10;
/** A move may be under way, and after a kill a sidecar looks for its audio. */
const LEAST_AGE_MS = 60 * 60_000;

interface TidyOptions {
  readonly now: number;
  /** For how long done files are kept. */
  readonly keepMs: number;
}

/** Deletes done files whose time is over, by when they were put there, and folders that become empty. */
export async function deleteOldDone(root: OpenFolder, { now, keepMs }: TidyOptions): Promise<void> {
  const before = now - Math.max(keepMs, LEAST_AGE_MS);
  const onFile = async (folder: OpenFolder, name: FileName): Promise<void> => {
    // Moving a file changes this time; its content's may be years ago.
    if (Number((await folder.stat(name)).ctimeMs) <= before) await folder.remove(name);
  };
  await walk(root, DONE, 0, { onFile, removeEmpty: true });
}

/** Deletes the texts with the reasons of failed files that have been taken away: numbers of parties are in their names. */
export async function deleteOldReasons(root: OpenFolder, now: number): Promise<void> {
  const before = now - LEAST_AGE_MS;
  const onFile = async (folder: OpenFolder, name: FileName): Promise<void> => {
    const file = isReason(name) ? refusedName(name) : null;
    if (file === null || (await folder.has(file))) return;
    if (Number((await folder.stat(name)).ctimeMs) <= before) await folder.remove(name);
  };
  await walk(root, FAILED, 0, { onFile, removeEmpty: false });
}

/** How many failed files wait for a person: audio, and sidecars whose audio did not come. */
export async function countFailed(root: OpenFolder): Promise<number> {
  let failed = 0;
  const onFile = async (folder: OpenFolder, name: FileName): Promise<void> => {
    const file = isReason(name) ? refusedName(name) : null;
    const isAlone = file !== null && isSidecarName(file) && (await folder.has(file));
    if (isAlone || (!isReason(name) && !isSidecarName(name))) failed += 1;
  };
  await walk(root, FAILED, 0, { onFile, removeEmpty: false });
  return failed;
}

interface WalkOptions {
  readonly onFile: (folder: OpenFolder, name: FileName) => Promise<void>;
  readonly removeEmpty: boolean;
}

/** Each file below a folder; none if there is no such folder. `removeEmpty`: deletes the folders below it that are empty then. */
async function walk(
  parent: OpenFolder,
  name: FileName,
  depth: number,
  { onFile, removeEmpty }: WalkOptions,
): Promise<void> {
  try {
    await using folder = await parent.folder(name);
    const below: FileName[] = [];
    for await (const entry of folder.entries()) {
      if (entry.kind === 'folder') below.push(entry.name);
      else await onFile(folder, entry.name);
    }
    for (const child of below) {
      if (depth === MAX_DEPTH) return;
      await walk(folder, child, depth + 1, { onFile, removeEmpty });
      if (removeEmpty) await folder.removeEmptyFolder(child);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
