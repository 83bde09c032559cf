import { type Backoff, exponentialBackoff } from '../../base/backoff.ts';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import type { OpenFolder } from '../../platform/open-folder.ts';
import type { Logger } from '../../platform/logging.ts';
import type { DirectorySource } from '../../tenants/index.ts';
import { audioNames, isSidecarName, sidecarNames } from './file-names.ts';
import { finishSidecar } from './put-away.ts';
import { type FoundFile, keyOf, type Scan, scanFolder, type ScanLimits } from './scan-folder.ts';
import { SettledFiles } from './settled-files.ts';
import {
  type DescribeCall,
  type FilePair,
  pathOf,
  refuse,
  type TakeDeps,
  type Taken,
  takeFile,
} from './take-waiting-file.ts';

/** Taken at once, of all that the encoder threads have to do; calls that end now come first. */
const CONCURRENT_FILES = 2;
/** Of one source, before the next source has its turn. */
const MAX_FILES_A_TURN = 100;
/** A PBX writes it when the call has ended, or a job of it does every few minutes. */
const SIDECAR_TIMEOUT_MS = 60 * 60_000;
/** So many files in a row that fail by no fault of theirs: the database or the store is away, and the others would fail too. */
const OUTAGE_AFTER_FILES = 3;
const OUTAGE_DELAY: Backoff = exponentialBackoff({ firstMs: 10_000, maxMs: 5 * 60_000 });

export interface WatchedSourceDeps extends Omit<TakeDeps, 'now'> {
  readonly clock: Clock;
  readonly log: Logger;
  readonly settleMs: number;
  readonly onTaken: (outcome: Taken['outcome'] | 'delayed') => void;
  readonly scanLimits?: ScanLimits;
}

interface Turn {
  readonly root: OpenFolder;
  readonly source: DirectorySource;
  readonly describe: DescribeCall;
  readonly signal: AbortSignal;
}

export interface TurnResult {
  readonly scan: Scan;
  /** There is more to do at once. */
  readonly hasMore: boolean;
}

/** The folder of one source, turn by turn. */
export class WatchedSource {
  readonly #deps: WatchedSourceDeps;
  readonly #settled: SettledFiles;
  #outages = 0;
  #resumeAtMs = 0;

  constructor(deps: WatchedSourceDeps) {
    this.#deps = deps;
    this.#settled = new SettledFiles(deps.settleMs);
  }

