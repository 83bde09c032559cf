import { beforeEach, expect, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import { PushFixture } from '../../../test/kit/push-fixture.ts';
import { until } from '../../../test/kit/until.ts';
import type { TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { removeTarget } from '../targets/target-store.ts';
import { claimTargets, withTargetLease } from './target-lease.ts';

const { db } = testDatabase();
let push: PushFixture;
let tenantId: TenantId;

beforeEach(async () => {
  push = new PushFixture(db);
  tenantId = await push.tenant();
  await push.make();
});

/** Work under a lease of the tenant's target that lasts until its signal aborts; returns the reason. */
async function leasedWork(renewedBy: Database = db) {
  const leases = await claimTargets(db, push.clock.now(), 100);
  const lease = leases.find((one) => one.tenantId === tenantId)!;
  let stopped: unknown = null;
  const work = withTargetLease({ db: renewedBy, clock: push.clock }, lease, async (signal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    stopped = signal.reason;
  });
  return { work, reason: () => (stopped as Error | null)?.message };
}

async function isClaimed(): Promise<boolean> {
  const leases = await claimTargets(db, push.clock.now(), 100);
  return leases.some((one) => one.tenantId === tenantId);
}

async function putOff(minutes: number): Promise<void> {
  const at = new Date(push.clock.now() + minutes * 60_000);
  await db.updateTable('push_targets').set({ next_attempt_at: at }).where('tenant_id', '=', tenantId).execute();
}

test('a target that was put off by a clock that ran ahead is due', async () => {
  await putOff(60);
  expect(await isClaimed()).toBe(false);
  await putOff(121);
  expect(await isClaimed()).toBe(true);
});

test('a target that is removed and set again waits for the worker that may still be sending', async () => {
  await removeTarget(db, tenantId);
  await push.settings(tenantId, {});
  expect(await isClaimed()).toBe(true);
  await removeTarget(db, tenantId);
  await db
    .updateTable('packages')
    .set({ begun_at: new Date(0) })
    .where('tenant_id', '=', tenantId)
    .execute();
  await push.settings(tenantId, {});
  expect(await isClaimed()).toBe(false);
  expect((await push.row(tenantId)).leased_until!.getTime()).toBeLessThanOrEqual(Date.now() + 60_000);
});

test('work is aborted before its lease ends when the database is unavailable', async () => {
  const { work, reason } = await leasedWork(db.withSchema('nowhere'));
  push.clock.advance(40_000);
  expect(reason()).toBeUndefined();
  push.clock.advance(5_000);
  await expect(work).rejects.toThrow('nowhere');
  expect(reason()).toBe('the lease could not be renewed');
});

test('work with settings that have changed is aborted', async () => {
  const { work, reason } = await leasedWork();
  push.clock.advance(1_000);
  await push.settings(tenantId, { connections: 1 });
  push.clock.advance(20_000);
  await until('it was aborted', () => reason() !== undefined);
  await work;
  expect(await claimTargets(db, push.clock.now(), 100)).toMatchObject([{ tenantId }]);
});
