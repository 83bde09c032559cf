import { join } from 'node:path';
import { type Backoff, exponentialBackoff } from '../../base/backoff.ts';
import { type Clock, delay } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { FileLock } from '../../platform/file-lock.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Registry } from '../../platform/metrics.ts';
import { OpenFolder } from '../../platform/open-folder.ts';
import { Supervised } from '../../platform/supervise.ts';
import type { DirectorySource } from '../../tenants/index.ts';
import type { Uploads } from '../upload/uploads.ts';
import { describeWaitingFile } from './describe-waiting-file.ts';
import { textOf } from './file-names.ts';
import type { ScanLimits } from './scan-folder.ts';
import { type SourceFolder, sourceFolders, templateText } from './source-folders.ts';
import { countFailed, deleteOldDone, deleteOldReasons } from './tidy-folder.ts';
import { createWatchMetrics, type WatchMetrics } from './watch-metrics.ts';
import { WatchedSource } from './watched-source.ts';

/** Network file systems notify nobody of what other machines write. More often where files settle sooner. */
const POLL_MS = 10_000;
/** Looking takes at most a tenth of the time: a file server with very many files is not kept busy by us. */
const REST = 9;
const TIDY_INTERVAL_MS = 60 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** The database is away. */
const RETRY_DELAY: Backoff = exponentialBackoff({ firstMs: POLL_MS, maxMs: 5 * 60_000 });
/** In the watched folder: whoever has locked it works there. */
const LOCK = '.fonoteka.lock';

export interface WatchedFolderDeps {
  readonly path: string;
  readonly settleMs: number;
  /** How many days done files are kept; 0: they are deleted at once. */
  readonly doneDays: number;
  /** Those that may upload. */
  readonly sources: () => Promise<readonly DirectorySource[]>;
  readonly uploads: Pick<Uploads, 'accept' | 'maxAudioBytes'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
  readonly scanLimits?: ScanLimits;
}

interface Watched {
  readonly folder: string;
  readonly work: WatchedSource;
  tidyAtMs: number;
  /** The problem that was logged last; empty: none since. */
  problem: string;
  /** Which folder it was; null: not known yet. */
  identity: string | null;
}

/** Takes finished recordings from a folder, one sub-folder a source, and stores them as uploads of it. */
export class WatchedFolder {
  readonly #deps: WatchedFolderDeps;
  readonly #metrics: WatchMetrics;
  readonly #watched = new Map<string, Watched>();
  #lastReport = '';

  constructor(deps: WatchedFolderDeps) {
    this.#deps = deps;
    this.#metrics = createWatchMetrics(deps.metrics);
  }

  /** For as long as the process runs. */
  start(): Supervised {
    const { clock, log, metrics } = this.#deps;
    return new Supervised({ part: 'watched-folder', run: (signal, up) => this.run(signal, up), clock, log, metrics });
  }

  /** Until the signal aborts; another process that watches the same folder is waited for. Throws if the folder cannot be looked at. */
  async run(signal: AbortSignal, up: () => void): Promise<void> {
    const { clock, path, settleMs } = this.#deps;
    using lock = await this.#lock(signal, up);
    if (lock === null) return;
    const identity = await identityOf(path);
    for (let failures = 0; !signal.aborted; ) {
      const startedMs = clock.monotonicMs();
      // Another disk is mounted there, or it is gone: the lock is of the folder that was there before.
      if ((await identityOf(path)) !== identity) throw new Error('the watched folder is another one now');
      try {
        const hasMore = await this.round(signal);
        up();
        failures = 0;
        const tookMs = clock.monotonicMs() - startedMs;
        await delay(clock, hasMore ? 0 : Math.max(Math.min(POLL_MS, settleMs), REST * tookMs), signal);
      } catch (error) {
        if (!(error instanceof SourcesUnknown)) throw error;
        this.#deps.log.warn({ err: error.cause }, 'watch: the sources could not be read; trying again');
        await delay(clock, RETRY_DELAY(failures++), signal);
      }
    }
  }

