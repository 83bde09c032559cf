import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { addExtendedRetention, insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { audioOf, DAY_MS, RetentionFixture } from '../../test/kit/retention-fixture.ts';
import type { TenantId } from '../base/ids.ts';
import { serviceHistory } from '../tenants/index.ts';
import { countKeptRecordings } from './count-recordings.ts';
import { liftHold, placeHold } from './holds.ts';

const { db } = testDatabase();
let fixture: RetentionFixture;
let tenant: TenantId;

beforeEach(async () => {
  await sql`TRUNCATE recordings, calls, legal_holds, subscriptions, retention_runs CASCADE`.execute(db);
  fixture = new RetentionFixture(db);
  tenant = await insertTenant(db);
});

const buy = (units: number, until: number | null = null) =>
  addExtendedRetention(db, tenant, { units, from: fixture.clock.now(), until });

describe('an expired recording that no run has destroyed yet', () => {
  test('cannot be held', async () => {
    const id = await fixture.recording(tenant, 31);
    const hold = placeHold(fixture, { ...fixture.by(tenant, id), reason: 'proces', until: null });
    await expect(hold).rejects.toMatchObject({ code: 'recording-destroyed' });
    expect(await db.selectFrom('legal_holds').select('id').execute()).toEqual([]);
    expect(await fixture.run()).toMatchObject({ destroyed: 1 });
  });

  test('cannot be held again once its hold has ended', async () => {
    const id = await fixture.recording(tenant, 29);
    const order = { ...fixture.by(tenant, id), reason: 'proces' };
    await placeHold(fixture, { ...order, until: fixture.clock.now() + 10 * DAY_MS });
    fixture.clock.advance(5 * DAY_MS);
    await placeHold(fixture, { ...order, until: fixture.clock.now() + DAY_MS });
    fixture.clock.advance(DAY_MS);
    await expect(placeHold(fixture, { ...order, until: null })).rejects.toMatchObject({ code: 'recording-destroyed' });
  });

  test('is not brought back by a longer retention', async () => {
    const [young, old] = [await fixture.recording(tenant, 29), await fixture.recording(tenant, 31)];
    await buy(2);
    expect(await fixture.run()).toMatchObject({ destroyed: 1, rewrapped: 1 });
    expect(await fixture.destroyed()).toEqual(new Set([old]));
    expect(await fixture.audio(young)).toEqual(audioOf(young));
  });

  test('is not counted by the preview of an order, before and after a longer retention is bought', async () => {
    await fixture.recording(tenant, 29);
    await fixture.recording(tenant, 31);
    const kept = async () =>
      countKeptRecordings(db, {
        tenantId: tenant,
        history: await serviceHistory(db, tenant),
        at: fixture.clock.now(),
      });
    expect(await kept()).toMatchObject({ recordings: 1 });
    await buy(2);
    expect(await kept()).toMatchObject({ recordings: 1 });
  });

  test('stays expired whatever is bought, ends and is bought again', async () => {
    const id = await fixture.recording(tenant, 29);
    await buy(1, fixture.clock.now() + 10 * DAY_MS);
    fixture.clock.advance(12 * DAY_MS);
    await buy(5);
    expect(await fixture.run()).toMatchObject({ destroyed: 1 });
    expect(await fixture.destroyed()).toEqual(new Set([id]));
  });
});

test('a recording that a hold keeps past its time still exists: a longer retention covers it', async () => {
  const id = await fixture.recording(tenant, 29);
  const order = { ...fixture.by(tenant, id), reason: 'proces' };
  await placeHold(fixture, { ...order, until: null });
  fixture.clock.advance(5 * DAY_MS);
  await buy(1);
  fixture.clock.advance(DAY_MS);
  await liftHold(fixture, order);
  expect(await fixture.run()).toMatchObject({ destroyed: 0, rewrapped: 1 });
  expect(await fixture.audio(id)).toEqual(audioOf(id));
  fixture.clock.advance(26 * DAY_MS);
  expect(await fixture.run()).toMatchObject({ destroyed: 1 });
});

test('an old call that is stored while the retention is long enough is kept', async () => {
  const id = await fixture.recording(tenant, 40);
  const storedAt = new Date(fixture.clock.now());
  await buy(1);
  await db
    .updateTable('recordings')
    .set({ stored_at: storedAt } as never)
    .where('id', '=', id)
    .execute();
  expect(await fixture.run()).toMatchObject({ destroyed: 0, rewrapped: 1 });
});
