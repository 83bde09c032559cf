import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordingId } from '../base/ids.ts';
import { startOfWarsawDay } from '../base/warsaw-time.ts';
import { type Charge, chargesForPeriod, monthlyCharges, totalOf, vatSums } from './charges.ts';
import { anyAnchor, anyHistory, anyInstant } from './arbitraries.fixture.ts';
import { periodAt, periodsBetween } from './billing-period.ts';
import type { PriceList } from './prices.ts';
import type { ChargedSubscription } from './service-change.ts';

const JANUARY = { start: '2026-01-01', end: '2026-02-01' };
const at = startOfWarsawDay;

const from2000 = { vatPercent: 23, validFrom: '2000-01-01' };
const PRICES: PriceList = [
  { service: 'plan', plan: 'Biznes', fee: 'monthly', netGrosze: 8900, ...from2000 },
  { service: 'plan', plan: 'Elite', fee: 'monthly', netGrosze: 19900, ...from2000 },
  { service: 'extended-retention', plan: null, fee: 'monthly', netGrosze: 3000, ...from2000 },
  { service: 'push', plan: null, fee: 'activation', netGrosze: 14900, ...from2000 },
  { service: 'push', plan: null, fee: 'monthly', netGrosze: 4900, ...from2000 },
];

function had(
  service: ChargedSubscription['service'],
  from: string,
  until: string | null,
  { plan = null, units = 1 }: { plan?: string | null; units?: number } = {},
): ChargedSubscription {
  return { service, plan, units, startsAt: at(from), endsAt: until === null ? null : at(until) };
}

const onPlan = (plan: string, from: string, until: string | null = null) => had('plan', from, until, { plan });
const retention = (units: number, from: string, until: string | null = null) =>
  had('extended-retention', from, until, { units });

/** `what × how many at net` of each charge. */
function charged(history: readonly ChargedSubscription[], period = JANUARY, prices = PRICES): string[] {
  return chargesForPeriod(history, prices, period).charges.map(
    ({ price: { service, plan, fee, netGrosze }, quantity }) => `${plan ?? service} ${fee} ${quantity} × ${netGrosze}`,
  );
}

test('Biznes with 90 days in all is 149,00 zł net, 183,27 zł gross', () => {
  const { charges } = chargesForPeriod([onPlan('Biznes', '2025-06-01'), retention(2, '2025-06-01')], PRICES, JANUARY);
  expect(totalOf(charges)).toEqual({ netGrosze: 14900, vatGrosze: 3427, grossGrosze: 18327 });
});

describe('every started period costs the full fee, once', () => {
  test.each([
    ['a service of one day', [retention(1, '2026-01-15', '2026-01-16')]],
    ['one that began on the last day', [retention(1, '2026-01-31')]],
    ['one that ended on the first', [retention(1, '2025-12-01', '2026-01-02')]],
    ['one stopped and ordered again', [retention(1, '2025-12-01', '2026-01-05'), retention(1, '2026-01-20')]],
  ])('%s', (_case, history) => expect(charged(history)).toEqual(['extended-retention monthly 1 × 3000']));

  test.each([
    ['ended as the period began', [retention(1, '2025-12-01', '2026-01-01')]],
    ['begins as the period ends', [retention(1, '2026-02-01')]],
    ['never began', [retention(1, '2026-01-15', '2026-01-15')]],
  ])('and what %s costs nothing', (_case, history) => expect(charged(history)).toEqual([]));

  test('of several plans the most expensive, whichever came first', () => {
    const elite = ['Elite monthly 1 × 19900'];
    expect(charged([onPlan('Biznes', '2025-01-01', '2026-01-10'), onPlan('Elite', '2026-01-10')])).toEqual(elite);
    expect(charged([onPlan('Elite', '2025-01-01', '2026-01-10'), onPlan('Biznes', '2026-01-10')])).toEqual(elite);
  });

  test('of extended retention the greatest number of units', () => {
    const history = [retention(1, '2025-12-01', '2026-01-10'), retention(3, '2026-01-10', '2026-01-20')];
    expect(charged([...history, retention(2, '2026-01-20')])).toEqual(['extended-retention monthly 3 × 3000']);
  });
});

