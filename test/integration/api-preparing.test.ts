import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RecorderId, TenantId } from '../../src/base/ids.ts';
import { reportUnarchivedCalls, type WaitingCalls } from '../../src/calls/index.ts';
import { changeUser } from '../../src/tenants/index.ts';
import {
  addRecording,
  addTenantWithRecording,
  addUserOf,
  type ApiFixture,
  signIn,
  startApi,
} from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';

const { db } = testDatabase();
let fixture: ApiFixture;
let tenantId: TenantId;
let cookie: string;
let neighbour: string;

beforeAll(async () => {
  fixture = await startApi(db);
  const tenant = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
  const other = await addTenantWithRecording(fixture, 'Kwiaciarnia', '48221234568');
  ({ tenantId } = tenant);
  await addRecording(fixture, tenantId, { startedAt: fixture.clock.now() - 3_600_000 });
  cookie = await signIn(fixture, tenant.admin);
  neighbour = await signIn(fixture, other.admin);
});
afterAll(() => fixture.close());
beforeEach(() => db.deleteFrom('recorders').execute());

const report = (waiting: WaitingCalls, age = 0) =>
  reportUnarchivedCalls(db, {
    recorderId: randomUUID() as RecorderId,
    unarchivedSince: new Map(),
    waiting: new Map([[tenantId, waiting]]),
    now: fixture.clock.now() - age,
  });

async function page(as: string, query = ''): Promise<{ preparing: unknown; nextCursor: string | null }> {
  const response = await fetch(`${fixture.origin}/api/v1/calls${query}`, { headers: { cookie: as } });
  expect(response.status).toBe(200);
  return (await response.json()) as never;
}

test('the first page of the calls says how many are being prepared, and until when', async () => {
  expect((await page(cookie)).preparing).toBe(null);
  const expectedAt = fixture.clock.now() + 120_000;
  await report({ calls: 2, expectedAt });
  const { preparing, nextCursor } = await page(cookie, '?limit=1');
  expect(preparing).toEqual({ calls: 2, expectedAt: new Date(expectedAt).toISOString() });
  expect((await page(cookie, `?limit=1&cursor=${nextCursor}`)).preparing).toBe(null);
  await report({ calls: 1, expectedAt: null });
  expect((await page(cookie)).preparing).toEqual({ calls: 3, expectedAt: null });
});

test('another tenant learns nothing of them, nor does a user who sees only some of the calls', async () => {
  await report({ calls: 2, expectedAt: null });
  expect((await page(neighbour)).preparing).toBe(null);
  const agent = await addUserOf(fixture, tenantId, 'agent');
  expect((await page(await signIn(fixture, agent))).preparing).toBe(null);
  const supervisor = await addUserOf(fixture, tenantId, 'supervisor');
  const as = await signIn(fixture, supervisor);
  expect((await page(as)).preparing).toEqual({ calls: 2, expectedAt: null });
  await db.transaction().execute((all) =>
    changeUser(all, supervisor.id, () => ({ limitedTo: { numbers: ['101'], groups: [] } }), {
      by: 'operator',
      now: fixture.clock.now(),
    }),
  );
  expect((await page(await signIn(fixture, supervisor))).preparing).toBe(null);
});

test('a recorder that is gone does not count', async () => {
  await report({ calls: 2, expectedAt: null }, 60_000);
  expect((await page(cookie)).preparing).toBe(null);
});
