import { describe, expect, test } from 'vitest';
import { startOfWarsawDay, warsawInstant } from '../base/warsaw-time.ts';
import type { ServiceHistory, Subscription } from '../tenants/index.ts';
import { type AddOnRequest, addOnChange, planChange } from './order-rules.ts';
import type { PriceList } from './prices.ts';
import { applyChange } from './service-change.ts';

function subscription(
  service: Subscription['service'],
  units: number,
  startsAt: number,
  endsAt: number | null,
): Subscription {
  return {
    id: `${service} ${units} ${startsAt}` as Subscription['id'],
    service,
    plan: service === 'plan' ? 'Biznes' : null,
    includesRecording: service === 'plan',
    units,
    startsAt,
    endsAt,
    orderedAt: startsAt,
  };
}

const units = (count: number): AddOnRequest => ({ service: 'extended-retention', units: count });

const price = (plan: string, netGrosze: number) =>
  ({ service: 'plan', plan, fee: 'monthly', netGrosze, vatPercent: 23, validFrom: '2000-01-01' }) as const;

describe('addOnChange', () => {
  const anchor = { from: '2026-01-01', day: null };
  const NOW = warsawInstant('2026-03-10', '11:00');
  /** The last working day of March 2026 is its last day, so NOW is before the deadline. */
  const PERIOD_END = startOfWarsawDay('2026-04-01');
  const NEXT_PERIOD_END = startOfWarsawDay('2026-05-01');
  const START = startOfWarsawDay('2026-01-01');

  const biznes = subscription('plan', 1, START, null);
  const retention = (units: number, startsAt = START, endsAt: number | null = null) =>
    subscription('extended-retention', units, startsAt, endsAt);
  const push = (startsAt = START, endsAt: number | null = null) => subscription('push', 1, startsAt, endsAt);

  /** `units from – until` of each add-on that is ever in force after the order. */
  function after(history: ServiceHistory, addOn: AddOnRequest, now = NOW): string[] {
    return applyChange(history, addOnChange({ hostedPbx: true, history, anchor }, addOn, now))
      .filter(({ service, startsAt, endsAt }) => service !== 'plan' && startsAt !== endsAt)
      .map(({ units, startsAt, endsAt }) => `${units}: ${nameOf(startsAt)} – ${endsAt === null ? '' : nameOf(endsAt)}`);
  }

  function nameOf(at: number): string {
    const names = new Map([
      [START, 'start'],
      [NOW, 'now'],
      [PERIOD_END, 'period end'],
      [NEXT_PERIOD_END, 'next period end'],
    ]);
    return names.get(at) ?? new Date(at).toISOString();
  }

  describe('more begins at once', () => {
    test.each<[string, ServiceHistory, AddOnRequest, string[]]>([
      ['a first order', [biznes], units(2), ['2: now – ']],
      ['more units', [biznes, retention(1)], units(3), ['1: start – now', '3: now – ']],
      ['push', [biznes], { service: 'push' }, ['1: now – ']],
      [
        'what was to be fewer',
        [biznes, retention(3, START, PERIOD_END), retention(1, PERIOD_END)],
        units(4),
        ['3: start – now', '4: now – '],
      ],
      ['what was to end goes on', [biznes, retention(2, START, PERIOD_END)], units(2), ['2: start – now', '2: now – ']],
      [
        'push that was to end goes on',
        [biznes, push(START, PERIOD_END)],
        { service: 'push' },
        ['1: start – now', '1: now – '],
      ],
    ])('%s', (_case, history, addOn, expected) => expect(after(history, addOn)).toEqual(expected));
  });

  describe('fewer units begin with a new period', () => {
    test('the next one, if ordered by the deadline', () => {
      expect(after([biznes, retention(3)], units(1))).toEqual(['3: start – period end', '1: period end – ']);
    });

    test('the one after, if ordered later', () => {
      const late = warsawInstant('2026-03-31', '15:01');
      expect(after([biznes, retention(3)], units(1), late)).toEqual([
        '3: start – next period end',
        '1: next period end – ',
      ]);
    });

    test('or when the service ends, if that is earlier', () => {
      const late = warsawInstant('2026-03-31', '15:01');
      expect(after([biznes, retention(3, START, PERIOD_END)], units(1), late)).toEqual([
        '3: start – period end',
        '1: period end – ',
      ]);
    });

    test('and replace the number ordered before', () => {
      const history = [biznes, retention(4, START, PERIOD_END), retention(1, PERIOD_END)];
      expect(after(history, units(2))).toEqual(['4: start – period end', '2: period end – ']);
    });
  });

  test('an add-on ends with the last plan that includes recording', () => {
    const history = [
      { ...biznes, endsAt: PERIOD_END },
      { ...biznes, startsAt: PERIOD_END, endsAt: NEXT_PERIOD_END },
    ];
    expect(after(history, units(2))).toEqual(['2: now – next period end']);
  });

  describe('is refused', () => {
    const withoutRecording = { ...biznes, includesRecording: false };
    test.each<[string, ServiceHistory, AddOnRequest]>([
      ['recording-not-in-plan', [], units(1)],
      ['recording-not-in-plan', [withoutRecording], { service: 'push' }],
      ['recording-not-in-plan', [{ ...biznes, endsAt: PERIOD_END }, retention(2, START, PERIOD_END)], units(1)],
      ['cancel-by-mail', [biznes, retention(2)], units(0)],
      ['already-ordered', [biznes, retention(2)], units(2)],
      ['already-ordered', [biznes, push()], { service: 'push' }],
      ['already-ordered', [biznes, retention(3, START, PERIOD_END), retention(1, PERIOD_END)], units(1)],
      ['already-ordered', [{ ...biznes, endsAt: PERIOD_END }, push(START, PERIOD_END)], { service: 'push' }],
    ])('%s', (code, history, addOn) => {
      expect(() => addOnChange({ hostedPbx: true, history, anchor }, addOn, NOW)).toThrow(
        expect.objectContaining({ code }),
      );
    });

    test('without the hosted PBX', () => {
      const account = { hostedPbx: false, history: [biznes], anchor };
      expect(() => addOnChange(account, units(1), NOW)).toThrow(
        expect.objectContaining({ code: 'recording-not-in-plan' }),
      );
    });
  });
});