describe('push', () => {
  test('costs its activation fee only in the period of the activation', () => {
    const history = [had('push', '2026-01-10', null)];
    expect(charged(history)).toEqual(['push monthly 1 × 4900', 'push activation 1 × 14900']);
    expect(charged(history, { start: '2026-02-01', end: '2026-03-01' })).toEqual(['push monthly 1 × 4900']);
  });

  test('activated again after its end costs the activation fee again, and its month still once', () => {
    const history = [had('push', '2025-11-01', '2026-01-05'), had('push', '2026-01-20', null)];
    expect(charged(history)).toEqual(['push monthly 1 × 4900', 'push activation 1 × 14900']);
  });

  test('that continues without a gap is not activated again', () => {
    const history = [had('push', '2025-11-01', '2026-01-20'), had('push', '2026-01-20', null)];
    expect(charged(history)).toEqual(['push monthly 1 × 4900']);
  });
});

const RETENTION_PRICE = PRICES.find(({ service }) => service === 'extended-retention')!;

/** The prices with a more expensive retention from a day on. */
function raised(validFrom: string): PriceList {
  return [{ ...RETENTION_PRICE, netGrosze: 3500, validFrom }, ...PRICES];
}

describe('the price', () => {
  test('is that of the day the period begins', () => {
    const history = [retention(1, '2025-06-01')];
    expect(charged(history, JANUARY, raised('2026-01-01'))).toEqual(['extended-retention monthly 1 × 3500']);
    expect(charged(history, JANUARY, raised('2026-01-02'))).toEqual(['extended-retention monthly 1 × 3000']);
  });

  test('of a service that begins within the period is that of its first day', () => {
    expect(charged([retention(1, '2026-01-15')], JANUARY, raised('2026-01-15'))).toEqual([
      'extended-retention monthly 1 × 3500',
    ]);
  });

  test('that is missing causes no charge and is listed once', () => {
    const history = [
      onPlan('Start', '2025-01-01', '2026-01-10'),
      onPlan('Start', '2026-01-10'),
      retention(1, '2025-01-01'),
    ];
    expect(charged(history)).toEqual(['extended-retention monthly 1 × 3000']);
    expect(chargesForPeriod(history, PRICES, JANUARY).missingPrices).toEqual([
      { service: 'plan', plan: 'Start', fee: 'monthly' },
    ]);
  });
});

function chargeOf(netGrosze: number, vatPercent: number): Charge {
  return { price: { ...RETENTION_PRICE, netGrosze, vatPercent }, quantity: 1 };
}

test('VAT is calculated once for each rate, from the sum of its net amounts', () => {
  const charges = [chargeOf(2, 23), chargeOf(2, 23), chargeOf(1000, 8)];
  expect(vatSums(charges)).toEqual([
    { vatPercent: 23, netGrosze: 4, vatGrosze: 1, grossGrosze: 5 },
    { vatPercent: 8, netGrosze: 1000, vatGrosze: 80, grossGrosze: 1080 },
  ]);
  expect(totalOf(charges)).toEqual({ netGrosze: 1004, vatGrosze: 81, grossGrosze: 1085 });
});

