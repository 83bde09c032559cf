import { copyFileSync, linkSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../platform/logging.ts';

/** Long enough to look at what happened to the disk, far shorter than any recording is kept. */
const MAX_AGE_MS = 14 * 24 * 60 * 60 * 1000;
/** Sixteen segments. A disk that damages more is to be replaced, not examined. */
const MAX_BYTES = 1024 * 1024 * 1024;

interface KeptSegment {
  readonly path: string;
  readonly sizeBytes: number;
  /** Unix ms: its modification time. */
  readonly setAsideAt: number;
}

/** Copies of segments in which damage was found, so that somebody can look at them or repair a call by hand. */
export class DamagedSegments {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #log: Logger;

  /** `folder` exists, on the disk of the segments. */
  constructor({ folder, clock, log }: { readonly folder: string; readonly clock: Clock; readonly log: Logger }) {
    this.#folder = folder;
    this.#clock = clock;
    this.#log = log;
  }

  /** Keeps a segment under its name, also after the spool has deleted it. Never throws: the calls in it matter more than the copy. */
  keep(file: string): void {
    try {
      this.#keep(file, join(this.#folder, basename(file)));
    } catch (err) {
      this.#log.error({ err, file }, 'spool: no copy of a damaged segment could be kept');
    }
  }

  #keep(file: string, kept: string): void {
    try {
      linkSync(file, kept);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') return;
      if (code !== 'EPERM' && code !== 'ENOTSUP') throw error;
      // A file system without hard links.
      copyFileSync(file, kept);
    }
    // A call may have waited in the segment for long: the copy's age counts from now on.
    const now = new Date(this.#clock.now());
    utimesSync(kept, now, now);
  }

  /** Deletes what is too old, and the oldest while all of them take too much space. `now` is Unix ms. */
  deleteOld(now: number): void {
    const newestFirst = this.#list().sort((one, other) => other.setAsideAt - one.setAsideAt);
    let bytes = 0;
    for (const { path, sizeBytes, setAsideAt } of newestFirst) {
      bytes += sizeBytes;
      if (bytes > MAX_BYTES || now - setAsideAt > MAX_AGE_MS) rmSync(path, { force: true });
    }
  }

  #list(): KeptSegment[] {
    return readdirSync(this.#folder).map((name) => {
      const path = join(this.#folder, name);
      const { size, mtimeMs } = statSync(path);
      return { path, sizeBytes: size, setAsideAt: mtimeMs };
    });
  }
}
