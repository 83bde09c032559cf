import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { sql } from 'kysely';
import { testDatabase } from '../../../test/kit/database.ts';
import { DAY, expectWhole, PushFixture } from '../../../test/kit/push-fixture.ts';
import { until } from '../../../test/kit/until.ts';
import type { TenantId } from '../../base/ids.ts';
import type { DeliverTargetDeps } from './deliver-target.ts';
import { type RunningDelivery, startDelivery } from './start-delivery.ts';

const MANIFEST = `2026/03/10/manifest_${DAY}`;

const { db } = testDatabase();
let push: PushFixture;

beforeEach(() => {
  push = new PushFixture(db);
});

function worker(parts: DeliverTargetDeps = push): RunningDelivery {
  const running = startDelivery(parts);
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
  await Promise.all(workers.map((one) => one.look()));
  await until('it is delivered', () => isDelivered(tenantId));
  expectWhole(push.target, recordings, [MANIFEST]);
  expect(uploads()).toBe(recordings.length + 2);
  await until('the lease is free', async () => (await push.row(tenantId)).lease === null);
});

test('a target that fails is left alone until its time, or until its settings change', async () => {
  const tenantId = await push.tenant();
  await push.make();
  push.target.failNext('connect', 'refused');
  const one = worker();
  await one.look();
  await until('it has failed', async () => (await push.row(tenantId)).attempts === 1);
  await until('the lease is free', async () => (await push.row(tenantId)).lease === null);
  await one.look();
  expect(push.target.asked).toEqual(['connect']);
  await push.settings(tenantId, { connections: 1 });
  await one.look();
  await until('it is delivered', () => isDelivered(tenantId));
});

test('a slow target keeps no other waiting', async () => {
  const [slow, quick] = [await push.tenant(), await push.tenant()];
  await push.recording(slow);
  await push.recording(quick);
  await push.make();
  const release = push.target.holdUploads();
  const one = worker();
  await one.look();
  await until('both are at it', () => push.target.openConnections >= 2);
  release();
  await until('all is delivered', async () => (await isDelivered(slow)) && (await isDelivered(quick)));
});

test('slow targets, however many, keep no other waiting: they go on after it', async () => {
  const slow = await push.tenant();
  await push.recording(slow);
  await push.make();
  push.target.holdUploads();
  const one = startDelivery(push, { targetsAtOnce: 1, turnMs: 30_000 });
  onTestFinished(() => one.stop());
  await one.look();
  await until('the slow one is at it', () => uploads() > 0);
  // Whoever comes from now on is quick.
  push.target.holdUploads()();
  push.clock.advance(1000);
  const other = await push.tenant();
  await push.recording(other);
  await push.make();
  push.clock.advance(28_999);
  await one.look();
  expect(push.target.openConnections).toBeGreaterThan(0);
  push.clock.advance(1);
  await one.look();
  await until('the slow one has made room', () => push.target.openConnections === 0);
  const [slowRow, otherRow] = [await push.row(slow), await push.row(other)];
  expect(slowRow.next_attempt_at.getTime()).toBeGreaterThan(otherRow.next_attempt_at.getTime());
  await until('the other has its turn', async () => {
    await one.look();
    return isDelivered(other);
  });
  await until('the slow one goes on', async () => {
    await one.look();
    return isDelivered(slow);
  });
  expect(await push.row(slow)).toMatchObject({ attempts: 0 });
});

test('what a worker that stops was at is another’s', async () => {
  const tenantId = await push.tenant();
  const recordings = [await push.recording(tenantId)];
  await push.make();
  const release = push.target.holdUploads();
  const first = worker();
  await first.look();
  await until('it uploads', () => uploads() > 0);
  await first.stop();
  expect(await push.row(tenantId)).toMatchObject({ lease: null, attempts: 0 });
  release();
  await worker().look();
  await until('it is delivered', () => isDelivered(tenantId));
  expectWhole(push.target, recordings, [MANIFEST]);
});

test('a worker that was robbed of its lease ends', async () => {
  const tenantId = await push.tenant();
  await push.recording(tenantId);
  await push.make();
  push.target.holdUploads();
  await worker().look();
  await until('it uploads', () => uploads() > 0);
  await sql`UPDATE push_targets SET lease = gen_random_uuid() WHERE tenant_id = ${tenantId}`.execute(db);
  push.clock.advance(20_000);
  await until('it has let go', () => push.target.openConnections === 0);
  expect(await isDelivered(tenantId)).toBe(false);
});

test('a worker that has not found its tables for a minute says that it does not look, until it does', async () => {
  const { target, clock, log, metrics, objects, keys } = push;
  const parts = { target, clock, log, metrics, objects, keys, db: db.withSchema('nowhere') };
  const one = worker(parts);
  push.clock.advance(59_999);
  expect(one.isLooking).toBe(true);
  await expect(one.look()).rejects.toThrow('nowhere');
  push.clock.advance(1);
  expect(one.isLooking).toBe(false);
  parts.db = db;
  await one.look();
  expect(one.isLooking).toBe(true);
  await one.stop();
  expect(one.isLooking).toBe(false);
});
