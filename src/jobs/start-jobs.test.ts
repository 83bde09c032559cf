import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { until } from '../../test/kit/until.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { systemClock } from '../platform/clock.ts';
import { createMetrics } from '../platform/metrics.ts';
import { daily, EVERY_MINUTE, type Job, listJobRuns, type RunningJobs, startJobs } from './index.ts';

const { db, url } = testDatabase();
/** How long a run waits at most that nobody was notified of. */
const LOOK_EVERY_MS = 10_000;
const workers: RunningJobs[] = [];
let names = 0;

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});

/** A new job that only runs when it is triggered or its time is long past. */
function job(run: Job['run']): Job {
  return { name: `job-${++names}`, schedule: daily('04:00'), run };
}

async function worker(
  jobs: readonly Job[],
  metrics = createMetrics(),
  clock: Clock = systemClock,
): Promise<RunningJobs> {
  const started = await startJobs({ db, databaseUrl: url, jobs, clock, log: quietLog, metrics });
  workers.push(started);
  return started;
}

const trigger = ({ name }: Job) => sql`SELECT pg_notify('fonoteka_jobs', ${name})`.execute(db);

const openRuns = async ({ name }: Job): Promise<number> => {
  const { rows } = await sql<{ open: number }>`
    SELECT count(*)::int AS open FROM pgboss.job WHERE name = ${name} AND state < 'completed'`.execute(db);
  return rows[0]!.open;
};

/** As if the last worker had stopped so long ago. */
async function workersWereDown(interval: string): Promise<void> {
  const then = sql`now() - ${sql.lit(interval)}::interval`;
  await sql`UPDATE pgboss.version SET cron_on = ${then}`.execute(db);
  await sql`UPDATE pgboss.schedule SET created_on = ${then}`.execute(db);
}

/** As if the time for a run's next attempt had come. Nobody is notified of it. */
const retryNow = ({ name }: Job) =>
  sql`UPDATE pgboss.job SET start_after = now() WHERE name = ${name} AND state = 'retry'`.execute(db);

test('a job that is triggered runs, and every worker knows when it succeeded', async () => {
  let runs = 0;
  const triggered = job(async () => void (runs += 1));
  const metrics = createMetrics();
  await worker([triggered], metrics);
  const before = Date.now();
  await trigger(triggered);
  await trigger({ ...triggered, name: 'no-such-job' });
  await until('the job has succeeded', async () => (await listJobRuns(db))[0]!.succeededAt !== null);
  const [known] = await listJobRuns(db);
  expect(runs).toBe(1);
  expect(known).toMatchObject({ name: triggered.name });
  expect(known!.succeededAt).toBeGreaterThanOrEqual(before);
  expect(known!.lateFrom).toBe(known!.succeededAt! + triggered.schedule.lateAfterMs);
  expect(await metrics.metrics()).toContain(
    `fonoteka_job_duration_seconds_count{job="${triggered.name}",outcome="done"} 1`,
  );
});

test.each([
  ['whose time passed while no worker ran runs after the start', daily('04:00'), '3 days'],
  ['runs when its time has come', EVERY_MINUTE, '31 seconds'],
])('a job %s: once, whatever the number of workers', async (_what, schedule, down) => {
  let runs = 0;
  const due = { ...job(async () => void (runs += 1)), schedule };
  await (await worker([due])).stop();
  await workersWereDown(down);
  await Promise.all([worker([due]), worker([due])]);
  await until('it has run', () => runs > 0);
  await until('nothing is left to run', async () => (await openRuns(due)) === 0);
  expect(runs).toBe(1);
});

test('one run of a job at a time over all workers, and one more for all that was triggered meanwhile', async () => {
  let [underWay, most, runs] = [0, 0, 0];
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const slow = job(async () => {
    runs += 1;
    underWay += 1;
    most = Math.max(most, underWay);
    await released;
    underWay -= 1;
  });
  await Promise.all([worker([slow]), worker([slow])]);
  await trigger(slow);
  await until('it runs', () => underWay === 1);
  for (let turn = 0; turn < 5; turn++) await trigger(slow);
  await until('another run waits', async () => (await openRuns(slow)) === 2);
  release();
  await until('nothing is left to run', async () => runs > 1 && (await openRuns(slow)) === 0);
  expect(most).toBe(1);
});

test('a run that fails is repeated when that may help, and counted', async () => {
  let runs = 0;
  const failing = job(async () => {
    runs += 1;
    if (runs === 1) throw new AppError('database-unreachable');
  });
  const metrics = createMetrics();
  const clock = new ManualClock();
  await worker([failing], metrics, clock);
  await trigger(failing);
  await until('it waits for its next attempt', async () => (await retryNow(failing)).numAffectedRows === 1n);
  clock.advance(LOOK_EVERY_MS);
  await until('it has succeeded', async () => (await listJobRuns(db))[0]!.succeededAt !== null);
  expect(runs).toBe(2);
  expect(await metrics.metrics()).toContain(
    `fonoteka_job_duration_seconds_count{job="${failing.name}",outcome="failed"} 1`,
  );
});

test('a run that would fail again waits for its next time', async () => {
  let runs = 0;
  const mistaken = job(async () => {
    runs += 1;
    throw new AppError('config-invalid');
  });
  await worker([mistaken]);
  await trigger(mistaken);
  await until('it is given up', async () => runs > 0 && (await openRuns(mistaken)) === 0);
  expect((await listJobRuns(db))[0]!.succeededAt).toBeNull();
  await trigger(mistaken);
  await until('its next time has come', () => runs === 2);
});