  /** Looks at what is there and takes what is finished. */
  async turn(turn: Turn): Promise<TurnResult> {
    const { clock, scanLimits } = this.#deps;
    const scan = await scanFolder(turn.root, scanLimits);
    const nowMs = clock.monotonicMs();
    const isComplete = scan.unreadable.count === 0 && !scan.isIncomplete;
    this.#settled.seen(scan.files, nowMs, isComplete);
    if (nowMs < this.#resumeAtMs) return { scan, hasMore: false };
    const { pairs, alone } = pairUp(scan.files);
    const due = pairs.filter((pair) => this.#isDue(pair, turn.describe, nowMs)).slice(0, MAX_FILES_A_TURN);
    await this.#takeAll(due, turn);
    // Of one that is alone in an incomplete list, the audio may be there.
    for (const sidecar of isComplete ? alone : [])
      if (this.#settled.isDue(sidecar, nowMs)) await this.#settleSidecar(sidecar, turn);
    return { scan, hasMore: due.length === MAX_FILES_A_TURN && this.#outages === 0 };
  }

  /** One whose name does not say who talked waits for its sidecar. */
  #isDue({ audio, sidecar }: FilePair, describe: DescribeCall, nowMs: number): boolean {
    if (!this.#settled.isDue(audio, nowMs)) return false;
    if (!audio.isRegular) return true;
    if (sidecar !== null) return this.#settled.isSettled(sidecar, nowMs);
    return (
      describe({ path: pathOf(audio), sidecar: null }).ok ||
      this.#settled.settledForMs(audio, nowMs) >= SIDECAR_TIMEOUT_MS
    );
  }

  async #takeAll(pairs: readonly FilePair[], turn: Turn): Promise<void> {
    const left = pairs.values();
    let failed = 0;
    let forbidden = 0;
    const work = async (): Promise<void> => {
      for (const pair of left) {
        if (turn.signal.aborted || failed >= OUTAGE_AFTER_FILES) return;
        const outcome = await this.#take(pair, turn);
        failed = outcome === 'delayed' ? failed + 1 : 0;
        if (outcome === 'forbidden') forbidden += 1;
      }
    };
    await Promise.all(Array.from({ length: CONCURRENT_FILES }, work));
    if (forbidden > 0)
      this.#deps.log.warn(
        { sourceId: turn.source.id, files: forbidden },
        'watch: files may not be read by the user of the service; trying again',
      );
    if (failed === 0) this.#outages = 0;
    else if (failed >= OUTAGE_AFTER_FILES || failed === pairs.length)
      this.#resumeAtMs = this.#deps.clock.monotonicMs() + OUTAGE_DELAY(this.#outages++);
  }

  /** `delayed`: it failed by no fault of the file, and is tried again later. */
  async #take(pair: FilePair, { root, source, describe }: Turn): Promise<Taken['outcome'] | 'delayed'> {
    const { clock, log, onTaken } = this.#deps;
    try {
      const taken = await takeFile({ ...this.#deps, now: () => clock.now() }, { root, source, describe, pair });
      onTaken(taken.outcome);
      if (taken.outcome === 'unsettled') this.#settled.unsettle(pair.audio, clock.monotonicMs());
      else if (taken.outcome === 'forbidden') this.#settled.delay(pair.audio, clock.monotonicMs());
      else for (const file of [pair.audio, pair.sidecar]) if (file !== null) this.#settled.forget(file);
      // Not the file’s name: it has numbers and names of people in it.
      if (taken.code !== undefined)
        log.warn(
          { sourceId: source.id, code: taken.code },
          'watch: a file was refused; it is in the folder of failed files',
        );
      return taken.outcome;
    } catch (error) {
      onTaken('delayed');
      this.#settled.delay(pair.audio, clock.monotonicMs());
      log.warn({ sourceId: source.id, reason: reasonOf(error) }, 'watch: a file could not be taken; trying again');
      return 'delayed';
    }
  }

  /** One without its audio: a process was killed when it had moved the audio, or the audio comes later, or never. */
  async #settleSidecar(sidecar: FoundFile, { root, source }: Turn): Promise<void> {
    const { clock, log } = this.#deps;
    const nowMs = clock.monotonicMs();
    const { folders, name, changedAt } = sidecar;
    try {
      if (await finishSidecar(root, { folders, name, changedAt, audio: audioNames(name) })) return;
      if (this.#settled.settledForMs(sidecar, nowMs) < SIDECAR_TIMEOUT_MS) return this.#settled.delay(sidecar, nowMs);
      const waiting = { folders, name, sidecar: null };
      const error = new AppError('sidecar-without-audio');
      this.#deps.onTaken((await refuse({ now: () => clock.now() }, { root, waiting, error })).outcome);
    } catch (error) {
      this.#settled.delay(sidecar, nowMs);
      log.warn({ sourceId: source.id, reason: reasonOf(error) }, 'watch: a sidecar could not be moved; trying again');
    }
  }
}

/** Without the paths of Node’s messages. */
function reasonOf(error: unknown): string {
  const { code, syscall, name } = error as NodeJS.ErrnoException;
  return code === undefined ? name : [code, syscall].filter(Boolean).join(' ');
}

/** `alone`: sidecars whose audio is not there. The oldest first. */
function pairUp(files: readonly FoundFile[]): { pairs: FilePair[]; alone: FoundFile[] } {
  const sidecars = new Map(files.filter(({ name }) => isSidecarName(name)).map((file) => [keyOf(file), file]));
  const audios = files.filter(({ name }) => !isSidecarName(name)).sort((one, other) => one.changedAt - other.changedAt);
  const pairs = audios.map((audio): FilePair => {
    const keys = sidecarNames(audio.name).map((name) => keyOf({ folders: audio.folders, name }));
    const key = keys.find((each) => sidecars.has(each));
    if (key === undefined) return { audio, sidecar: null };
    const sidecar = sidecars.get(key)!;
    sidecars.delete(key);
    return { audio, sidecar };
  });
  return { pairs, alone: [...sidecars.values()] };
}
