import type { Database } from '../platform/postgres/index.ts';
import type { Job } from './job.ts';

/** What is remembered of a job's runs. Instants are Unix ms. */
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

/** Begins to watch over jobs, as if they had been done just now, and forgets those that are no more. */
export async function expectJobs(db: Database, jobs: readonly Job[], now: number): Promise<void> {
  const names = jobs.map(({ name }) => name);
  await db.deleteFrom('job_runs').where('name', 'not in', names).execute();
  await db
    .insertInto('job_runs')
    .values(jobs.map((job) => ({ name: job.name, succeeded_at: null, late_from: lateFrom(job, now) })))
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
}

export async function noteSuccess(db: Database, job: Job, now: number): Promise<void> {
  await db
    .updateTable('job_runs')
    .set({ succeeded_at: new Date(now), late_from: lateFrom(job, now) })
    .where('name', '=', job.name)
    .execute();
}

function lateFrom({ schedule }: Job, now: number): Date {
  return new Date(now + schedule.lateAfterMs);
}
