import { statfs } from 'node:fs/promises';
import type { Logger } from '../platform/logging.ts';
import { Gauge, type Registry } from '../platform/metrics.ts';

interface Space {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

interface DiskSpaceOptions {
  /** On the disk. */
  readonly folder: string;
  readonly log: Logger;
  readonly metrics: Registry;
  /** Instead of asking the system. */
  readonly read?: (folder: string) => Promise<Space>;
}

const GIB = 1024 ** 3;

/** `short`: the operator is warned. `nearly-full`: what is left is for the calls that run. */
const LEVELS = ['plenty', 'short', 'nearly-full'] as const;
type Level = (typeof LEVELS)[number];

/**
 * Of the disk, whatever is less. 1,000 calls write 18 MB/s: with 4 GiB they go on for three and a half minutes, longer than most
 * calls last, and what is archived meanwhile makes room; from 12 GiB on there are seven minutes to do something. Shares: for small disks.
 */
const LIMITS = {
  short: { share: 0.15, bytes: 12 * GIB },
  'nearly-full': { share: 0.05, bytes: 4 * GIB },
} as const;

/** A level ends when so much more is free, so that it does not come and go with each call. */
const HYSTERESIS = 1.25;

/** How full the spool's disk is: before it is full, no more calls are taken, and those that run are recorded to their end. */
export class DiskSpace {
  readonly #options: DiskSpaceOptions;
  #level: Level = 'plenty';
  #freeBytes = Number.NaN;

  constructor(options: DiskSpaceOptions) {
    this.#options = options;
    const registers = [options.metrics];
    const gauge = (name: string, help: string, read: () => number): void => {
      const shown: Gauge = new Gauge({ name, help, registers, collect: () => shown.set(read()) });
    };
    gauge('fonoteka_spool_disk_free_bytes', 'What is free on the disk of the spool', () => this.#freeBytes);
    gauge(
      'fonoteka_spool_disk_level',
      'How full it is: 0, there is plenty; 1, it is short; 2, it is nearly full and new calls are refused',
      () => LEVELS.indexOf(this.#level),
    );
  }

  get level(): Level {
    return this.#level;
  }

  /** To be called again and again. A disk that does not answer keeps its level: whether it can be written, the writers find out. */
  async measure(): Promise<void> {
    const { folder, read = readSpace, log } = this.#options;
    const { freeBytes, totalBytes } = await read(folder);
    this.#freeBytes = freeBytes;
    const before = this.#level;
    this.#level = levelOf({ freeBytes, totalBytes }, before);
    if (this.#level === before) return;
    const facts = { folder, freeBytes, totalBytes };
    if (this.#level === 'plenty') log.info(facts, 'spool: the disk has enough space again');
    else if (this.#level === 'short')
      log.warn(facts, 'spool: the disk is filling; from a point on new calls are refused');
    else log.error(facts, 'spool: the disk is nearly full; new calls are refused, those that run go on');
  }
}

function levelOf(space: Space, before: Level): Level {
  if (isBelow('nearly-full', space, before === 'nearly-full')) return 'nearly-full';
  return isBelow('short', space, before !== 'plenty') ? 'short' : 'plenty';
}

function isBelow(level: keyof typeof LIMITS, { freeBytes, totalBytes }: Space, wasBelow: boolean): boolean {
  const { share, bytes } = LIMITS[level];
  return freeBytes < Math.min(totalBytes * share, bytes) * (wasBelow ? HYSTERESIS : 1);
}

export async function readSpace(folder: string): Promise<Space> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}
