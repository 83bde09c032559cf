import * as fc from 'fast-check';
import { addDays } from '../base/warsaw-time.ts';
import type { ChargedSubscription } from './service-change.ts';

/** Fifteen years with their leap days and clock changes. */
const DAYS = 15 * 365;
const DAY_MS = 86_400_000;

const anyDay = fc.nat(DAYS).map((days) => addDays('2024-01-01', days));

export const anyInstant = fc.integer({
  min: Date.parse('2024-01-01T00:00:00Z'),
  max: Date.parse('2039-01-01T00:00:00Z'),
});

export const anyAnchor = fc.record({ from: anyDay, day: fc.option(fc.integer({ min: 1, max: 31 })) });

const anyPlan = fc.constantFrom('Biznes', 'Elite', 'Start');

/** Subscriptions of all kinds, whatever order they came in. */
export const anyHistory: fc.Arbitrary<ChargedSubscription[]> = fc.array(
  fc
    .record({
      service: fc.constantFrom('plan', 'extended-retention', 'push'),
      plan: anyPlan,
      units: fc.integer({ min: 1, max: 5 }),
      startsAt: anyInstant,
      lasts: fc.option(fc.nat(400 * DAY_MS)),
    })
    .map(({ service, plan, units, startsAt, lasts }) => ({
      service,
      plan: service === 'plan' ? plan : null,
      units: service === 'extended-retention' ? units : 1,
      startsAt,
      endsAt: lasts === null ? null : startsAt + lasts,
    })),
  { maxLength: 8 },
);