  /** Null: the signal has aborted. */
  async #lock(signal: AbortSignal, up: () => void): Promise<FileLock | null> {
    const { clock, log, path } = this.#deps;
    for (let attempts = 0; !signal.aborted; attempts += 1) {
      const lock = FileLock.tryAcquire(join(path, LOCK));
      if (lock !== null) return lock;
      // It may have been this one before: what it measured is old.
      this.#forgetOthers([]);
      this.#metrics.ofNoSource(0);
      if (attempts === 0) log.info('watch: another process watches the folder; this one takes over when it ends');
      up();
      await delay(clock, POLL_MS, signal);
    }
    return null;
  }

  /** Looks once at each source’s folder and takes what is finished. Returns whether there is more to do at once. */
  async round(signal: AbortSignal = new AbortController().signal): Promise<boolean> {
    const { path, sources } = this.#deps;
    const directory = await sources().catch((cause: unknown) => {
      throw new SourcesUnknown(cause);
    });
    await using root = await OpenFolder.open(path);
    const { known, unknown } = await sourceFolders(root, directory);
    this.#report(unknown);
    this.#forgetOthers(known);
    let hasMore = false;
    for (const folder of known) {
      if (signal.aborted) return false;
      hasMore = (await this.#turn(root, folder, signal)) || hasMore;
    }
    return hasMore;
  }

  async #turn(root: OpenFolder, { name, source }: SourceFolder, signal: AbortSignal): Promise<boolean> {
    const { clock, log } = this.#deps;
    const watched = this.#of({ name, source });
    try {
      const template = await templateText(root, { name });
      const describe = describeWaitingFile(template, source);
      await using folder = await root.folder(name);
      await this.#noticeMounts(folder, watched, source);
      const { scan, hasMore } = await watched.work.turn({ root: folder, source, describe, signal });
      const { count, reasons } = scan.unreadable;
      const isPartial = count > 0 || scan.isIncomplete;
      if (isNews(watched, isPartial ? [...reasons, scan.isIncomplete].join() : ''))
        log.warn(
          { sourceId: source.id, unreadable: count, reasons, isIncomplete: scan.isIncomplete },
          'watch: not everything in the folder of a source could be looked at',
        );
      const oldest = scan.files.reduce((before, { changedAt }) => Math.min(before, changedAt), clock.now());
      const oldestSeconds = (clock.now() - oldest) / 1000;
      this.#metrics.state(textOf(name), { waiting: scan.files.length, oldestSeconds, unreadable: count });
      await this.#tidy(folder, watched, textOf(name));
      return hasMore;
    } catch (error) {
      const reason =
        error instanceof AppError ? error.message : ((error as NodeJS.ErrnoException).code ?? String(error));
      if (isNews(watched, reason))
        log.error({ sourceId: source.id, reason }, 'watch: the folder of a source cannot be worked on; trying again');
      this.#metrics.unknown(textOf(name));
      return false;
    }
  }

  async #tidy(folder: OpenFolder, watched: Watched, name: string): Promise<void> {
    const { clock, doneDays } = this.#deps;
    if (clock.monotonicMs() < watched.tidyAtMs) return;
    watched.tidyAtMs = clock.monotonicMs() + TIDY_INTERVAL_MS;
    await deleteOldDone(folder, { now: clock.now(), keepMs: doneDays * DAY_MS });
    await deleteOldReasons(folder, clock.now());
    this.#metrics.failed(name, await countFailed(folder));
  }

  #of(folder: SourceFolder): Watched {
    const known = this.#watched.get(stateKey(folder));
    if (known !== undefined) return known;
    const { doneDays, ...deps } = this.#deps;
    const work = new WatchedSource({ ...deps, keepDone: doneDays > 0, onTaken: this.#metrics.taken });
    const watched = { folder: textOf(folder.name), work, tidyAtMs: 0, problem: '', identity: null };
    this.#watched.set(stateKey(folder), watched);
    return watched;
  }

  /** An empty folder may be one whose share is not mounted. */
  async #noticeMounts(folder: OpenFolder, watched: Watched, { id: sourceId }: DirectorySource): Promise<void> {
    const identity = await folder.identity();
    if (watched.identity !== null && watched.identity !== identity)
      this.#deps.log.warn(
        { sourceId },
        'watch: the folder of a source is another one now: mounted, unmounted or made again',
      );
    watched.identity = identity;
  }

  /** Once for each state of the folder, not each ten seconds; without the names: a file may be in the wrong place. */
  #report(unknown: readonly string[]): void {
    this.#metrics.ofNoSource(unknown.length);
    const report = [...unknown].sort().join('\n');
    if (report !== this.#lastReport && unknown.length > 0)
      this.#deps.log.warn(
        { entries: unknown.length },
        'watch: in the watched folder is what belongs to no source; it is left alone (fonoteka doctor names it)',
      );
    this.#lastReport = report;
  }

  #forgetOthers(known: readonly SourceFolder[]): void {
    const keys = new Set(known.map(stateKey));
    for (const [key, { folder }] of this.#watched) {
      if (keys.has(key)) continue;
      this.#watched.delete(key);
      this.#metrics.forget(folder);
    }
  }
}

/** Whether it is to be logged: not each ten seconds. */
function isNews(watched: Watched, problem: string): boolean {
  const isNew = problem !== '' && problem !== watched.problem;
  watched.problem = problem;
  return isNew;
}

function stateKey({ name, source }: SourceFolder): string {
  return `${name.toString('latin1')}/${source.id}`;
}

/** The database cannot say which sources there are. */
class SourcesUnknown extends Error {
  constructor(cause: unknown) {
    super('the sources could not be read', { cause });
  }
}

async function identityOf(path: string): Promise<string> {
  await using root = await OpenFolder.open(path);
  return await root.identity();
}
