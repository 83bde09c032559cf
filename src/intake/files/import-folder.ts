import { exponentialBackoff } from '../../base/backoff.ts';
import { type Clock, delay } from '../../base/clock.ts';
import { AppError, type ErrorCode } from '../../base/errors.ts';
import type { FileOutcome } from './take-file.ts';
import { type FoundEntry, walkFolder } from './walk-folder.ts';

/** What became of a file of the folder, or why something in it was not looked at. */
export type ImportedFile = { readonly file: string } & (FileOutcome | { readonly result: 'link' });

export interface ImportFolderOptions {
  readonly root: string;
  /** Fails if the file cannot be taken now. */
  readonly take: (path: string) => Promise<FileOutcome>;
  /** Files taken at once. */
  readonly concurrency: number;
  /** What is away of all that every file needs: the folder, the database, the stores; null: nothing. */
  readonly away: () => Promise<string | null>;
  readonly onFile: (file: ImportedFile) => void;
  /** For what it waits. */
  readonly onWaiting: (reason: string) => void;
  readonly clock: Clock;
  /** Aborted: no further file is begun, and nothing is waited for. */
  readonly signal: AbortSignal;
}

/** A file at which the system fails so often, though nothing is away, is its own cause. */
const MAX_ATTEMPTS = 3;
/** Rights and names do not mend themselves, and an archive of another user has 100,000 such files. */
const LASTING: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'ENOENT', 'ENOTDIR', 'ELOOP']);
const RETRY_AFTER = exponentialBackoff({ firstMs: 1_000, maxMs: 30_000 });

/**
 * Takes every recording in a folder and below it, several at once. While a disk, a store or the database is away it waits, so that no
 * file is refused for it. May be killed anywhere and repeated: what is stored already is found by its id.
 */
export async function importFolder(options: ImportFolderOptions): Promise<void> {
  const { root, signal } = options;
  const waits = new Waits(options);
  const onUnreadable = (): Promise<boolean> => waits.whileAway();
  const entries = walkFolder(root, { signal, onUnreadable });
  const worker = async (): Promise<void> => {
    for (;;) {
      // The generator puts simultaneous calls in order.
      const { value: entry, done } = signal.aborted ? { value: undefined, done: true } : await entries.next();
      if (done === true || entry === undefined) return;
      const taken = await takeEntry(entry, options, waits);
      if (taken !== null) options.onFile(taken);
    }
  };
  const results = await Promise.allSettled(Array.from({ length: options.concurrency }, worker));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** Null: given up, because the import is being ended. */
async function takeEntry(
  { path, kind, detail = '' }: FoundEntry,
  { take }: ImportFolderOptions,
  waits: Waits,
): Promise<ImportedFile | null> {
  if (kind === 'link') return { file: path, result: 'link' };
  if (kind === 'unreadable') return { file: path, result: 'failed', code: 'file-unreadable', detail };
  let failures = 0;
  for (let tries = 0; ; tries += 1) {
    try {
      return { file: path, ...(await take(path)) };
    } catch (error) {
      const { code, maxFailures } = failureOf(error);
      const wasAway = await waits.whileAway();
      if (!wasAway) failures += 1;
      if (failures >= maxFailures) return { file: path, result: 'failed', code, detail: messageOf(error) };
      if (!(await waits.wait(wasAway ? null : code, tries))) return null;
    }
  }
}

/** What is passing is waited for; the rest only while something is away. `maxFailures`: while nothing is. */
function failureOf(error: unknown): { readonly code: ErrorCode; readonly maxFailures: number } {
  if (!(error instanceof AppError)) return { code: 'internal-error', maxFailures: MAX_ATTEMPTS };
  const { code, kind, cause } = error;
  if (LASTING.has((cause as NodeJS.ErrnoException | undefined)?.code ?? '')) return { code, maxFailures: 1 };
  // Of an encoder that dies, perhaps of this file.
  const isPassing = kind.retry === 'backoff' && code !== 'internal-error';
  return { code, maxFailures: isPassing ? Number.POSITIVE_INFINITY : MAX_ATTEMPTS };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

class Waits {
  readonly #options: ImportFolderOptions;

  constructor(options: ImportFolderOptions) {
    this.#options = options;
  }

  /** Waits until nothing is away; returns whether something was. */
  async whileAway(): Promise<boolean> {
    for (let looks = 0; ; looks += 1) {
      const reason = await this.#options.away();
      if (reason === null) return looks > 0;
      if (!(await this.wait(reason, looks))) return false;
    }
  }

  /** Null: nothing to wait for. Returns whether the import goes on. */
  async wait(reason: string | null, waitsBefore: number): Promise<boolean> {
    const { clock, signal, onWaiting } = this.#options;
    if (reason !== null) {
      onWaiting(reason);
      await delay(clock, RETRY_AFTER(waitsBefore), signal);
    }
    return !signal.aborted;
  }
}
