import type { Dir, Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { isSidecar, isLeftAlone } from './describe-file.ts';

/** What is in a folder or below it. */
export interface FoundEntry {
  /** Relative to the folder, with slashes. */
  readonly path: string;
  /** `file`: a recording, perhaps. `link`: it is not followed. `unreadable`: a folder that cannot be read, or a file whose name cannot be written. */
  readonly kind: 'file' | 'link' | 'unreadable';
  readonly detail?: string;
}

interface WalkOptions {
  /** Called when a folder cannot be read: resolves with true to try again, when its disk is back. */
  readonly onUnreadable?: () => Promise<boolean>;
  readonly signal?: AbortSignal;
}

/** Names read at once. */
const BUFFER_ENTRIES = 256;
/** Recordings lie in a folder for each day or extension; this many levels are a loop of mounts. */
const MAX_DEPTH = 32;

/**
 * The recordings in a folder and below it, in no particular order, in memory that does not grow with their number: one open folder for
 * each level. Left out are sidecars, hidden and temporary files, those of systems, pipes and devices. Links are not followed, so that nothing outside
 * of the folder is read, and nothing twice.
 */
export async function* walkFolder(root: string, options: WalkOptions = {}, path = ''): AsyncGenerator<FoundEntry> {
  const folder = await openFolder(root, path, options);
  if (typeof folder === 'string') {
    yield { path, kind: 'unreadable', detail: folder };
    return;
  }
  try {
    for await (const entry of folder) {
      if (options.signal?.aborted) return;
      yield* entriesOf(entry, { root, path: path === '' ? entry.name : `${path}/${entry.name}`, options });
    }
  } catch (error) {
    yield { path, kind: 'unreadable', detail: codeOf(error) };
  }
}

interface EntryPlace {
  readonly root: string;
  readonly path: string;
  readonly options: WalkOptions;
}

async function* entriesOf(entry: Dirent, { root, path, options }: EntryPlace): AsyncGenerator<FoundEntry> {
  if (isLeftAlone(path)) return;
  if (entry.name.includes('\u{FFFD}')) yield { path, kind: 'unreadable', detail: 'its name is not UTF-8' };
  else if (entry.isSymbolicLink()) yield { path, kind: 'link' };
  else if (entry.isFile() && !isSidecar(path)) yield { path, kind: 'file' };
  else if (entry.isDirectory() && path.split('/').length > MAX_DEPTH) {
    yield { path, kind: 'unreadable', detail: 'too many levels' };
  } else if (entry.isDirectory()) yield* walkFolder(root, options, path);
}

/** Or why it cannot be read. */
async function openFolder(root: string, path: string, { onUnreadable }: WalkOptions): Promise<Dir | string> {
  for (;;) {
    try {
      return await opendir(join(root, path), { bufferSize: BUFFER_ENTRIES });
    } catch (error) {
      if (onUnreadable === undefined || !(await onUnreadable())) return codeOf(error);
    }
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
