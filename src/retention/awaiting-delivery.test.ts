import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { addPushSubscription, insertPushTarget } from '../../test/kit/push-rows.ts';
import { audioOf, DAY_MS, RetentionFixture } from '../../test/kit/retention-fixture.ts';
import { newId, type PackageId, type RecordingId, type SubscriptionId, type TenantId } from '../base/ids.ts';
import { addSubscription } from '../tenants/index.ts';
import { liftHold, placeHold } from './holds.ts';
import { awaitingDeliveryCounter, planRetention } from './index.ts';

const MAX_DAYS = 14;
const { db } = testDatabase();
let fixture: RetentionFixture;
let tenant: TenantId;
let push: SubscriptionId;

beforeEach(async () => {
  await sql`TRUNCATE recordings, calls, legal_holds, subscriptions, packages, push_targets, retention_runs CASCADE`.execute(
    db,
  );
  fixture = new RetentionFixture(db);
  fixture.keepUndeliveredDays = MAX_DAYS;
  tenant = await insertTenant(db);
  push = await addPushSubscription(db, tenant, fixture.clock.now() - 60 * DAY_MS);
  await insertPushTarget(db, tenant, { keepUndelivered: true, at: fixture.clock.now() });
});

/** A package with the recording, whose file is at the target; the package is complete only if said so. */
async function send(id: RecordingId, isWhole: boolean): Promise<void> {
  const at = new Date(fixture.clock.now());
  const packageId = newId<PackageId>(fixture.clock.now());
  await sql`
    INSERT INTO packages (id, tenant_id, day, number, kind, form, contents, recordings, unrecorded, size_bytes, made_at, delivered_at)
    VALUES (${packageId}, ${tenant}, '2026-04-19', (SELECT count(*) + 1 FROM packages), 'day', 'tree',
      ${isWhole ? null : Buffer.from('contents')}, 1, 0, 1, ${at}, ${isWhole ? at : null})`.execute(db);
  await sql`
    INSERT INTO package_files (package_id, recording_id, tenant_id, delivered_at)
    VALUES (${packageId}, ${id}, ${tenant}, ${at})`.execute(db);
}

const plan = () => planRetention(db, { at: fixture.clock.now(), keepUndeliveredDays: fixture.keepUndeliveredDays });

describe('an expired recording that is not delivered', () => {
  test('is kept under a key of its own, and the plan counts it', async () => {
    const id = await fixture.recording(tenant, 31);
    const dayKey = (await fixture.row(id)).key_id;
    expect(await plan()).toMatchObject({
      total: { recordings: 0, held: { recordings: 0 }, awaitingDelivery: { recordings: 1, bytes: audioOf(id).length } },
    });
    expect(await fixture.run()).toMatchObject({ destroyed: 0, rewrapped: 1, heldBack: 0, awaitingDelivery: 1 });
    expect((await fixture.row(id)).key_id).toBe(`hold/${id}`);
    expect([...fixture.keys.keys.keys()]).not.toContain(dayKey);
    expect(await fixture.audio(id)).toEqual(audioOf(id));
    expect(await fixture.run()).toMatchObject({ destroyed: 0, rewrapped: 0, awaitingDelivery: 1 });
  });

  test('is destroyed when its package is delivered, not before it is complete', async () => {
    const id = await fixture.recording(tenant, 31);
    await send(id, false);
    expect(await fixture.run()).toMatchObject({ destroyed: 0, awaitingDelivery: 1 });
    await send(id, true);
    expect(await fixture.run()).toMatchObject({ destroyed: 1, awaitingDelivery: 0 });
    expect([...fixture.keys.keys.keys()]).toEqual(['signing/destruction']);
  });

  test('is destroyed undelivered at the very end of the days it may wait', async () => {
    await fixture.recording(tenant, 30 + MAX_DAYS - 1);
    fixture.clock.advance(DAY_MS - 1);
    expect(await fixture.run()).toMatchObject({ destroyed: 0, awaitingDelivery: 1 });
    fixture.clock.advance(1);
    expect(await fixture.run()).toMatchObject({ destroyed: 1, awaitingDelivery: 0 });
  });

  test('is destroyed when the operator lets it wait for less', async () => {
    await fixture.recording(tenant, 40);
    expect(await fixture.run()).toMatchObject({ awaitingDelivery: 1 });
    fixture.keepUndeliveredDays = 5;
    expect(await fixture.run()).toMatchObject({ destroyed: 1 });
  });

  test('is not brought back by a longer retention, and waits no longer for it', async () => {
    const id = await fixture.recording(tenant, 31);
    await fixture.run();
    const startsAt = fixture.clock.now();
    const order = { tenantId: tenant, service: 'extended-retention', orderedBy: 'test', endsAt: null } as const;
    await addSubscription(db, { ...order, units: 1, startsAt, orderedAt: startsAt });
    expect(await fixture.run()).toMatchObject({ destroyed: 0, rewrapped: 0, awaitingDelivery: 1 });
    expect((await fixture.row(id)).key_id).toBe(`hold/${id}`);
    fixture.clock.advance((MAX_DAYS - 1) * DAY_MS);
    expect(await fixture.run()).toMatchObject({ destroyed: 1, awaitingDelivery: 0 });
  });

  test('was kept by a hold first, and waits when the hold is lifted', async () => {
    const id = await fixture.recording(tenant, 29);
    const order = fixture.by(tenant, id);
    await placeHold(fixture, { ...order, reason: 'proces', until: null });
    fixture.clock.advance(2 * DAY_MS);
    expect(await fixture.run()).toMatchObject({ heldBack: 1, awaitingDelivery: 0, rewrapped: 0 });
    await liftHold(fixture, order);
    expect(await fixture.run()).toMatchObject({ destroyed: 0, awaitingDelivery: 1, rewrapped: 0 });
    expect(await fixture.audio(id)).toEqual(audioOf(id));
  });

  test('is re-wrapped by the next run if one was interrupted', async () => {
    const ids = [await fixture.recording(tenant, 31), await fixture.recording(tenant, 32)];
    const make = fixture.keys.getOrCreate.bind(fixture.keys);
    fixture.keys.getOrCreate = async (id) => {
      if (id === `hold/${ids[1]}`) throw new Error('the key store is away');
      return make(id);
    };
    expect(await fixture.run()).toMatchObject({ rewrapped: 1, failures: [{ step: 'rewrap', recordingId: ids[1] }] });
    for (const id of ids) expect(await fixture.audio(id)).toEqual(audioOf(id));
    fixture.keys.getOrCreate = make;
    await Promise.all([fixture.run(), fixture.run()]);
    for (const id of ids) {
      expect((await fixture.row(id)).key_id).toBe(`hold/${id}`);
      expect(await fixture.audio(id)).toEqual(audioOf(id));
    }
  });
});

