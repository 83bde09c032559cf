import { copyFileSync, linkSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Long enough to look at what happened to the disk, far shorter than any recording is kept. */
const MAX_AGE_MS = 14 * 24 * 60 * 60 * 1000;
/** Sixteen segments. A disk that damages more is to be replaced, not examined. */
const MAX_BYTES = 1024 * 1024 * 1024;

interface KeptSegment {
  readonly path: string;
  readonly sizeBytes: number;
  /** Of its last change, Unix ms. */
  readonly writtenAt: number;
}

/** Copies of segments in which damage was found, so that somebody can look at them or repair a call by hand. */
export class DamagedSegments {
  readonly #folder: string;

  /** `folder` exists, on the disk of the segments. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Keeps a segment under its name, also after the spool has deleted it. */
  keep(file: string): void {
    const kept = join(this.#folder, basename(file));
    try {
      linkSync(file, kept);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') return;
      if (code !== 'EPERM' && code !== 'ENOTSUP') throw error;
      // A file system without hard links.
      copyFileSync(file, kept);
    }
  }

  /** Deletes what is too old, and the oldest while all of them take too much space. `now` is Unix ms. */
  deleteOld(now: number): void {
    const newestFirst = this.#list().sort((one, other) => other.writtenAt - one.writtenAt);
    let bytes = 0;
    for (const { path, sizeBytes, writtenAt } of newestFirst) {
      bytes += sizeBytes;
      if (bytes > MAX_BYTES || now - writtenAt > MAX_AGE_MS) rmSync(path, { force: true });
    }
  }

  #list(): KeptSegment[] {
    return readdirSync(this.#folder).map((name) => {
      const path = join(this.#folder, name);
      const { size, mtimeMs } = statSync(path);
      return { path, sizeBytes: size, writtenAt: mtimeMs };
    });
  }
}
