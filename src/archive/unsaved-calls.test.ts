import { expect, test } from 'vitest';
import { describeCall, insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { until } from '../../test/kit/until.ts';
import { newId, type TenantId } from '../base/ids.ts';
import type { UnrecordedCall } from '../calls/index.ts';
import { createMetrics } from '../platform/metrics.ts';
import type { Database } from '../platform/postgres/index.ts';
import { DurableQueue } from '../spool/index.ts';
import { UnsavedCalls } from './unsaved-calls.ts';

const { db } = testDatabase();

async function unsavedCalls(on: Database = db, folder = temporaryFolder(), maxQueuedBytes = 1_000_000) {
  const [clock, metrics] = [new ManualClock(), createMetrics()];
  const queue = await DurableQueue.open({
    location: { folder, prefix: `${newId(1)}-`, key: null },
    runKeyOf: async () => null,
    log: quietLog,
    maxQueuedBytes,
  });
  const calls = new UnsavedCalls({ queue, db: on, clock, log: quietLog, metrics });
  const metric = async (name: string, reason?: string): Promise<number> => {
    const { values } = await metrics.getSingleMetric(`fonoteka_unsaved_calls${name}`)!.get();
    return values.find(({ labels }) => reason === undefined || labels['reason'] === reason)!.value;
  };
  return { calls, queue, clock, folder, metric };
}

const refused = (tenantId: TenantId): UnrecordedCall => {
  const { recordingId: _, ...call } = describeCall(tenantId);
  return { ...call, correlationId: null, caller: null, endedAt: null, reason: 'recording-off' };
};

const savedOf = async (tenantId: TenantId) =>
  (await db.selectFrom('calls').select('id').where('tenant_id', '=', tenantId).execute()).map(({ id }) => id).sort();

/** The same database, which fails while `isAway`. */
function failing(state: { isAway: boolean }): Database {
  return db.withPlugin({
    transformQuery: ({ node }) => {
      if (state.isAway) throw new Error('the database is away');
      return node;
    },
    transformResult: async ({ result }) => result,
  });
}

test('calls are saved when the database is back, in the process that refused them', async () => {
  const tenant = await insertTenant(db);
  const state = { isAway: true };
  const { calls, clock, metric } = await unsavedCalls(failing(state));
  const all = Array.from({ length: 5 }, () => refused(tenant));
  for (const call of all) await calls.add(call);
  expect(await metric('')).toBe(5);
  expect([...calls.oldestStarts]).toEqual([[tenant, all[0]!.startedAt]]);
  state.isAway = false;
  await until('all are saved', async () => {
    clock.advance(10_000);
    return (await savedOf(tenant)).length === 5;
  });
  await until('none waits', async () => (await metric('')) === 0);
  expect(calls.oldestStarts.size).toBe(0);
  await calls.stop();
  expect(clock.pending).toBe(0);
});

test('what a stopped recorder left is saved by the next one, also if it was saved and not removed', async () => {
  const tenant = await insertTenant(db);
  const first = await unsavedCalls(failing({ isAway: true }));
  const all = Array.from({ length: 3 }, () => refused(tenant));
  for (const call of all) await first.calls.add(call);
  await first.calls.stop();
  for (let run = 0; run < 2; run += 1) {
    const next = await unsavedCalls(db, first.folder);
    next.calls.start();
    await next.calls.stop();
    expect(await savedOf(tenant)).toEqual(all.map(({ callId }) => callId).sort());
    await next.calls.add(all[0]!);
  }
});

test('a call that the database never accepts does not stop the others', async () => {
  const tenant = await insertTenant(db);
  const removed = '01900000-0000-7000-8000-0000000000ff' as TenantId;
  const { calls, clock, metric } = await unsavedCalls();
  const good = refused(tenant);
  await calls.add(refused(removed));
  await calls.add(good);
  await until('the good one is saved', async () => {
    clock.advance(10_000);
    return (await savedOf(tenant)).length === 1;
  });
  await calls.stop();
  expect(await metric('_dropped_total', 'not-accepted')).toBe(1);
  expect(await metric('')).toBe(0);
});

test('calls beyond the limit are counted', async () => {
  const tenant = await insertTenant(db);
  const { calls, metric } = await unsavedCalls(failing({ isAway: true }), temporaryFolder(), 1_000);
  for (let n = 0; n < 10; n += 1) await calls.add(refused(tenant));
  expect(await metric('')).toBeGreaterThan(0);
  expect((await metric('')) + (await metric('_dropped_total', 'full'))).toBe(10);
  await calls.stop();
});
