import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { daily, startJobs } from '../../src/jobs/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { testDatabase } from '../kit/database.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { until } from '../kit/until.ts';

const { db, url } = testDatabase();
const CHILD = fileURLToPath(new URL('jobs-kill.child.ts', import.meta.url));

test('the job of a killed worker is taken over by another', async () => {
  const killed = spawn(process.execPath, [CHILD, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: killed.stdout })) {
    if (line === 'started') await sql`SELECT pg_notify('fonoteka_jobs', 'endless')`.execute(db);
    if (line === 'running') break;
  }
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  // As if it had sent no heartbeat for a minute.
  await sql`UPDATE pgboss.job SET heartbeat_on = now() - interval '1 minute' WHERE state = 'active'`.execute(db);

  let runs = 0;
  const jobs = await startJobs({
    db,
    databaseUrl: url,
    jobs: [{ name: 'endless', schedule: daily('04:00'), run: async () => void (runs += 1) }],
    clock: systemClock,
    log: quietLog,
    metrics: createMetrics(),
  });
  await until('the dead worker is noticed', async () => {
    const due = sql`UPDATE pgboss.job SET start_after = now() WHERE name = 'endless' AND state = 'retry'`;
    return (await due.execute(db)).numAffectedRows === 1n;
  });
  await until('another worker runs its job', () => runs > 0);
  await jobs.stop();
  expect(runs).toBe(1);
});