test('a job that a worker cannot run is left to another one, and taken again within a minute after it can', async () => {
  let can = false;
  const runs: string[] = [];
  const here = { ...job(async () => void runs.push('here')), canRunHere: async () => can };
  const elsewhere = { ...here, run: async () => void runs.push('elsewhere'), canRunHere: async () => true };
  const clock = new ManualClock();
  await worker([here], createMetrics(), clock);
  const other = await worker([elsewhere]);
  await trigger(here);
  await until('the other has run it', () => runs.length === 1);
  expect(runs).toEqual(['elsewhere']);
  await other.stop();
  await trigger(here);
  can = true;
  // The other may have run it twice: both workers have heard of the first time.
  await until('it runs here', () => {
    clock.advance(60_000);
    return runs.includes('here');
  });
});

test('a run that comes when a worker cannot run the job any more is no failure; another one repeats it soon', async () => {
  let can = true;
  const runs: string[] = [];
  const here = { ...job(async () => void runs.push('here')), canRunHere: async () => can };
  const metrics = createMetrics();
  await worker([here], metrics);
  can = false;
  await trigger(here);
  await until('it waits for its next attempt', async () => (await retryNow(here)).numAffectedRows === 1n);
  await worker([{ ...here, run: async () => void runs.push('elsewhere'), canRunHere: async () => true }]);
  await until('the other has run it', () => runs.length === 1);
  expect(runs).toEqual(['elsewhere']);
  expect(await metrics.metrics()).not.toContain('outcome="failed"');
});

test('a worker that stops aborts its runs; another worker does the rest', async () => {
  let ended = false;
  let finished = false;
  const long = job(async (signal) => {
    if (ended) {
      finished = true;
      return;
    }
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    ended = true;
  });
  const first = await worker([long]);
  await trigger(long);
  await until('it runs', async () => (await openRuns(long)) === 1);
  await until('it is fetched', async () => {
    const { rows } = await sql`SELECT 1 FROM pgboss.job WHERE name = ${long.name} AND state = 'active'`.execute(db);
    return rows.length === 1;
  });
  await first.stop();
  expect([ended, first.running]).toEqual([true, false]);
  const { rows } = await sql<{ output: unknown }>`SELECT output FROM pgboss.job WHERE name = ${long.name}`.execute(db);
  expect(JSON.stringify(rows), 'it was not left to run out its time').not.toContain('shut down while active');
  expect((await listJobRuns(db))[0]!.succeededAt).toBeNull();
  await retryNow(long);
  await worker([long]);
  await until('the rest is done', () => finished);
});

test('a worker whose connections are cut continues', async () => {
  let runs = 0;
  const steady = job(async () => void (runs += 1));
  const metrics = createMetrics();
  await worker([steady], metrics);
  await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'fonoteka jobs'`.execute(db);
  await until('it is triggered again', async () => {
    await trigger(steady);
    return runs > 0;
  });
  await until('nothing is left to run', async () => (await openRuns(steady)) === 0);
  const { values } = await metrics.getSingleMetric('fonoteka_job_queue_errors_total')!.get();
  expect(values[0]!.value).toBeGreaterThan(0);
});

test('a removed job is deleted, with its queue and the runs in it', async () => {
  const [old, kept] = [job(async () => {}), job(async () => {})];
  await (await worker([old, kept])).stop();
  await sql`INSERT INTO pgboss.job (name) VALUES (${old.name})`.execute(db);
  await worker([kept]);
  const queues = await sql<{ name: string }>`SELECT name FROM pgboss.queue WHERE name LIKE 'job-%'`.execute(db);
  expect(queues.rows).toEqual([{ name: kept.name }]);
  expect(await openRuns(old)).toBe(0);
  expect((await listJobRuns(db)).map(({ name }) => name)).toEqual([kept.name]);
  const { rows } = await sql<{ name: string }>`SELECT name FROM pgboss.schedule`.execute(db);
  expect(rows).toEqual([{ name: kept.name }]);
});

test('a job that has not succeeded for too long is late', async () => {
  const late = job(async () => {});
  await (await worker([late])).stop();
  await db
    .updateTable('job_runs')
    .set({ late_from: new Date(Date.now() - 1) })
    .execute();
  const metrics = createMetrics();
  await worker([late], metrics);
  await until('it is shown', async () => (await metrics.metrics()).includes(`fonoteka_job_late{job="${late.name}"} 1`));
});

test('a missing database is reported, and nothing is left open', async () => {
  const away = url.replace(/\/[^/]*$/, '/no_such_database');
  const starting = startJobs({
    db,
    databaseUrl: away,
    jobs: [job(async () => {})],
    clock: systemClock,
    log: quietLog,
    metrics: createMetrics(),
  });
  await expect(starting).rejects.toThrow('no_such_database');
});

test('a worker of an earlier release that starts beside it takes no job away for longer than a minute', async () => {
  let runs = 0;
  const [known, added] = [job(async () => undefined), job(async () => void (runs += 1))];
  const clock = new ManualClock();
  await worker([known, added], createMetrics(), clock);
  await worker([known]);
  expect((await listJobRuns(db)).map(({ name }) => name)).toEqual([known.name]);
  await until('the job runs again', async () => {
    clock.advance(60_000);
    await trigger(added);
    return runs > 0;
  });
  expect((await listJobRuns(db)).map(({ name }) => name)).toEqual([known.name, added.name].sort());
  // Made after its queue, in which it may run at once.
  await until('it has its schedule', async () => {
    const { rows } = await sql`SELECT name FROM pgboss.schedule WHERE name = ${added.name}`.execute(db);
    return rows.length === 1;
  });
});
