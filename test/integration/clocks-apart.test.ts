import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Service, startService } from '../../src/compose/index.ts';
import { type Config, loadConfig } from '../../src/config/index.ts';
import { addTenant } from '../../src/tenants/index.ts';
import { testDatabase } from '../kit/database.ts';
import { MovableClock } from '../kit/movable-clock.ts';
import { quietLog } from '../kit/quiet-log.ts';

const HOUR_MS = 60 * 60 * 1000;
const database = testDatabase();
const folder = mkdtempSync(join(tmpdir(), 'fonoteka-clocks-'));
/** Two machines with the role `web`: the clock of the first is two hours behind the database's, that of the second two hours ahead. */
const machines: Service[] = [];

beforeAll(async () => {
  mkdirSync(join(folder, 'recordings'));
  for (const [at, aheadMs] of [-2 * HOUR_MS, 2 * HOUR_MS].entries()) {
    const data = join(folder, `machine-${at}`);
    mkdirSync(data);
    symlinkSync(join(folder, 'recordings'), join(data, 'recordings'));
    const roles: Config['roles'] = ['web'];
    const shared = { data, keys: join(folder, 'keys'), databaseUrl: database.url, httpPort: 0, roles };
    const clock = new MovableClock(Date.now() + aheadMs);
    machines.push(
      await startService({ config: { ...loadConfig({}), ...shared }, clock, log: quietLog, compareClocks: true }),
    );
  }
});
afterAll(async () => {
  for (const machine of machines) await machine.stop();
  rmSync(folder, { recursive: true, force: true });
});

const at = (machine: number, path: string): string => `${machines[machine]!.ready.http}/api/v1${path}`;

async function signIn(machine: number, user: { readonly login: string; readonly password: string }): Promise<string> {
  const response = await fetch(at(machine, '/session'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(user),
  });
  expect(response.status).toBe(200);
  return response.headers.get('set-cookie')!.split(';')[0]!;
}

async function status(machine: number, cookie: string): Promise<number> {
  return (await fetch(at(machine, '/session'), { headers: { cookie } })).status;
}

test('sessions begun at one machine are good at the other, and sign-ins there do not end them', async () => {
  const { panel: user } = await addTenant(
    database.db,
    { name: 'Zegary', plan: 'Biznes', numbers: ['48221230001'] },
    Date.now(),
  );
  const cookies = [await signIn(0, user), await signIn(1, user), await signIn(0, user)];
  for (const machine of [0, 1]) {
    for (const cookie of cookies) expect(await status(machine, cookie)).toBe(200);
  }
  const rows = await database.db.selectFrom('sessions').select(['created_at', 'expires_at']).execute();
  expect(rows).toHaveLength(3);
  for (const row of rows) {
    expect(Math.abs(row.created_at.getTime() - Date.now())).toBeLessThan(HOUR_MS / 2);
    expect(row.expires_at.getTime()).toBeGreaterThan(Date.now());
  }
});

test('each machine shows by how much its clock is ahead', async () => {
  const offsets = [];
  for (const { shared } of machines) {
    const metric = await shared.metrics.getSingleMetric('fonoteka_clock_offset_seconds')!.get();
    offsets.push(Math.round(metric.values[0]!.value / 3600));
  }
  expect(offsets).toEqual([-2, 2]);
});
