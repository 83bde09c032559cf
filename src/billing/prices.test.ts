import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { until } from '../../test/kit/until.ts';
import { AuditLog } from '../audit/index.ts';
import { warsawInstant } from '../base/warsaw-time.ts';
import { listPrices, lockPrices, type Price, priceGaps, priceOn, setPrice } from './prices.ts';

const { db } = testDatabase();
const clock = new ManualClock(warsawInstant('2026-03-10', '11:00'));
const audit = new AuditLog(db, clock);
const by = { actor: 'cli', address: null, name: 'operator' };
const set = (price: Price) => setPrice({ db, audit, clock, by }, price);

const premium: Price = {
  service: 'plan',
  plan: 'Premium',
  fee: 'monthly',
  netGrosze: 12900,
  vatPercent: 23,
  validFrom: '2026-03-10',
};

test('the price of a day is the newest one valid by then; of one day, the last one set', async () => {
  await set(premium);
  await set({ ...premium, netGrosze: 13900, validFrom: '2026-06-01' });
  await set({ ...premium, netGrosze: 12500 });
  const prices = await listPrices(db);
  const netOn = (day: string) => priceOn(prices, premium, day)?.netGrosze;
  expect(['2026-03-09', '2026-03-10', '2026-05-31', '2026-06-01', '2030-01-01'].map(netOn)).toEqual([
    undefined,
    12500,
    12500,
    13900,
    13900,
  ]);
  expect(prices[0]).toEqual({
    ...premium,
    netGrosze: 13900,
    validFrom: '2026-06-01',
    setBy: 'operator',
    setAt: clock.now(),
  });
});

test('the leaflet’s prices are set from the start', async () => {
  const prices = await listPrices(db);
  const net = (service: Price['service'], fee: Price['fee'], plan: string | null = null) =>
    priceOn(prices, { service, plan, fee }, '2026-03-10')?.netGrosze;
  expect([
    net('plan', 'monthly', 'Biznes'),
    net('extended-retention', 'monthly'),
    net('push', 'activation'),
    net('push', 'monthly'),
  ]).toEqual([8900, 3000, 14900, 4900]);
  expect(net('plan', 'monthly', 'Elite')).toBe(undefined);
});

test.each([
  ['price-in-the-past', { ...premium, validFrom: '2026-03-09' }],
  ['plan-unknown', { ...premium, plan: 'Złoty' }],
  ['request-invalid', { ...premium, vatPercent: 17 }],
  ['request-invalid', { ...premium, plan: null }],
  ['request-invalid', { ...premium, fee: 'activation' as const }],
])('%s: %j', async (code, price) => {
  const before = await listPrices(db);
  await expect(set(price)).rejects.toMatchObject({ code });
  expect(await listPrices(db)).toEqual(before);
});

test('waits while statements are issued, and reads the clock only then', async () => {
  const frozen = Promise.withResolvers<void>();
  const underWay = Promise.withResolvers<void>();
  const late = new ManualClock(warsawInstant('2026-03-10', '23:59'));
  const statement = db.transaction().execute(async (transaction) => {
    const before = await lockPrices(transaction);
    frozen.resolve();
    await underWay.promise;
    expect(await listPrices(transaction)).toEqual(before);
  });
  await frozen.promise;
  const setting = setPrice({ db, audit, clock: late, by }, premium);
  // At once: it may be refused before the statement's transaction has ended here.
  const refused = expect(setting).rejects.toMatchObject({ code: 'price-in-the-past' });
  await until('the price waits for the statement', isWaitedFor);
  late.advance(120_000);
  underWay.resolve();
  await statement;
  await refused;
});

/** Whether a transaction waits for a lock on the prices. */
async function isWaitedFor(): Promise<boolean> {
  const { rows } = await sql`SELECT FROM pg_locks WHERE relation = 'prices'::regclass AND NOT granted`.execute(db);
  return rows.length > 0;
}

test('gaps are the fees without a price on a day, with the day on which one begins', () => {
  const push = { service: 'push', plan: null, netGrosze: 100, vatPercent: 23 } as const;
  const prices: Price[] = [
    premium,
    { ...push, fee: 'monthly', validFrom: '2026-06-01' },
    { ...push, fee: 'monthly', validFrom: '2026-05-01' },
    { ...push, fee: 'activation', validFrom: '2026-01-01' },
  ];
  const gaps = priceGaps(prices, ['Premium', 'Elite'], '2026-03-10');
  expect(gaps.filter(({ service }) => service !== 'extended-retention')).toEqual([
    { service: 'plan', plan: 'Elite', fee: 'monthly', until: null },
    expect.objectContaining({ service: 'push', fee: 'monthly', until: '2026-05-01' }),
  ]);
  expect(gaps).toContainEqual(expect.objectContaining({ service: 'extended-retention', until: null }));
  // A day before its first one the plan has none either.
  expect(priceGaps(prices, ['Premium'], '2026-03-09')).toContainEqual(
    expect.objectContaining({ plan: 'Premium', until: '2026-03-10' }),
  );
});
