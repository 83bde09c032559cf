import type { JobResultStatus, PgBoss } from 'pg-boss';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../platform/logging.ts';
import type { Registry } from '../platform/metrics.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { Job } from './job.ts';
import { createJobMetrics } from './job-metrics.ts';
import { expectJobs } from './job-runs.ts';
import { perform, type Performing, type RunEnd } from './perform.ts';
import { createQueue, QUEUE_OPTIONS, SCHEDULE_OPTIONS, WORK_OPTIONS } from './queue.ts';
import { listenForWakes } from './listen-for-wakes.ts';
import { watchLateness } from './watch-lateness.ts';

/** At stop, how long runs under way may take to end; then they are left to another worker. */
const STOP_GRACE_MS = 20_000;

export interface JobsOptions {
  readonly db: Database;
  /** Of the same database; the queue has connections of its own. */
  readonly databaseUrl: string;
  readonly jobs: readonly Job[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
}

export interface RunningJobs {
  readonly running: boolean;
  /** Tells the runs under way to end, waits for them for a named time, and closes the queue. */
  stop(): Promise<void>;
}

const STATUS_AFTER: Readonly<Record<RunEnd, JobResultStatus>> = {
  done: 'completed',
  repeat: 'failed',
  // Without a dead letter queue: failed, and not tried again.
  'give-up': 'deadletter',
};

/**
 * Takes part, with any number of other workers, in doing the jobs at their times: each once, one run of a job at a time.
 * A job whose time passed while no worker ran is done soon after the start.
 */
export async function startJobs({ db, databaseUrl, jobs, clock, log, metrics }: JobsOptions): Promise<RunningJobs> {
  await using started = new AsyncDisposableStack();
  const performing: Performing = { db, clock, log, metrics: createJobMetrics(metrics) };
  const queue = createQueue(databaseUrl);
  queue.on('error', (error) => {
    performing.metrics.queueErrors.inc();
    log.warn({ reason: error.message }, 'the job queue had an error');
  });
  queue.on('warning', ({ message }) => log.warn({ message }, 'the job queue warns'));

  const stopping = new AbortController();
  started.defer(() => queue.stop({ timeout: STOP_GRACE_MS }));
  started.defer(() => stopping.abort());
  await queue.start();
  await expectJobs(db, jobs, clock.now());
  await forgetOldSchedules(queue, jobs);
  for (const job of jobs) {
    await offer(queue, job);
    await queue.work(job.name, WORK_OPTIONS, async ([run]) => {
      const signal = AbortSignal.any([run!.signal, stopping.signal]);
      return [{ id: run!.id, status: STATUS_AFTER[await perform(job, signal, performing)] }];
    });
  }
  const wakes = await listenForWakes(queue, jobs, log);
  started.defer(() => wakes.close());
  const lateness = watchLateness(performing);
  started.defer(() => lateness.cancel());

  const running = started.move();
  return {
    get running() {
      return !running.disposed;
    },
    stop: () => running.disposeAsync(),
  };
}

/** Makes the job's queue and schedule, or brings them up to date. */
async function offer(queue: PgBoss, { name, schedule }: Job): Promise<void> {
  const { policy, ...changeable } = QUEUE_OPTIONS;
  await queue.createQueue(name, { policy });
  await queue.updateQueue(name, changeable);
  await queue.schedule(name, schedule.cron, null, SCHEDULE_OPTIONS);
}

/** Of jobs that an earlier version had. */
async function forgetOldSchedules(queue: PgBoss, jobs: readonly Job[]): Promise<void> {
  const names = new Set(jobs.map(({ name }) => name));
  for (const { name } of await queue.getSchedules()) {
    if (!names.has(name)) await queue.unschedule(name);
  }
}
