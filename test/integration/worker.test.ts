import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Service, startService } from '../../src/compose/index.ts';
import { loadConfig } from '../../src/config/index.ts';
import { listJobRuns } from '../../src/jobs/index.ts';
import { queueMail } from '../../src/mail/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { addTenant } from '../../src/tenants/index.ts';
import { testDatabase } from '../kit/database.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { until } from '../kit/until.ts';

const JOBS = [
  'call-events',
  'call-search',
  'call-statistics',
  'ended-pushes',
  'late-recordings',
  'leaving',
  'mails',
  'option-end-warnings',
  'packages',
  'partitions',
  'push-hooks',
  'push-notifications',
  'recording-switch',
  'refused-uploads',
  'retention',
  'rodo',
  'statements',
];

const { db, url } = testDatabase();
const folder = mkdtempSync(join(tmpdir(), 'fonoteka-workers-'));
const workers: Service[] = [];

/** A process with only the role `worker` and its own data folder. */
async function startWorker(name: string): Promise<Service> {
  const config = { ...loadConfig({}), roles: ['worker' as const], data: join(folder, name), databaseUrl: url };
  const worker = await startService({
    config: { ...config, keys: join(folder, 'keys') },
    clock: systemClock,
    log: quietLog,
  });
  workers.push(worker);
  return worker;
}

beforeAll(async () => {
  await Promise.all([startWorker('one'), startWorker('two')]);
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  rmSync(folder, { recursive: true, force: true });
});

/** The mails in the outbox folders of both workers. A file that is being written has another name. */
const outbox = (): string[] =>
  ['one', 'two']
    .map((name) => join(folder, name, 'outbox'))
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path).map((file) => join(path, file)))
    .filter((file) => file.endsWith('.eml'))
    .map((file) => readFileSync(file, 'utf8'));

test('workers without other roles do not listen, and run every job', async () => {
  expect(workers.map(({ ready: { http, sip, ftp } }) => [http, sip, ftp])).toEqual([
    [null, null, null],
    [null, null, null],
  ]);
  expect((await listJobRuns(db)).map(({ name }) => name)).toEqual(JOBS);
  for (const job of JOBS) await sql`SELECT pg_notify('fonoteka_jobs', ${job})`.execute(db);
  await until('every job has succeeded', async () =>
    (await listJobRuns(db)).every(({ succeededAt }) => succeededAt !== null),
  );
});

test('a mail is sent at once, by one of them', async () => {
  const { tenantId } = await addTenant(db, { name: 'Piekarnia', plan: 'Biznes', numbers: [] }, Date.now());
  await db.transaction().execute((transaction) =>
    queueMail(transaction, {
      tenantId,
      kind: 'test',
      recipient: 'biuro@piekarnia.example',
      write: () => ({ subject: 'Dzień dobry', body: 'Jak się masz?' }),
      now: Date.now(),
    }),
  );
  await until('the mail is sent', () => outbox().length > 0);
  expect(outbox()).toEqual([expect.stringContaining('biuro@piekarnia.example')]);
});
