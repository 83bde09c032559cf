import { AppError } from '../base/errors.ts';
import type { Job } from './job.ts';
import { type JobDeps, saveSuccess } from './job-runs.ts';

/** `retry`: the queue repeats the run soon. `give-up`: the job waits for its next time. */
export type RunResult = 'done' | 'retry' | 'give-up';

/** Runs a job once. Never throws: a failure is logged and counted here. */
export async function runJob(job: Job, signal: AbortSignal, deps: JobDeps): Promise<RunResult> {
  const { db, clock, log, metrics } = deps;
  const started = clock.monotonicMs();
  const measure = (outcome: 'done' | 'interrupted' | 'failed'): void =>
    metrics.duration.observe({ job: job.name, outcome }, (clock.monotonicMs() - started) / 1000);
  try {
    await job.run(signal);
    if (signal.aborted) {
      measure('interrupted');
      return 'retry';
    }
    await saveSuccess(db, job, clock.now());
    measure('done');
    return 'done';
  } catch (err) {
    const retry = errorToRetry(err);
    log.error({ err, job: job.name, retry }, 'jobs: a job failed');
    measure('failed');
    return retry === 'backoff' ? 'retry' : 'give-up';
  }
}

/** Whether a failed run may succeed soon, or will fail again until its next time or until somebody fixes the cause. */
type Retry = 'backoff' | 'no';

/**
 * By PostgreSQL's classes of SQLSTATE (appendix A). A statement that is wrong stays wrong; a server that is unreachable,
 * overloaded, deadlocked or shutting down recovers.
 */
const BY_SQLSTATE_CLASS: Readonly<Record<string, Retry>> = {
  '22': 'no', // data exception
  '23': 'no', // integrity constraint violation
  '42': 'no', // syntax error or access rule violation
};

const SQLSTATE = /^[0-9A-Z]{5}$/;

/** Errors of the code. */
const MISTAKES: readonly (new (...args: never[]) => Error)[] = [TypeError, RangeError, ReferenceError, SyntaxError];

/** An unknown error is retried: a superfluous run does no harm, a missing one may be a day late. */
export function errorToRetry(error: unknown): Retry {
  if (error instanceof AppError) return error.kind.retry;
  if (MISTAKES.some((mistake) => error instanceof mistake)) return 'no';
  const code = (error as { readonly code?: unknown } | null)?.code;
  if (typeof code !== 'string' || !SQLSTATE.test(code)) return 'backoff';
  return BY_SQLSTATE_CLASS[code.slice(0, 2)] ?? 'backoff';
}
