import { sql } from 'kysely';
import { Client } from 'pg';
import { PgBoss } from 'pg-boss';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { until } from '../../test/kit/until.ts';
import { createMetrics } from '../platform/metrics.ts';
import { daily, type Job, type RunningJobs, startJobs } from './index.ts';

const { db, url } = testDatabase();
const workers: RunningJobs[] = [];
let names = 0;
/** How often the worker of a queue has looked into it. */
const fetches = new Map<string, number>();

beforeEach(() => {
  const query = Reflect.get(Client.prototype, 'query');
  vi.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...args: unknown[]) {
    const text = typeof args[0] === 'string' ? args[0] : (args[0] as { readonly text: string }).text;
    const name = /WITH\s+next AS[^]*?j\.name = '([^']+)'/.exec(text)?.[1];
    if (name !== undefined) fetches.set(name, (fetches.get(name) ?? 0) + 1);
    return Reflect.apply(query, this, args);
  });
});

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  vi.restoreAllMocks();
});

/** A new job that only runs when it is put into its queue. */
function job() {
  const made = { name: `waking-${++names}`, schedule: daily('04:00'), runs: 0, run: async () => void (made.runs += 1) };
  return made;
}

/** Whose first look into its queues is over. */
async function worker(jobs: readonly Job[], { listenUrl = url } = {}): Promise<ManualClock> {
  const clock = new ManualClock();
  workers.push(
    await startJobs({ db, databaseUrl: url, listenUrl, jobs, clock, log: quietLog, metrics: createMetrics() }),
  );
  await until('it has looked', () => jobs.every(({ name }) => fetches.has(name)));
  return clock;
}

test('no queue is polled: what is triggered has its worker woken, and no other', async () => {
  const [busy, ...others] = [job(), job(), job(), job()] as const;
  await worker([busy, ...others]);
  await until('all have looked again, once they could hear', () => others.every(({ name }) => fetches.get(name) === 2));
  for (let turn = 1; turn <= 3; turn++) {
    await sql`SELECT pg_notify('fonoteka_jobs', ${busy.name})`.execute(db);
    await until('it has run', () => busy.runs === turn);
  }
  expect(others.map(({ name }) => fetches.get(name))).toEqual([2, 2, 2]);
});

test('what another worker puts into a queue, as the one that keeps the schedule does, runs at once', async () => {
  const due = job();
  await worker([due]);
  const other = new PgBoss({ connectionString: url, migrate: false, supervise: false, schedule: false });
  onTestFinished(() => other.stop({ graceful: false }));
  await other.start();
  await other.send(due.name);
  await until('it has run', () => due.runs === 1);
});

test.each([
  ['whose notification was lost is found within ten seconds', url, 10_000],
  ['is found within a second where nothing can be heard', 'postgres://nobody@127.0.0.1:1/none', 1_000],
])('a run %s', async (_what, listenUrl, withinMs) => {
  const unheard = job();
  const clock = await worker([unheard], { listenUrl });
  await sql`INSERT INTO pgboss.job (name) VALUES (${unheard.name})`.execute(db);
  clock.advance(withinMs);
  await until('it has run', () => unheard.runs === 1);
});
