import { describe, expect, test } from 'vitest';
import { startOfWarsawDay, warsawInstant } from '../base/warsaw-time.ts';
import type { ServiceHistory, Subscription } from '../tenants/index.ts';
import { planSwitch } from './plan-switch.ts';
import type { PriceList } from './price.ts';
import { changed } from './service-change.ts';

const anchor = { from: '2026-01-01', day: null };
const NOW = warsawInstant('2026-03-31', '20:00');
const PERIOD_END = startOfWarsawDay('2026-04-01');
const START = startOfWarsawDay('2026-01-01');

const price = (plan: string, netGrosze: number) =>
  ({ service: 'plan', plan, fee: 'monthly', netGrosze, vatPercent: 23, validFrom: '2000-01-01' }) as const;
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
  const change = planSwitch({ history, anchor, prices }, { name, includesRecording: name !== 'Start' }, NOW);
  if (change === null) return null;
  return changed(history, change)
    .filter(({ startsAt, endsAt }) => startsAt !== endsAt)
    .map((one) => `${one.plan ?? one.service}: ${written(one.startsAt)} – ${written(one.endsAt)}`);
}

function written(at: number | null): string {
  if (at === null) return '';
  return new Map([
    [START, 'start'],
    [NOW, 'now'],
    [PERIOD_END, 'period end'],
  ]).get(at)!;
}

describe('comes at once:', () => {
  test.each<[string, ServiceHistory, string, string[]]>([
    ['a first plan', [], 'Biznes', ['Biznes: now – ']],
    ['a dearer one', [had('Biznes')], 'Premium', ['Biznes: start – now', 'Premium: now – ']],
    ['one with a price after one without', [had('Start')], 'Biznes', ['Start: start – now', 'Biznes: now – ']],
    [
      'staying after all',
      [had('Biznes', START, PERIOD_END), had('Start', PERIOD_END)],
      'Biznes',
      ['Biznes: start – now', 'Biznes: now – '],
    ],
  ])('%s', (_case, history, plan, expected) => expect(after(history, plan)).toEqual(expected));
});

describe('comes when the period ends:', () => {
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

test('a plan without recording ends the add-ons with it, those to come too', () => {
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

test('a plan with recording leaves the add-ons', () => {
  expect(after([had('Premium'), had('push')], 'Biznes')).toContain('push: start – ');
});

test.each<[string, ServiceHistory]>([
  ['the plan is the present one', [had('Biznes')]],
  ['it is to come already', [had('Premium', START, PERIOD_END), had('Biznes', PERIOD_END)]],
])('nothing changes where %s', (_case, history) => expect(after(history, 'Biznes')).toBe(null));