describe('of any history', () => {
  test('a past period is charged the same, whatever is ordered later', () => {
    fc.assert(
      fc.property(anyAnchor, anyInstant, anyHistory, anyHistory, (anchor, at, before, later) => {
        const period = periodAt(anchor, at);
        const end = startOfWarsawDay(period.end);
        const known = before.filter(({ startsAt }) => startsAt < end);
        const after = later.map((one) => ({ ...one, startsAt: end + Math.abs(one.startsAt - end), endsAt: null }));
        expect(chargesForPeriod([...known, ...after], PRICES, period)).toEqual(chargesForPeriod(known, PRICES, period));
      }),
    );
  });

  test('what is in force at an instant is charged in full in its period', () => {
    fc.assert(
      fc.property(anyAnchor, anyInstant, anyHistory, (anchor, at, history) => {
        const now = totalOf(monthlyCharges(history, PRICES, at).charges);
        const whole = totalOf(
          chargesForPeriod(history, PRICES, periodAt({ ...anchor, from: '2024-01-01' }, at)).charges,
        );
        expect(whole.netGrosze).toBeGreaterThanOrEqual(now.netGrosze);
      }),
    );
  });

  test('each activation is charged in exactly one period', () => {
    fc.assert(
      fc.property(anyAnchor, anyHistory, (anchor, history) => {
        const periods = periodsBetween(anchor, anchor.from, Date.parse('2041-01-01T00:00:00Z'));
        const activations = periods
          .flatMap((period) => chargesForPeriod(history, PRICES, period).charges)
          .filter(({ price }) => price.fee === 'activation');
        const begun = history.filter(
          ({ service, startsAt, endsAt }) =>
            service === 'push' && endsAt !== startsAt && startsAt >= startOfWarsawDay(anchor.from),
        );
        expect(activations.length).toBeLessThanOrEqual(begun.length);
        const apart = begun.filter(({ startsAt }) => !history.some(({ endsAt }) => endsAt === startsAt));
        expect(activations.length).toBeGreaterThanOrEqual(apart.length);
      }),
      { numRuns: 30 },
    );
  });
});

const PRICES_WITH_HOLDS: PriceList = [
  ...PRICES,
  { service: 'legal-hold', plan: 'Biznes', fee: 'monthly', netGrosze: 200, ...from2000 },
  { service: 'legal-hold', plan: 'Elite', fee: 'monthly', netGrosze: 300, ...from2000 },
];
const hold = (name: string, from: string, until: string | null = null) => ({
  recordingId: name as RecordingId,
  from: at(from),
  until: until === null ? null : at(until),
});
const holdsCharged = (history: readonly ChargedSubscription[], holds: ReturnType<typeof hold>[]) =>
  chargesForPeriod(history, PRICES_WITH_HOLDS, JANUARY, holds)
    .charges.filter(({ price }) => price.service === 'legal-hold')
    .map(({ price, quantity }) => `${price.plan} ${quantity} × ${price.netGrosze}`);

describe('recordings on legal hold', () => {
  test('cost a month for each recording that had one in the period, whatever replaced it', () => {
    const holds = [
      hold('a', '2025-12-01', '2026-01-02'),
      hold('a', '2026-01-02'),
      hold('b', '2026-01-31'),
      hold('c', '2025-12-01', '2026-01-01'),
      hold('d', '2026-02-01'),
      hold('e', '2026-01-15', '2026-01-15'),
    ];
    expect(holdsCharged([onPlan('Biznes', '2025-06-01')], holds)).toEqual(['Biznes 2 × 200']);
    const { charges } = monthlyCharges([onPlan('Biznes', '2025-06-01')], PRICES_WITH_HOLDS, at('2026-01-15'), holds);
    expect(totalOf(charges).netGrosze).toBe(8900 + 200);
  });

  test('cost what the most expensive plan of the period says; nothing without a plan or a price', () => {
    const plans = [onPlan('Biznes', '2025-06-01', '2026-01-10'), onPlan('Elite', '2026-01-10')];
    expect(holdsCharged(plans, [hold('a', '2026-01-05')])).toEqual(['Elite 1 × 300']);
    expect(holdsCharged([], [hold('a', '2026-01-05')])).toEqual([]);
    const { charges, missingPrices } = chargesForPeriod([onPlan('Biznes', '2025-06-01')], PRICES, JANUARY, [
      hold('a', '2026-01-05'),
    ]);
    expect([charges.length, missingPrices]).toEqual([1, []]);
  });
});
