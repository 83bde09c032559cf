import { describe, expect, test } from 'vitest';
import { startOfWarsawDay, warsawInstant } from '../base/warsaw-time.ts';
import type { ServiceHistory, Subscription } from '../tenants/index.ts';
import { type AddOnWish, planAddOn } from './plan-add-on.ts';
import { changed } from './service-change.ts';

const anchor = { from: '2026-01-01', day: null };
const NOW = warsawInstant('2026-03-10', '11:00');
/** In time: the last working day of March 2026 is its last. */
const PERIOD_END = startOfWarsawDay('2026-04-01');
const NEXT_PERIOD_END = startOfWarsawDay('2026-05-01');
const START = startOfWarsawDay('2026-01-01');

function had(service: Subscription['service'], units: number, startsAt: number, endsAt: number | null): Subscription {
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

const biznes = had('plan', 1, START, null);
const retention = (units: number, startsAt = START, endsAt: number | null = null) =>
  had('extended-retention', units, startsAt, endsAt);
const push = (startsAt = START, endsAt: number | null = null) => had('push', 1, startsAt, endsAt);
const units = (count: number): AddOnWish => ({ service: 'extended-retention', units: count });

/** `units from – until` of each add-on that is ever in force after the order. */
function after(history: ServiceHistory, wish: AddOnWish, now = NOW): string[] {
  return changed(history, planAddOn({ hostedPbx: true, history, anchor }, wish, now))
    .filter(({ service, startsAt, endsAt }) => service !== 'plan' && startsAt !== endsAt)
    .map(({ units, startsAt, endsAt }) => `${units}: ${written(startsAt)} – ${endsAt === null ? '' : written(endsAt)}`);
}

function written(at: number): string {
  const names = new Map([
    [START, 'start'],
    [NOW, 'now'],
    [PERIOD_END, 'period end'],
    [NEXT_PERIOD_END, 'next period end'],
  ]);
  return names.get(at) ?? new Date(at).toISOString();
}

describe('more comes at once', () => {
  test.each<[string, ServiceHistory, AddOnWish, string[]]>([
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
  ])('%s', (_case, history, wish, expected) => expect(after(history, wish)).toEqual(expected));
});

describe('fewer units come with a period’s end', () => {
  test('this one’s until the deadline', () => {
    expect(after([biznes, retention(3)], units(1))).toEqual(['3: start – period end', '1: period end – ']);
  });

  test('the next one’s after it', () => {
    const late = warsawInstant('2026-03-31', '15:01');
    expect(after([biznes, retention(3)], units(1), late)).toEqual([
      '3: start – next period end',
      '1: next period end – ',
    ]);
  });

  test('when the service ends sooner anyway, then', () => {
    const late = warsawInstant('2026-03-31', '15:01');
    expect(after([biznes, retention(3, START, PERIOD_END)], units(1), late)).toEqual([
      '3: start – period end',
      '1: period end – ',
    ]);
  });

  test('instead of the number ordered before', () => {
    const history = [biznes, retention(4, START, PERIOD_END), retention(1, PERIOD_END)];
    expect(after(history, units(2))).toEqual(['4: start – period end', '2: period end – ']);
  });
});

test('an add-on ends with the last plan that brings recording', () => {
  const history = [
    { ...biznes, endsAt: PERIOD_END },
    { ...biznes, startsAt: PERIOD_END, endsAt: NEXT_PERIOD_END },
  ];
  expect(after(history, units(2))).toEqual(['2: now – next period end']);
});

describe('is refused', () => {
  const withoutRecording = { ...biznes, includesRecording: false };
  test.each<[string, ServiceHistory, AddOnWish]>([
    ['recording-not-in-plan', [], units(1)],
    ['recording-not-in-plan', [withoutRecording], { service: 'push' }],
    ['recording-not-in-plan', [{ ...biznes, endsAt: PERIOD_END }, retention(2, START, PERIOD_END)], units(1)],
    ['cancel-by-mail', [biznes, retention(2)], units(0)],
    ['already-ordered', [biznes, retention(2)], units(2)],
    ['already-ordered', [biznes, push()], { service: 'push' }],
    ['already-ordered', [biznes, retention(3, START, PERIOD_END), retention(1, PERIOD_END)], units(1)],
    ['already-ordered', [{ ...biznes, endsAt: PERIOD_END }, push(START, PERIOD_END)], { service: 'push' }],
  ])('%s', (code, history, wish) => {
    expect(() => planAddOn({ hostedPbx: true, history, anchor }, wish, NOW)).toThrow(expect.objectContaining({ code }));
  });

  test('without the hosted PBX', () => {
    const account = { hostedPbx: false, history: [biznes], anchor };
    expect(() => planAddOn(account, units(1), NOW)).toThrow(expect.objectContaining({ code: 'recording-not-in-plan' }));
  });
});
