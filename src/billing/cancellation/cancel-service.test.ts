import { beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import type { TenantId } from '../../base/ids.ts';
import { startOfWarsawDay, warsawInstant } from '../../base/warsaw-time.ts';
import { addSubscription, addTenant, serviceHistory, setLeave, takeBackLeave } from '../../tenants/index.ts';
import { cancelService } from './cancel-service.ts';

const { db } = testDatabase();
const START = warsawInstant('2026-01-01', '09:00');
const MARCH = startOfWarsawDay('2026-03-01');
const APRIL = startOfWarsawDay('2026-04-01');
const IN_TIME = warsawInstant('2026-02-27', '15:00');
const LATE = IN_TIME + 60_000;
let tenantId: TenantId;

beforeEach(async () => {
  ({ tenantId } = await addTenant(db, { name: 'Piekarnia', plan: 'Biznes', numbers: [] }, START));
});

function has(units: number, startsAt: number, endsAt: number | null = null) {
  return addSubscription(db, {
    tenantId,
    service: 'extended-retention',
    units,
    startsAt,
    endsAt,
    orderedBy: 'jan',
    orderedAt: START,
  });
}

function cancel(confirmedAt: number, service: 'extended-retention' | 'push' = 'extended-retention'): Promise<number> {
  const cancellation = { tenantId, service, sentAt: IN_TIME - 60_000, confirmedAt };
  return db.transaction().execute((transaction) => cancelService(transaction, cancellation));
}

/** The ends of extended retention, of what begins first. */
async function ends(): Promise<(number | null)[]> {
  const history = await serviceHistory(db, tenantId);
  return history.filter(({ service }) => service !== 'plan').map(({ endsAt }) => endsAt);
}

describe('a cancelled service ends', () => {
  test.each([
    ['with its period', IN_TIME, MARCH],
    ['with the next when confirmed a minute late', LATE, APRIL],
  ])('%s', async (_case, confirmedAt, end) => {
    await has(2, START);
    expect(await cancel(confirmedAt)).toBe(end);
    expect(await ends()).toEqual([end]);
  });

  test('also when the tenant was to leave before, and then stays', async () => {
    await has(2, START);
    await setLeave(db, { tenantId, on: '2026-02-28', now: IN_TIME, atShortNotice: true });
    expect(await cancel(IN_TIME)).toBe(MARCH);
    await takeBackLeave(db, { tenantId, now: IN_TIME });
    expect(await ends()).toEqual([MARCH]);
  });

  test('earlier if it was to end earlier; a second cancellation changes nothing', async () => {
    await has(2, START, MARCH);
    expect(await cancel(LATE)).toBe(MARCH);
    expect(await ends()).toEqual([MARCH]);
  });

  test('together with a later reduction of units', async () => {
    await has(3, START, MARCH);
    await has(1, MARCH);
    expect(await cancel(LATE)).toBe(APRIL);
    expect(await ends()).toEqual([MARCH, APRIL]);
  });

  test('before a later reduction of units', async () => {
    await has(3, START, MARCH);
    await has(1, MARCH);
    expect(await cancel(IN_TIME)).toBe(MARCH);
    expect(await ends()).toEqual([MARCH, MARCH]);
  });
});

test('a service that is not there cannot be cancelled', async () => {
  await has(2, START, START + 1000);
  await has(2, MARCH, MARCH);
  await expect(cancel(IN_TIME)).rejects.toMatchObject({ code: 'service-not-active' });
  await expect(cancel(IN_TIME, 'push')).rejects.toMatchObject({ code: 'service-not-active' });
});
