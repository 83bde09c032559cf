import { backoffTable } from '../base/backoff.ts';
import { type Clock, delay } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';

/** How often a reading that failed is tried again, from where it stopped: 2 s in all, of which a reader notices little. */
const RETRIES = 3;
const DELAY = backoffTable(100, 400, 1500);

/**
 * A disk or a store on the network that does not answer at all. Not tried again: each attempt would hold another thread of the
 * pool, of which there are four.
 */
const ANSWER_MS = 30_000;

/** Of the operating system: what is forbidden or has another form stays so. */
const LASTING: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG']);

export interface ReadRetries {
  readonly clock: Clock;
  /** Aborts when nobody waits for the bytes any more. */
  readonly closed?: AbortSignal;
}

/** Reads from a store; tried again where the failure may pass. An error with a code of ours is final: the store knows the reason. */
export async function withRetries<T>({ clock, closed }: ReadRetries, read: () => Promise<T>): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await inTime(clock, read());
    } catch (error) {
      if (failures === RETRIES || !mayPass(error)) throw error;
      await delay(clock, DELAY(failures), closed);
      if (closed?.aborted) throw error;
    }
  }
}

function mayPass(error: unknown): boolean {
  return !(error instanceof AppError) && !LASTING.has((error as NodeJS.ErrnoException | null)?.code);
}

async function inTime<T>(clock: Clock, read: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = clock.after(ANSWER_MS, () => {
    late.reject(new AppError('recording-unreadable', `the store has not answered for ${ANSWER_MS / 1000} s`));
  });
  try {
    return await Promise.race([read, late.promise]);
  } finally {
    timer.cancel();
  }
}
