/**
 * What the lists of calls cost the database: `npm run bench -- queries [--calls=10000000] [--rounds=5]` makes a database with that many calls, one tenant with a
 * fifth of them, asks each question of `queries/questions.ts` (first pages, deep ones, every filter and several, a small tenant, an agent), and prints the
 * time of its statements in the database and its CPU here; then how long lists, totals, exports and the retention simulator let one wait. A plan that reads a whole table or more than 100 rows for one is named, and the bench fails. Some 2.5 kB
 * of disk for a call; a throw-away cluster without fsync.
 */
import { parseArgs } from 'node:util';
import { systemClock } from '../src/platform/clock.ts';
import { createLogger } from '../src/platform/logging.ts';
import { connect } from '../src/platform/postgres/connect.ts';
import { migrate } from '../src/platform/postgres/index.ts';
import { execute, onDatabase, startServer } from '../test/kit/postgres-server.ts';
import { explain, faultsOf, pageOf } from './queries/explain.ts';
import { answers } from './queries/answers.ts';
import { QUESTIONS } from './queries/questions.ts';
import { seed } from './queries/seed.ts';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '2000000' },
    rounds: { type: 'string', default: '5' },
    /** A database that was seeded before. */
    database: { type: 'string' },
  },
});
const log = createLogger('warn');

async function seeded(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  if (values.database !== undefined) return { url: values.database, stop: async () => {} };
  const server = await startServer();
  const settings = [
    "shared_buffers = '2GB'",
    "max_wal_size = '16GB'",
    "maintenance_work_mem = '1GB'",
    "work_mem = '16MB'",
  ];
  for (const setting of settings) await execute(server.url, `ALTER SYSTEM SET ${setting}`);
  await server.pause();
  await server.resume();
  await execute(server.url, `CREATE DATABASE bench TEMPLATE template0 ENCODING 'UTF8'`);
  const url = onDatabase(server.url, 'bench');
  await migrate(url, log);
  const db = connect(url, log, { unlimitedStatements: true });
  const began = performance.now();
  await seed(db, Number(values.calls));
  await db.destroy();
  console.log(`${values.calls} calls made in ${((performance.now() - began) / 1000).toFixed()} s`);
  return { url, stop: () => server.stop() };
}

const rounded = (ms: number): number => Math.round(ms * 10) / 10;
const database = await seeded();
const db = connect(database.url, log);
try {
  const catalog = { db, clock: systemClock, panelWindowDays: 30 };
  for (const question of QUESTIONS) {
    const [times, cpus, faults, blocks] = [[] as number[], [] as number[], new Set<string>(), [] as number[]];
    for (let round = 0; round < Number(values.rounds); round++) {
      const before = process.cpuUsage();
      await pageOf(catalog, question);
      const { user, system } = process.cpuUsage(before);
      cpus.push((user + system) / 1000);
      const explained = await explain(db, question);
      times.push(explained.reduce((sum, { ms }) => sum + ms, 0));
      blocks.push(explained.reduce((sum, each) => sum + each.blocks, 0));
      for (const fault of explained.flatMap(faultsOf)) faults.add(fault);
    }
    const sorted = times.toSorted((a, b) => a - b);
    const [median, slowest] = [sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!];
    console.log(
      `${question.name.padEnd(78)} first ${rounded(times[0]!)} median ${rounded(median)} slowest ${rounded(slowest)} ms, ${blocks.at(-1)} blocks, CPU here ${rounded(Math.min(...cpus))} ms`,
    );
    for (const fault of faults) console.log(`    ${fault}`);
    if (faults.size > 0) process.exitCode = 1;
  }
  const waited = new Map<string, number[]>();
  for (let round = 0; round < Number(values.rounds); round++) {
    for await (const [name, ms] of answers(db, catalog)) waited.set(name, [...(waited.get(name) ?? []), ms]);
  }
  for (const [name, times] of waited) {
    const sorted = times.toSorted((a, b) => a - b);
    console.log(
      `${name.padEnd(78)} first ${rounded(times[0]!)} median ${rounded(sorted[Math.floor(sorted.length / 2)]!)} ms until the answer`,
    );
  }
} finally {
  await db.destroy();
  await database.stop();
}
