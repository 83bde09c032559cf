import { beforeEach, describe, expect, test } from 'vitest';
import { insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { DAY_MS, RetentionFixture } from '../../test/kit/retention-fixture.ts';
import type { RecordingId, TenantId } from '../base/ids.ts';
import { addDays, startOfWarsawDay, warsawDay } from '../base/warsaw-time.ts';
import { addSubscription, setHoldLimits } from '../tenants/index.ts';
import { holdLimits } from './hold-limits.ts';
import { liftHold, placeHold } from './holds.ts';

const { db } = testDatabase();
let fixture: RetentionFixture;
let tenant: TenantId;

beforeEach(async () => {
  fixture = new RetentionFixture(db);
  tenant = await insertTenant(db);
  const orderedAt = fixture.clock.now() - 90 * DAY_MS;
  const plan = { service: 'plan', plan: 'Biznes', startsAt: orderedAt, orderedAt, orderedBy: 'test' } as const;
  await addSubscription(db, { tenantId: tenant, ...plan });
  await limit({ maxHolds: null, maxHoldDays: null });
});

const setting = () => ({ db, audit: fixture.audit, by: { actor: 'cli', address: null } });

const limit = (limits: { maxHolds: number | null; maxHoldDays: number | null }) =>
  setHoldLimits(setting(), { plan: 'Biznes', ...limits });

/** The first instant without a hold whose last day is so many days after today. */
const lastDayIn = (days: number): number => startOfWarsawDay(addDays(warsawDay(fixture.clock.now()), days + 1));

const hold = (id: RecordingId, until: number | null = null, isLimited = true) =>
  placeHold(fixture, { ...fixture.by(tenant, id), isLimited, reason: 'proces', until });

describe('the number of holds', () => {
  test('is limited by the plan; a lifted or ended one makes room, a replaced one needs none', async () => {
    const [one, other, third] = [
      await fixture.recording(tenant, 5),
      await fixture.recording(tenant, 6),
      await fixture.recording(tenant, 7),
    ];
    await limit({ maxHolds: 2, maxHoldDays: null });
    await hold(one);
    await hold(other, fixture.clock.now() + DAY_MS);
    expect(await holdLimits(db, tenant, fixture.clock.now())).toEqual({ inForce: 2, maxHolds: 2, maxDays: null });
    await expect(hold(third)).rejects.toMatchObject({ code: 'hold-limit-reached' });
    await hold(one, fixture.clock.now() + 2 * DAY_MS);
    fixture.clock.advance(DAY_MS);
    await hold(third);
    await expect(hold(other)).rejects.toMatchObject({ code: 'hold-limit-reached' });
    await liftHold(fixture, fixture.by(tenant, one));
    await hold(other);
  });

  test('is not exceeded by holds that are placed at the same time', async () => {
    await limit({ maxHolds: 1, maxHoldDays: null });
    const ids = [await fixture.recording(tenant, 5), await fixture.recording(tenant, 6)];
    const results = await Promise.allSettled(ids.map((id) => hold(id)));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('does not bind the operator, nor a plan without a limit', async () => {
    await limit({ maxHolds: 0, maxHoldDays: null });
    const id = await fixture.recording(tenant, 5);
    await expect(hold(id)).rejects.toMatchObject({ code: 'hold-limit-reached' });
    await hold(id, null, false);
    await limit({ maxHolds: null, maxHoldDays: null });
    await hold(await fixture.recording(tenant, 6));
  });
});

describe('the days of a hold', () => {
  test('are limited by the plan: a hold needs an end, and one that is not too late', async () => {
    await limit({ maxHolds: null, maxHoldDays: 10 });
    const id = await fixture.recording(tenant, 5);
    await expect(hold(id)).rejects.toMatchObject({ code: 'hold-too-long' });
    await expect(hold(id, lastDayIn(11))).rejects.toMatchObject({ code: 'hold-too-long' });
    await hold(id, lastDayIn(10));
  });

  test('count from the first of holds that replace one another', async () => {
    await limit({ maxHolds: null, maxHoldDays: 10 });
    const id = await fixture.recording(tenant, 5);
    const last = lastDayIn(10);
    await hold(id, lastDayIn(5));
    fixture.clock.advance(3 * DAY_MS);
    await hold(id, lastDayIn(4));
    fixture.clock.advance(3 * DAY_MS);
    await expect(hold(id, last + 1)).rejects.toMatchObject({ code: 'hold-too-long' });
    await hold(id, last);
    await liftHold(fixture, fixture.by(tenant, id));
    fixture.clock.advance(1);
    await hold(id, lastDayIn(10));
  });
});

test('limits are set for a plan that exists, and are in the operator’s audit log', async () => {
  const unknown = { plan: 'Złoty', maxHolds: 1, maxHoldDays: 1 };
  await expect(setHoldLimits(setting(), unknown)).rejects.toMatchObject({
    code: 'plan-unknown',
  });
  await limit({ maxHolds: 7, maxHoldDays: 365 });
  const events = await db
    .selectFrom('audit_events')
    .select(['action', 'detail'])
    .orderBy('id', 'desc')
    .limit(1)
    .execute();
  expect(events).toEqual([{ action: 'hold-limits-set', detail: { plan: 'Biznes', maxHolds: 7, maxHoldDays: 365 } }]);
});