describe('is destroyed on time:', () => {
  test('a recording of a tenant that did not ask to keep it', async () => {
    await fixture.recording(tenant, 31);
    await fixture.run();
    await db.updateTable('push_targets').set({ keep_undelivered: false }).execute();
    expect(await fixture.run()).toMatchObject({ destroyed: 1, awaitingDelivery: 0 });
  });

  test('a recording that the operator does not keep', async () => {
    fixture.keepUndeliveredDays = 0;
    await fixture.recording(tenant, 31);
    expect(await fixture.run()).toMatchObject({ destroyed: 1 });
  });

  test('a recording of a push that has ended', async () => {
    await fixture.recording(tenant, 31);
    await fixture.run();
    await sql`UPDATE subscriptions SET ends_at = ${new Date(fixture.clock.now())} WHERE id = ${push}`.execute(db);
    expect(await fixture.run()).toMatchObject({ destroyed: 1 });
  });

  test('a recording of a day before the push', async () => {
    const startsAt = new Date(fixture.clock.now() - 31 * DAY_MS);
    await sql`UPDATE subscriptions SET starts_at = ${startsAt} WHERE id = ${push}`.execute(db);
    await fixture.recording(tenant, 33);
    const waits = await fixture.recording(tenant, 31);
    expect(await fixture.run()).toMatchObject({ destroyed: 1, awaitingDelivery: 1 });
    expect(await fixture.destroyed()).not.toContain(waits);
  });

  test('a recording of a tenant without a push target', async () => {
    await fixture.recording(await insertTenant(db), 31);
    expect(await fixture.run()).toMatchObject({ destroyed: 1, awaitingDelivery: 0 });
  });
});

test('counts exactly the recordings that a shorter retention hides but keeps for their delivery', async () => {
  await fixture.recording(tenant, 20);
  const waits = await fixture.recording(tenant, 31);
  await fixture.recording(tenant, 30 + MAX_DAYS + 1);
  await send(await fixture.recording(tenant, 32), true);
  const at = fixture.clock.now();
  const extended = { service: 'extended-retention', units: 1, startsAt: 0 } as const;
  const [before, after] = [[{ ...extended, endsAt: null }], [{ ...extended, endsAt: at }]];
  const change = { tenantId: tenant, before, after, at };
  const expected = { recordings: 1, bytes: audioOf(waits).length };
  expect(await awaitingDeliveryCounter(MAX_DAYS)(db, change)).toEqual(expected);
  expect(await awaitingDeliveryCounter(0)(db, change)).toEqual({ recordings: 0, bytes: 0 });
});
