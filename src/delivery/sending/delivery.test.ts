import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { sql } from 'kysely';
import { testDatabase } from '../../../test/kit/database.ts';
import { DAY, expectComplete, PushFixture } from '../../../test/kit/push-fixture.ts';
import { until } from '../../../test/kit/until.ts';
import type { TenantId } from '../../base/ids.ts';
import type { DeliverTargetDeps } from './deliver-target.ts';
import { Delivery } from './delivery.ts';

const MANIFEST = `2026/03/10/manifest_${DAY}`;

const { db } = testDatabase();
let push: PushFixture;

beforeEach(() => {
  push = new PushFixture(db);
});

function worker(deps: DeliverTargetDeps = push): Delivery {
  const running = Delivery.start(deps);
  onTestFinished(() => running.stop());
  return running;
}

async function isDelivered(tenantId: TenantId): Promise<boolean> {
  return (await push.packages(tenantId)).every((one) => one.delivered_at !== null);
}

const uploads = () => push.target.asked.filter((operation) => operation === 'upload').length;

test('two workers deliver a package once', async () => {
  const tenantId = await push.tenant();
  const recordings = [await push.recording(tenantId), await push.recording(tenantId)];
  await push.make();
  const workers = [worker(), worker()];
  await Promise.all(workers.map((one) => one.poll()));
  await until('it is delivered', () => isDelivered(tenantId));
  expectComplete(push.target, recordings, [MANIFEST]);
  expect(uploads()).toBe(recordings.length + 2);
  await until('the lease is free', async () => (await push.row(tenantId)).lease === null);
});

test('a target that fails is not tried again before its time, or until its settings change', async () => {
  const tenantId = await push.tenant();
  await push.make();
  push.target.failNext('connect', 'refused');
  const one = worker();
  await one.poll();
  await until('it has failed', async () => (await push.row(tenantId)).failures === 1);
  await until('the lease is free', async () => (await push.row(tenantId)).lease === null);
  await one.poll();
  expect(push.target.asked).toEqual(['connect']);
  await push.settings(tenantId, { connections: 1 });
  await one.poll();
  await until('it is delivered', () => isDelivered(tenantId));
});

test('a slow target does not delay another', async () => {
  const [slow, quick] = [await push.tenant(), await push.tenant()];
  await push.recording(slow);
  await push.recording(quick);
  await push.make();
  const release = push.target.holdUploads();
  const one = worker();
  await one.poll();
  await until('both are connected', () => push.target.openConnections >= 2);
  release();
  await until('all is delivered', async () => (await isDelivered(slow)) && (await isDelivered(quick)));
});

test('slow targets that take all slots do not delay another: they continue after it', async () => {
  const slow = await push.tenant();
  await push.recording(slow);
  await push.make();
  push.target.holdUploads();
  const one = Delivery.start(push, { maxTargets: 1, slotMs: 30_000 });
  onTestFinished(() => one.stop());
  await one.poll();
  await until('the slow one uploads', () => uploads() > 0);
  // Uploads that start from now on are fast.
  push.target.holdUploads()();
  push.clock.advance(1000);
  const other = await push.tenant();
  await push.recording(other);
  await push.make();
  push.clock.advance(28_999);
  await one.poll();
  expect(push.target.openConnections).toBeGreaterThan(0);
  push.clock.advance(1);
  await one.poll();
  await until('the slow one has lost its slot', () => push.target.openConnections === 0);
  const [slowRow, otherRow] = [await push.row(slow), await push.row(other)];
  expect(slowRow.next_attempt_at.getTime()).toBeGreaterThan(otherRow.next_attempt_at.getTime());
  await until('the other gets the slot', async () => {
    await one.poll();
    return isDelivered(other);
  });
  await until('the slow one continues', async () => {
    await one.poll();
    return isDelivered(slow);
  });
  expect(await push.row(slow)).toMatchObject({ failures: 0 });
});

test('another worker continues what a stopped worker was sending', async () => {
  const tenantId = await push.tenant();
  const recordings = [await push.recording(tenantId)];
  await push.make();
  const release = push.target.holdUploads();
  const first = worker();
  await first.poll();
  await until('it uploads', () => uploads() > 0);
  await first.stop();
  expect(await push.row(tenantId)).toMatchObject({ lease: null, failures: 0 });
  release();
  await worker().poll();
  await until('it is delivered', () => isDelivered(tenantId));
  expectComplete(push.target, recordings, [MANIFEST]);
});

test('a worker that lost its lease aborts', async () => {
  const tenantId = await push.tenant();
  await push.recording(tenantId);
  await push.make();
  push.target.holdUploads();
  await worker().poll();
  await until('it uploads', () => uploads() > 0);
  await sql`UPDATE push_targets SET lease = gen_random_uuid() WHERE tenant_id = ${tenantId}`.execute(db);
  push.clock.advance(20_000);
  await until('it has disconnected', () => push.target.openConnections === 0);
  expect(await isDelivered(tenantId)).toBe(false);
});

test('a worker that could not poll for a minute says so, until it polls again', async () => {
  const { target, clock, log, metrics, objects, keys } = push;
  const deps = { keepUndeliveredDays: 0, target, clock, log, metrics, objects, keys, db: db.withSchema('nowhere') };
  const one = worker(deps);
  push.clock.advance(59_999);
  expect(one.isPolling).toBe(true);
  await expect(one.poll()).rejects.toThrow('nowhere');
  push.clock.advance(1);
  expect(one.isPolling).toBe(false);
  deps.db = db;
  await one.poll();
  expect(one.isPolling).toBe(true);
  await one.stop();
  expect(one.isPolling).toBe(false);
});
