import { type Clock, repeat } from '../base/clock.ts';
import type { Logger } from '../platform/logging.ts';
import type { Registry } from '../platform/metrics.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { Job } from './job.ts';
import { JobIntake } from './job-intake.ts';
import { addJobRuns, createJobMetrics, type JobDeps, registerJobs, watchLateness } from './job-runs.ts';
import { createQueue, notifyOfDue, removeOldQueues, restoreQueues, scheduleJob } from './queue.ts';
import { WorkerWaking } from './worker-waking.ts';

/** At stop, how long current runs may take to end; then they are left to another worker. */
const STOP_GRACE_MS = 20_000;

interface JobsOptions {
  readonly db: Database;
  /** Of the same database; the queue has connections of its own. */
  readonly databaseUrl: string;
  /** For notifications. Default: `databaseUrl`. */
  readonly listenUrl?: string;
  readonly jobs: readonly Job[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
}

export interface RunningJobs {
  readonly running: boolean;
  /** Aborts the current runs, waits up to 20 s for them, and closes the queue. */
  stop(): Promise<void>;
}

/** How long a job stands still that a worker of an earlier release has removed, or that this one can run again. */
const LOOK_EVERY_MS = 60_000;

/**
 * Runs the jobs at their times, together with any number of other workers: each job once, one run of it at a time. A job whose
 * time passed while no worker ran is run soon after the start.
 */
export async function startJobs(options: JobsOptions): Promise<RunningJobs> {
  const { db, databaseUrl, listenUrl = databaseUrl, jobs, clock, log, metrics } = options;
  await using started = new AsyncDisposableStack();
  const deps: JobDeps = { db, clock, log, metrics: createJobMetrics(metrics) };
  const queue = createQueue(databaseUrl, clock, log);
  queue.on('error', (error) => {
    deps.metrics.queueErrors.inc();
    log.warn({ reason: error.message }, 'jobs: the queue had an error');
  });
  queue.on('warning', ({ message }) => log.warn({ message }, 'jobs: the queue warns'));

  const stopping = new AbortController();
  started.defer(() => queue.stop({ timeout: STOP_GRACE_MS }));
  started.defer(() => stopping.abort());
  await queue.start();
  await notifyOfDue(queue);
  await registerJobs(db, jobs, clock.now());
  await removeOldQueues(queue, jobs);
  for (const job of jobs) {
    await scheduleJob(queue, job);
  }
  const intakes = jobs.map((job) => new JobIntake(job, { queue, deps, stopping: stopping.signal }));
  for (const intake of intakes) await intake.look();
  const waking = new WorkerWaking({ db, queue, jobs, listenUrl, clock, log });
  started.defer(() => waking.close());
  await waking.start();
  const looking = repeat(clock, { intervalMs: LOOK_EVERY_MS, onError: notRestored(log) }, async () => {
    await addJobRuns(db, jobs, clock.now());
    await restoreQueues(queue, jobs);
    for (const intake of intakes) await intake.look();
  });
  started.defer(() => looking.stop());
  const lateness = watchLateness(deps);
  started.defer(() => lateness.stop());

  const running = started.move();
  return {
    get running() {
      return !running.disposed;
    },
    stop: () => running.disposeAsync(),
  };
}

function notRestored(log: Logger): (error: unknown) => void {
  return (error) => log.warn({ reason: (error as Error).message }, 'jobs: queues could not be checked; trying again');
}
