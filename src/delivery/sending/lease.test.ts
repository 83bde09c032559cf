import { beforeEach, expect, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import { PushFixture } from '../../../test/kit/push-fixture.ts';
import { until } from '../../../test/kit/until.ts';
import type { TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { claimTargets, whileLeased } from './lease.ts';

const { db } = testDatabase();
let push: PushFixture;
let tenantId: TenantId;

beforeEach(async () => {
  push = new PushFixture(db);
  tenantId = await push.tenant();
  await push.make();
});

/** Work under a lease of the tenant's target that lasts until it is told to stop; gives the reason. */
async function leasedWork(renewedBy: Database = db) {
  const leases = await claimTargets(db, push.clock.now(), 100);
  const lease = leases.find((one) => one.tenantId === tenantId)!;
  let stopped: unknown = null;
  const work = whileLeased({ db: renewedBy, clock: push.clock }, lease, async (signal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    stopped = signal.reason;
  });
  return { work, reason: () => (stopped as Error | null)?.message };
}

test('work ends before its lease does when the database is away', async () => {
  const { work, reason } = await leasedWork(db.withSchema('nowhere'));
  push.clock.advance(40_000);
  expect(reason()).toBeUndefined();
  push.clock.advance(5_000);
  await expect(work).rejects.toThrow('nowhere');
  expect(reason()).toBe('the lease could not be renewed');
});

test('work by settings that have changed ends', async () => {
  const { work, reason } = await leasedWork();
  push.clock.advance(1_000);
  await push.settings(tenantId, { connections: 1 });
  push.clock.advance(20_000);
  await until('it was told to stop', () => reason() !== undefined);
  await work;
  expect(await claimTargets(db, push.clock.now(), 100)).toMatchObject([{ tenantId }]);
});
