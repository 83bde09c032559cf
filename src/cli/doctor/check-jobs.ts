import type { Clock } from '../../base/clock.ts';
import { type JobRuns, listJobRuns } from '../../jobs/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { type Finding, well, wrong } from './check.ts';

/** Each job of the workers has succeeded as lately as it should. */
export async function checkJobs(clock: Clock, db: Database): Promise<Finding[]> {
  const jobs = await listJobRuns(db);
  if (jobs.length === 0) return [well('jobs', 'no worker has run yet')];
  return jobs.map((job) => checkJob(job, clock.now()));
}

function checkJob({ name, succeededAt, lateFrom }: JobRuns, now: number): Finding {
  const last = succeededAt === null ? 'has not run yet' : `last succeeded at ${new Date(succeededAt).toISOString()}`;
  if (now < lateFrom) return well(`job: ${name}`, last);
  const remedy =
    'See that a worker runs (fonoteka start --roles worker) and why the job fails (“jobs: a job failed” in its log).';
  return wrong(`job: ${name}`, `late: ${last}`, remedy);
}
