import { type FileHandle, open } from 'node:fs/promises';
import { canPunchHoles, punchHole } from '../platform/punch-holes.ts';
import type { Logger } from '../platform/logging.ts';
import type { ByteRange } from './segment-records.ts';

interface ReleaseSpaceDeps {
  /** What can be given back of a segment; null: it is deleted. */
  readonly blocksOf: (file: string) => readonly ByteRange[] | null;
  /** What a segment takes on the disk now. */
  readonly onFreed: (file: string, usedBytes: number) => void;
  /** Whether the file system can. */
  readonly isPossible: boolean;
  readonly log: Logger;
}

/** What `stat` counts in, whatever the block of the file system is. */
const STAT_BLOCK_BYTES = 512;

/**
 * Gives the space of released calls back to the disk while other calls in the same segments wait, as those do that go on for hours: holes in
 * the files, in whole blocks. Nothing else of a segment changes, so that a crash at any moment leaves a part of the holes and no damage.
 */
export class ReleaseSpace {
  readonly #deps: ReleaseSpaceDeps;
  readonly #waiting = new Set<string>();
  #working: Promise<void> | null = null;
  #isClosed = false;

  constructor(deps: ReleaseSpaceDeps) {
    this.#deps = deps;
  }

  /** Later, off the main thread; one segment at a time. */
  free(file: string): void {
    if (!this.#deps.isPossible || this.#isClosed) return;
    this.#waiting.add(file);
    this.#start();
  }

  #start(): void {
    this.#working ??= this.#work().finally(() => {
      this.#working = null;
      if (this.#waiting.size > 0) this.#start();
    });
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#working !== null) await this.#working;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting.clear();
    await this.idle();
  }

  async #work(): Promise<void> {
    // Not before its caller is done: calls are released in groups.
    await Promise.resolve();
    for (const file of this.#waiting) {
      this.#waiting.delete(file);
      try {
        await this.#free(file);
      } catch (error) {
        // It is there again with the next call that is released, and goes with the last one.
        this.#deps.log.warn({ file, error: String(error) }, 'spool: the space of released calls stays taken for now');
      }
    }
  }

  async #free(file: string): Promise<void> {
    if (this.#deps.blocksOf(file) === null) return;
    await using handle = await openOrNull(file);
    if (handle === null) return;
    // A copy of a damaged segment is a second name of the same file: it stays as it is.
    if ((await handle.stat()).nlink !== 1) return;
    const blocks = this.#deps.blocksOf(file) ?? [];
    for (const { start, end } of blocks) {
      if (!(await punchHole(handle.fd, start, end - start))) throw new Error('fallocate failed');
    }
    this.#deps.onFreed(file, usedBytes(await handle.stat()));
  }
}

/** Whether the file system takes parts of files back; says so in the log when it does not. */
export async function canFreeParts(folder: string, log: Logger): Promise<boolean> {
  const isPossible = await canPunchHoles(folder).catch(() => false);
  if (!isPossible)
    log.warn(
      { folder },
      'spool: this file system does not take parts of files back: a long call keeps the space of others',
    );
  return isPossible;
}

/** What a file takes on the disk; its length, where the file system does not say. */
export function usedBytes({ blocks, size }: { readonly blocks: number; readonly size: number }): number {
  return blocks > 0 ? blocks * STAT_BLOCK_BYTES : size;
}

/** Null: it is deleted meanwhile. */
async function openOrNull(file: string): Promise<FileHandle | null> {
  try {
    return await open(file, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
