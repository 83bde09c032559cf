import { beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import type { TenantId } from '../base/ids.ts';
import { addDays, warsawDay } from '../base/warsaw-time.ts';
import { addTenant, setLeave } from '../tenants/index.ts';
import { issueStatements } from './issue-statements.ts';
import { listStatements, statementAt, statementsOfMonth } from './statements.ts';

const { db } = testDatabase();
const clock = new ManualClock('2026-01-31T10:00:00Z');
let tenantId: TenantId;
let opened: number;

beforeEach(async () => {
  opened = clock.now();
  ({ tenantId } = await addTenant(db, { name: 'Piekarnia', plan: 'Biznes', numbers: [] }, clock.now()));
});

const issued = async (): Promise<string[]> =>
  (await listStatements(db, tenantId, clock.now()))
    .filter(({ issuedAt }) => issuedAt !== null)
    .map(({ periodStart }) => periodStart)
    .toReversed();

describe('issuing', () => {
  test('issues each period once, from its end on', async () => {
    clock.advance(Date.parse('2026-02-27T23:00:00Z') - clock.now() - 1);
    expect(await issueStatements({ db, clock })).toBe(0);
    clock.advance(1);
    expect(await issueStatements({ db, clock })).toBe(1);
    expect(await issueStatements({ db, clock })).toBe(0);
    expect(await issued()).toEqual(['2026-01-31']);
    expect(await statementAt(db, { tenantId, at: opened, now: clock.now() })).toMatchObject({
      periodEnd: '2026-02-28',
      issuedAt: clock.now(),
      total: { netGrosze: 8900, vatGrosze: 2047, grossGrosze: 10947 },
    });
  });

  test('catches up with missed periods, with several workers at once, each period once', async () => {
    clock.advance(200 * 86_400_000);
    const workers = Array.from({ length: 4 }, () => issueStatements({ db, clock }));
    const counts = await Promise.all(workers);
    const { count } = await db
      .selectFrom('statements')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    expect(counts.reduce((sum, one) => sum + one)).toBe(count - 1);
    expect((await issued()).length).toBe(6);
  });

  test('the last statement of a tenant that leaves is that of the period in which it does', async () => {
    const on = addDays(warsawDay(clock.now()), 40);
    await setLeave(db, { tenantId, on, atShortNotice: false, now: clock.now() });
    clock.advance(400 * 86_400_000);
    await issueStatements({ db, clock });
    expect(await issued()).toHaveLength(2);
  });

  test('stops when its signal aborts, and continues the next time', async () => {
    clock.advance(40 * 86_400_000);
    expect(await issueStatements({ db, clock, signal: AbortSignal.abort() })).toBe(0);
    expect(await issueStatements({ db, clock })).toBeGreaterThan(0);
  });

  test('the database refuses to change or drop one', async () => {
    await expect(db.deleteFrom('statements').execute()).rejects.toThrow('append only');
  });
});

test('the statements of a month are those whose period begins in it', async () => {
  clock.advance(40 * 86_400_000);
  await issueStatements({ db, clock });
  const start = (await issued())[0]!;
  const own = (await statementsOfMonth(db, start.slice(0, 7))).filter(({ tenant }) => tenant.id === tenantId);
  expect(own.map(({ periodStart }) => periodStart)).toEqual([start]);
  expect(await statementsOfMonth(db, '2001-01')).toEqual([]);
});

test('there is no statement for a period that has not begun', async () => {
  const at = clock.now() + 40 * 86_400_000;
  await expect(statementAt(db, { tenantId, at, now: clock.now() })).rejects.toMatchObject({ code: 'not-found' });
});
