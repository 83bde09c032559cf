import { type Clock, repeat, type Repeating } from '../base/clock.ts';
import type { Logger } from '../platform/logging.ts';
import { Counter, Gauge, Histogram, type Registry } from '../platform/metrics.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { Job } from './job.ts';

export interface JobDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: JobMetrics;
}

/** When a job last succeeded. Instants are Unix ms. */
export interface JobRuns {
  readonly name: string;
  /** Null: never yet. */
  readonly succeededAt: number | null;
  /** From then on it is late, unless it succeeds before. */
  readonly lateFrom: number;
}

/** All jobs that workers have, by name. */
export async function listJobRuns(db: Database): Promise<JobRuns[]> {
  const rows = await db.selectFrom('job_runs').selectAll().orderBy('name').execute();
  return rows.map(({ name, succeeded_at, late_from }) => ({
    name,
    succeededAt: succeeded_at?.getTime() ?? null,
    lateFrom: late_from.getTime(),
  }));
}

/** Adds the rows of new jobs, which are late as if they had succeeded just now, and deletes those of removed jobs. */
export async function registerJobs(db: Database, jobs: readonly Job[], now: number): Promise<void> {
  const names = jobs.map(({ name }) => name);
  await db.deleteFrom('job_runs').where('name', 'not in', names).execute();
  await addJobRuns(db, jobs, now);
}

/** Adds the rows that are missing. */
export async function addJobRuns(db: Database, jobs: readonly Job[], now: number): Promise<void> {
  await db
    .insertInto('job_runs')
    .values(jobs.map((job) => ({ name: job.name, succeeded_at: null, late_from: lateFrom(job, now) })))
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
}

export async function saveSuccess(db: Database, job: Job, now: number): Promise<void> {
  await db
    .updateTable('job_runs')
    .set({ succeeded_at: new Date(now), late_from: lateFrom(job, now) })
    .where('name', '=', job.name)
    .execute();
}

function lateFrom({ schedule }: Job, now: number): Date {
  return new Date(now + schedule.lateAfterMs);
}

const MEASURE_EVERY_MS = 60_000;

/** Keeps the metrics of when each job last succeeded and whether it is late, on whichever worker it ran. */
export function watchLateness({ db, clock, log, metrics }: JobDeps): Repeating {
  const measure = async (): Promise<void> => {
    for (const { name, succeededAt, lateFrom } of await listJobRuns(db)) {
      if (succeededAt !== null) metrics.lastSuccess.set({ job: name }, succeededAt / 1000);
      metrics.late.set({ job: name }, clock.now() >= lateFrom ? 1 : 0);
    }
  };
  const onError = (error: unknown): void =>
    log.warn({ reason: (error as Error).message }, 'jobs: reading job_runs failed');
  return repeat(clock, { intervalMs: MEASURE_EVERY_MS, atOnce: true, onError }, measure);
}

type JobMetrics = ReturnType<typeof createJobMetrics>;

const labelNames = ['job'] as const;

export function createJobMetrics(registry: Registry) {
  const registers = [registry];
  return {
    duration: new Histogram({
      name: 'fonoteka_job_duration_seconds',
      help: 'How long runs of jobs took, by job and outcome: done, interrupted or failed.',
      labelNames: [...labelNames, 'outcome'] as const,
      buckets: [0.1, 1, 10, 60, 600, 3600],
      registers,
    }),
    lastSuccess: new Gauge({
      name: 'fonoteka_job_last_success_timestamp_seconds',
      help: 'When a job last succeeded, on whichever worker.',
      labelNames,
      registers,
    }),
    late: new Gauge({
      name: 'fonoteka_job_late',
      help: '1 for a job that has not succeeded for longer than it may take.',
      labelNames,
      registers,
    }),
    queueErrors: new Counter({
      name: 'fonoteka_job_queue_errors_total',
      help: 'Errors of the job queue itself, mostly an unreachable database.',
      registers,
    }),
  };
}