describe('planChange', () => {
  const anchor = { from: '2026-01-01', day: null };
  const NOW = warsawInstant('2026-03-31', '20:00');
  const PERIOD_END = startOfWarsawDay('2026-04-01');
  const START = startOfWarsawDay('2026-01-01');

  const prices: PriceList = [price('Biznes', 8900), price('Premium', 12900), price('Elite', 12900)];

  function had(what: string, startsAt = START, endsAt: number | null = null): Subscription {
    const service = what === 'push' || what === 'extended-retention' ? what : 'plan';
    return {
      id: `${what} ${startsAt}` as Subscription['id'],
      service,
      plan: service === 'plan' ? what : null,
      includesRecording: service === 'plan' && what !== 'Start',
      units: 1,
      startsAt,
      endsAt,
      orderedAt: startsAt,
    };
  }

  /** `what from – until` of everything that is ever in force after the change; null: nothing changes. */
  function after(history: ServiceHistory, name: string): string[] | null {
    const change = planChange({ history, anchor, prices }, { name, includesRecording: name !== 'Start' }, NOW);
    if (change === null) return null;
    return applyChange(history, change)
      .filter(({ startsAt, endsAt }) => startsAt !== endsAt)
      .map((one) => `${one.plan ?? one.service}: ${nameOf(one.startsAt)} – ${nameOf(one.endsAt)}`);
  }

  function nameOf(at: number | null): string {
    if (at === null) return '';
    return new Map([
      [START, 'start'],
      [NOW, 'now'],
      [PERIOD_END, 'period end'],
    ]).get(at)!;
  }

  describe('begins at once:', () => {
    test.each<[string, ServiceHistory, string, string[]]>([
      ['a first plan', [], 'Biznes', ['Biznes: now – ']],
      ['a more expensive one', [had('Biznes')], 'Premium', ['Biznes: start – now', 'Premium: now – ']],
      ['one with a price after one without', [had('Start')], 'Biznes', ['Start: start – now', 'Biznes: now – ']],
      [
        'staying after all',
        [had('Biznes', START, PERIOD_END), had('Start', PERIOD_END)],
        'Biznes',
        ['Biznes: start – now', 'Biznes: now – '],
      ],
    ])('%s', (_case, history, plan, expected) => expect(after(history, plan)).toEqual(expected));
  });

  describe('begins when the period ends:', () => {
    test.each<[string, ServiceHistory, string, string[]]>([
      ['a cheaper one', [had('Premium')], 'Biznes', ['Premium: start – period end', 'Biznes: period end – ']],
      ['one as dear', [had('Premium')], 'Elite', ['Premium: start – period end', 'Elite: period end – ']],
      [
        'another than was to come',
        [had('Premium', START, PERIOD_END), had('Start', PERIOD_END)],
        'Biznes',
        ['Premium: start – period end', 'Biznes: period end – '],
      ],
    ])('%s', (_case, history, plan, expected) => expect(after(history, plan)).toEqual(expected));
  });

  test('a plan without recording ends the add-ons, including those that begin later', () => {
    const history = [
      had('Biznes'),
      had('push'),
      had('extended-retention', START, PERIOD_END),
      had('extended-retention', PERIOD_END),
    ];
    expect(after(history, 'Start')).toEqual([
      'Biznes: start – period end',
      'push: start – period end',
      'extended-retention: start – period end',
      'Start: period end – ',
    ]);
  });

  test('a plan with recording does not change the add-ons', () => {
    expect(after([had('Premium'), had('push')], 'Biznes')).toContain('push: start – ');
  });

  test.each<[string, ServiceHistory]>([
    ['the plan is the present one', [had('Biznes')]],
    ['it is to come already', [had('Premium', START, PERIOD_END), had('Biznes', PERIOD_END)]],
  ])('nothing changes if %s', (_case, history) => expect(after(history, 'Biznes')).toBe(null));
});
