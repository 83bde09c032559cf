import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { describeCall, insertRecordedCall } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { AuditLog } from '../audit/index.ts';
import { type LegalHoldId, newId } from '../base/ids.ts';
import { addTenant, serviceHistory } from '../tenants/index.ts';
import { issueStatements } from './issue-statements.ts';
import { Orders } from './orders.ts';
import type { AddOnRequest } from './order-rules.ts';
import { listPrices, setPrice } from './prices.ts';
import { calculateStatement, listStatements, statementAt } from './statements.ts';

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
    buyer: { nip: null, address: null },
    history: await serviceHistory(db, tenantId),
    prices: await listPrices(db),
    holds: [],
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

const at = (day: string) => new Date(`${day}T10:00:00Z`);

test('a recording on legal hold costs the plan’s price of a month, in each period the hold was in force, if one is set', async () => {
  const clock = new ManualClock('2026-03-10T10:00:00Z');
  const audit = new AuditLog(db, clock);
  const { tenantId } = await addTenant(db, { name: 'Notariusz', plan: 'Biznes', numbers: [] }, clock.now());
  const call = describeCall(tenantId, { startedAt: clock.now() });
  await insertRecordedCall(db, call);
  const hold = { tenant_id: tenantId, recording_id: call.recordingId, reason: 'proces', placed_by: 'jan', until: null };
  const replaced = { placed_at: at('2026-03-15'), lifted_by: 'jan', lifted_at: at('2026-03-20') };
  const lifted = { placed_at: at('2026-03-20'), lifted_by: 'jan', lifted_at: at('2026-05-11') };
  await db
    .insertInto('legal_holds')
    .values([replaced, lifted].map((times) => ({ id: newId<LegalHoldId>(clock.now()), ...hold, ...times })))
    .execute();
  clock.advance(Date.parse('2026-03-25T10:00:00Z') - clock.now());
  const total = async (day: string) => {
    const statement = await statementAt(db, { tenantId, at: at(day).getTime(), now: at('2026-07-01').getTime() });
    return statement.total.netGrosze;
  };
  expect(await total('2026-04-15')).toBe(8900);
  const price = { service: 'legal-hold', plan: 'Biznes', fee: 'monthly', netGrosze: 250, vatPercent: 23 } as const;
  await setPrice({ db, audit, clock, by: { ...by, name: 'operator' } }, { ...price, validFrom: '2026-04-01' });
  // The price of the day on which the period begins.
  expect(await Promise.all(['2026-03-15', '2026-04-15', '2026-05-15', '2026-06-15'].map(total))).toEqual([
    8900, 9150, 9150, 8900,
  ]);
  clock.advance(Date.parse('2026-07-01T10:00:00Z') - clock.now());
  await issueStatements({ db, clock });
  const issued = (await listStatements(db, tenantId, clock.now())).toReversed();
  expect(issued.map((statement) => statement.total.netGrosze)).toEqual([8900, 9150, 9150, 8900]);
  expect(issued[1]!.lines).toMatchObject([
    { service: 'plan' },
    {
      service: 'legal-hold',
      plan: 'Biznes',
      quantity: 1,
      unitNetGrosze: 250,
      description: 'Blokada usunięcia nagrania',
    },
  ]);
});
