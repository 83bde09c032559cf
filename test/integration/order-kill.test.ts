import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { beforeEach, expect, test } from 'vitest';
import { AuditLog } from '../../src/audit/index.ts';
import type { TenantId } from '../../src/base/ids.ts';
import { Orders, statementAt } from '../../src/billing/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { addTenant, serviceHistory } from '../../src/tenants/index.ts';
import { testDatabase } from '../kit/database.ts';

const CHILD = new URL('./order-kill.child.ts', import.meta.url).pathname;
const { db, url } = testDatabase();
let tenantId: TenantId;

beforeEach(async () => {
  const tenant = { name: 'Piekarnia', plan: 'Biznes', numbers: [], email: 'szef@piekarnia.example' };
  ({ tenantId } = await addTenant(db, tenant, systemClock.now()));
});

/** Runs a process that orders push up to a point, and kills it there. */
async function killedWhileOrdering(point: 'uncommitted' | 'committed', orderKey: string): Promise<void> {
  const child = spawn(process.execPath, [CHILD, point, url, tenantId, orderKey], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  expect(String((await once(child.stdout, 'data'))[0])).toBe('stopped\n');
  child.kill('SIGKILL');
  await ended;
}

/** Everything that an activation of push writes. */
async function traces() {
  const now = systemClock.now();
  const audit = new AuditLog(db, systemClock);
  const mails = await db.selectFrom('mails').select('id').where('tenant_id', '=', tenantId).execute();
  return {
    subscriptions: (await serviceHistory(db, tenantId)).filter(({ service }) => service === 'push').length,
    netGrosze: (await statementAt(db, { tenantId, at: now, now })).total.netGrosze,
    mails: mails.length,
    audited: (await audit.list(tenantId)).length,
  };
}

const NOTHING = { subscriptions: 0, netGrosze: 8900, mails: 0, audited: 0 };
const ONE_ACTIVATION = { subscriptions: 1, netGrosze: 8900 + 14900 + 4900, mails: 1, audited: 1 };

function orderAgain(orderKey: string): Promise<void> {
  const audit = new AuditLog(db, systemClock);
  const orders = new Orders({
    db,
    audit,
    clock: systemClock,
    countKept: async () => ({ recordings: 0, bytes: 0 }),
    countAwaiting: async () => ({ recordings: 0, bytes: 0 }),
  });
  return orders.place({ tenantId, orderKey, addOn: { service: 'push' }, by: { actor: 'jan', address: null } });
}

test('kill -9 during an activation leaves nothing half done; sent again, it is done once', async () => {
  const orderKey = randomUUID();
  await killedWhileOrdering('uncommitted', orderKey);
  await killedWhileOrdering('uncommitted', orderKey);
  expect(await traces()).toEqual(NOTHING);
  await orderAgain(orderKey);
  expect(await traces()).toEqual(ONE_ACTIVATION);
});

test('kill -9 after the commit, before the response: sent again, it is charged once', async () => {
  const orderKey = randomUUID();
  await killedWhileOrdering('committed', orderKey);
  expect(await traces()).toEqual(ONE_ACTIVATION);
  await orderAgain(orderKey);
  expect(await traces()).toEqual(ONE_ACTIVATION);
});
