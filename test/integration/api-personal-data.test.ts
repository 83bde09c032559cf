import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { pauseRetention } from '../../src/retention/index.ts';
import { addTenantWithRecording, addUserOf, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { addExtendedRetention } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';

const { db } = testDatabase();
let fixture: ApiFixture;
let tenantId: TenantId;
let cookie: string;

beforeAll(async () => {
  fixture = await startApi(db);
  const tenant = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
  ({ tenantId } = tenant);
  cookie = await signIn(fixture, tenant.admin);
});
afterAll(() => fixture.close());

const ask = (as: string) => fetch(`${fixture.origin}/api/v1/personal-data`, { headers: { cookie: as } });

test('an admin sees for how long each kind of data is kept, and whether that is paused', async () => {
  await addExtendedRetention(db, tenantId, { units: 2 });
  const shown = await (await ask(cookie)).json();
  expect(shown).toMatchObject({ recordings: { amount: 90, unit: 'days' }, paused: null });
  expect(shown.traces).toEqual({ amount: 24, unit: 'hours' });
  expect(shown.refusedUploads).toEqual({ amount: 24, unit: 'hours' });
  expect(shown.kinds).toContainEqual({ kind: 'calls', period: { amount: 13, unit: 'months' } });
  const now = fixture.clock.now();
  await pauseRetention(db, { tenantId, reason: 'spór', pausedBy: 'cli', pausedAt: now, until: now + 1000 });
  const paused = await (await ask(cookie)).json();
  expect(paused.paused).toEqual({ until: new Date(now + 1000).toISOString() });
});

test('others do not', async () => {
  const supervisor = await addUserOf(fixture, tenantId, 'supervisor');
  expect((await ask(await signIn(fixture, supervisor))).status).toBe(403);
  expect((await ask('')).status).toBe(401);
});
