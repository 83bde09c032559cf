import { type Backoff, exponentialBackoff } from '../../base/backoff.ts';
import { type FoundFile, keyOf } from './scan-folder.ts';

/** After an error that is not the file's. */
const RETRY_DELAY: Backoff = exponentialBackoff({ firstMs: 10_000, maxMs: 15 * 60_000 });

interface Waiting {
  sizeBytes: bigint;
  modifiedNs: bigint;
  /** Monotonic ms: the file has been as it is. */
  sinceMs: number;
  failures: number;
  retryAtMs: number;
}

/** Which of the found files are finished: their size and their time have not changed for a while. */
export class SettledFiles {
  readonly #settleMs: number;
  #waiting = new Map<string, Waiting>();

  constructor(settleMs: number) {
    this.#settleMs = settleMs;
  }

  /** After a scan. Files that are no longer there are forgotten, but not those that could not be looked at. */
  seen(files: readonly FoundFile[], nowMs: number, isComplete: boolean): void {
    const before = this.#waiting;
    this.#waiting = new Map(isComplete ? [] : before);
    for (const file of files) {
      const key = keyOf(file);
      const known = before.get(key);
      this.#waiting.set(key, known !== undefined && isSame(known, file) ? known : newlySeen(file, nowMs));
    }
  }

  /** For how long the file has been as it is, ms. */
  settledForMs(file: FoundFile, nowMs: number): number {
    const waiting = this.#waiting.get(keyOf(file));
    return waiting === undefined || !isSame(waiting, file) ? 0 : nowMs - waiting.sinceMs;
  }

  isSettled(file: FoundFile, nowMs: number): boolean {
    return this.settledForMs(file, nowMs) >= this.#settleMs;
  }

  isDue(file: FoundFile, nowMs: number): boolean {
    return this.isSettled(file, nowMs) && nowMs >= this.#waiting.get(keyOf(file))!.retryAtMs;
  }

  /** Something writes to it: it must be left alone for as long again. */
  unsettle(file: FoundFile, nowMs: number): void {
    this.#waiting.set(keyOf(file), newlySeen(file, nowMs));
  }

  /** It is no longer there. */
  forget(file: FoundFile): void {
    this.#waiting.delete(keyOf(file));
  }

  /** To be tried again later. */
  delay(file: FoundFile, nowMs: number): void {
    const waiting = this.#waiting.get(keyOf(file));
    if (waiting !== undefined) waiting.retryAtMs = nowMs + RETRY_DELAY(waiting.failures++);
  }
}

function newlySeen({ sizeBytes, modifiedNs }: FoundFile, nowMs: number): Waiting {
  return { sizeBytes, modifiedNs, sinceMs: nowMs, failures: 0, retryAtMs: 0 };
}

function isSame(one: Pick<FoundFile, 'sizeBytes' | 'modifiedNs'>, other: typeof one): boolean {
  return one.sizeBytes === other.sizeBytes && one.modifiedNs === other.modifiedNs;
}
