import type { Clock } from '../base/clock.ts';
import type { Logger } from '../platform/logging.ts';
import type { Database } from '../platform/postgres/index.ts';
import { errorToRetry } from './error-to-retry.ts';
import type { Job } from './job.ts';
import type { JobMetrics } from './job-metrics.ts';
import { noteSuccess } from './job-runs.ts';

export interface Performing {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: JobMetrics;
}

/** How a run ended, and so what the queue does with it: forget it, repeat it soon, or leave it to the job's next time. */
export type RunEnd = 'done' | 'repeat' | 'give-up';

/** One run of a job. Never throws: what failed is logged and counted here. */
export async function perform(job: Job, signal: AbortSignal, parts: Performing): Promise<RunEnd> {
  const { db, clock, log, metrics } = parts;
  const started = clock.monotonicMs();
  const ended = (outcome: 'done' | 'interrupted' | 'failed'): void =>
    metrics.duration.observe({ job: job.name, outcome }, (clock.monotonicMs() - started) / 1000);
  try {
    await job.run(signal);
    if (signal.aborted) {
      ended('interrupted');
      return 'repeat';
    }
    await noteSuccess(db, job, clock.now());
    ended('done');
    return 'done';
  } catch (err) {
    const retry = errorToRetry(err);
    log.error({ err, job: job.name, retry }, 'a job failed');
    ended('failed');
    return retry === 'backoff' ? 'repeat' : 'give-up';
  }
}
