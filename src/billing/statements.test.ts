import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { AuditLog } from '../audit/index.ts';
import { addTenant, serviceHistory } from '../tenants/index.ts';
import { issueStatements } from './issue-statements.ts';
import { Orders } from './orders.ts';
import type { AddOnRequest } from './order-rules.ts';
import { listPrices, setPrice } from './prices.ts';
import { calculateStatement, listStatements } from './statements.ts';

const NOTHING = { recordings: 0, bytes: 0 };
const { db } = testDatabase();
const by = { actor: 'jan', address: null };
const retention = (units: number): AddOnRequest => ({ service: 'extended-retention', units });

test('a tenant’s year: each statement is issued once, and the same when calculated again from the history', async () => {
  const clock = new ManualClock('2026-03-10T10:00:00Z');
  const audit = new AuditLog(db, clock);
  const orders = new Orders({ db, audit, clock, countKept: async () => NOTHING, countAwaiting: async () => NOTHING });
  const { tenantId } = await addTenant(db, { name: 'Piekarnia', plan: 'Biznes', numbers: [] }, clock.now());
  const order = () => ({ tenantId, orderKey: randomUUID(), by });
  const place = (addOn: AddOnRequest) => orders.place({ ...order(), addOn });
  const moveTo = (instant: string) => clock.advance(Date.parse(instant) - clock.now());
  clock.advance(1000);

  await place(retention(1));
  const year: [string, () => Promise<unknown>][] = [
    ['2026-04-20T10:00:00Z', () => place(retention(3))],
    ['2026-05-11T10:00:00Z', () => place({ service: 'push' })],
    ['2026-07-09T21:00:00Z', () => place(retention(2))],
    ['2026-08-15T10:00:00Z', () => raisePush(9900, '2026-10-01')],
    ['2026-10-25T00:30:00Z', () => orders.changePlan({ ...order(), plan: 'Start' })],
    ['2027-01-02T10:00:00Z', () => orders.changePlan({ ...order(), plan: 'Biznes' })],
    ['2027-03-10T00:00:00Z', async () => {}],
  ];
  for (const [instant, act] of year) {
    moveTo(instant);
    await issueStatements({ db, clock });
    await act();
  }

  const issued = (await listStatements(db, tenantId, clock.now())).filter(({ issuedAt }) => issuedAt !== null);
  expect(issued.toReversed().map(({ periodStart, total }) => [periodStart, total.netGrosze])).toEqual([
    ['2026-03-10', 8900 + 3000],
    ['2026-04-10', 8900 + 9000],
    ['2026-05-10', 8900 + 9000 + 4900 + 14900],
    ['2026-06-10', 8900 + 9000 + 4900],
    // Ordered after the deadline: three units for one period more.
    ['2026-07-10', 8900 + 9000 + 4900],
    ['2026-08-10', 8900 + 6000 + 4900],
    ['2026-09-10', 8900 + 6000 + 4900],
    ['2026-10-10', 8900 + 6000 + 9900],
    ['2026-11-10', 0],
    ['2026-12-10', 8900],
    ['2027-01-10', 8900],
    ['2027-02-10', 8900],
  ]);
  const input = {
    tenant: { id: tenantId, name: 'Piekarnia' },
    history: await serviceHistory(db, tenantId),
    prices: await listPrices(db),
  };
  for (const { issuedAt: _, ...statement } of issued) {
    const { periodStart: start, periodEnd: end } = statement;
    expect(calculateStatement(input, { start, end })).toEqual(statement);
  }

  function raisePush(netGrosze: number, validFrom: string) {
    const price = { service: 'push', plan: null, fee: 'monthly', netGrosze, vatPercent: 23, validFrom } as const;
    return setPrice({ db, audit, clock, by: { ...by, name: 'operator' } }, price);
  }
});
