import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { quietLog } from '../../../test/kit/quiet-log.ts';
import { execute } from '../../../test/kit/postgres-server.ts';
import { until } from '../../../test/kit/until.ts';
import { NotificationListener } from './notification-listener.ts';

const database = testDatabase();

function listener(url: string) {
  const clock = new ManualClock();
  const seen = { connected: 0, unheard: 0, heard: [] as string[] };
  const made = new NotificationListener({
    url,
    channels: ['fonoteka_test', 'fonoteka_test_2'],
    onNotification: (payload, channel) => void seen.heard.push(`${channel} ${payload}`),
    onConnected: () => void seen.connected++,
    onUnheard: () => void seen.unheard++,
    clock,
    log: quietLog,
  });
  onTestFinished(() => made.close());
  return { clock, seen, listener: made };
}

test('while nothing can be heard it says so each second; then it hears again', async () => {
  const { clock, seen, listener: made } = listener(database.url);
  await made.start();
  clock.advance(3_000);
  expect(seen).toEqual({ connected: 1, unheard: 0, heard: [] });
  await execute(
    database.url,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'fonoteka notifications'`,
  );
  await until('the loss is seen and the connection made again', () => {
    clock.advance(1_000);
    return seen.connected === 2;
  });
  expect(seen.unheard).toBeGreaterThan(0);
  const unheard = seen.unheard;
  await execute(database.url, `NOTIFY fonoteka_test, 'again'`);
  await until('it hears', () => seen.heard.length > 0);
  await execute(database.url, `NOTIFY fonoteka_test_2, 'more'`);
  await until('it hears the other channel', () => seen.heard.length > 1);
  clock.advance(3_000);
  expect(seen).toEqual({ connected: 2, unheard, heard: ['fonoteka_test again', 'fonoteka_test_2 more'] });
  expect(clock.pending, 'only the probe').toBe(1);
});

test('a database that cannot be reached is nothing to wait for', async () => {
  const { clock, seen, listener: made } = listener('postgres://nobody@127.0.0.1:1/none');
  await made.start();
  clock.advance(3_000);
  expect(seen).toMatchObject({ connected: 0, unheard: 3 });
});

/** The processes of the server that serve its connections. */
async function servers(): Promise<number[]> {
  const { rows } = await sql<{ pid: number }>`
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'fonoteka notifications'`.execute(database.db);
  return rows.map(({ pid }) => pid);
}

test('is closed although its server says nothing any longer', async () => {
  await until('those of other tests have ended', async () => (await servers()).length === 0);
  const { listener: made } = listener(database.url);
  await made.start();
  const [server] = await servers();
  process.kill(server!, 'SIGSTOP');
  onTestFinished(() => void process.kill(server!, 'SIGCONT'));
  await made.close();
});

test('that is closed while it connects leaves no connection', async () => {
  const { seen, listener: made } = listener(database.url);
  const started = made.start();
  await made.close();
  await started;
  expect(seen.connected).toBe(0);
  await until('the server has none', async () => (await servers()).length === 0);
});
