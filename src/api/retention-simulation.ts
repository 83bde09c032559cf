import { z } from 'zod';
import { retentionOptions } from '../billing/index.ts';
import { addSimulated, NOTHING, simulateRetention, type SimulatedTotals } from '../retention/index.ts';
import { tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { Money, UnixMs, WarsawDay } from './schemas.ts';

/** A year and a month. Those who have more see up to what they have. */
const MAX_UNITS = 12;

const totals = {
  recordings: z.int().nonnegative(),
  durationMs: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
};
const Totals = z.object(totals).meta({ id: 'SimulatedTotals' });

const Option = z
  .object({
    units: z.int().nonnegative().describe('How many times 30 days more.'),
    days: z.int().positive().describe('For how long recordings are then kept, from their calls’ start.'),
    refusal: z
      .enum(['already-ordered', 'cancel-by-mail', 'recording-not-in-plan', 'price-unknown'])
      .nullable()
      .describe('Why it cannot be ordered; null: it can. `already-ordered`: as it is.'),
    effectiveAt: UnixMs,
    payNow: Money.describe('What the order would add to the current period’s charges.'),
    monthly: Money.describe('Everything in force then.'),
    deletions: z
      .array(z.object({ month: z.string().describe('YYYY-MM in Europe/Warsaw'), ...totals }))
      .readonly()
      .describe('What is destroyed in which month, of the recordings that are stored now.'),
    first: z
      .object({ day: WarsawDay, ...totals })
      .nullable()
      .describe('The first day on which something is destroyed.'),
    neverEnding: Totals.describe('What legal holds without an end keep.'),
    deletedEarlier: Totals.describe('Compared with the services as they are.'),
    keptLonger: Totals.describe('Compared with the services as they are.'),
  })
  .meta({ id: 'RetentionOption' });

const Simulation = z
  .object({
    at: UnixMs,
    unitsNow: z.int().nonnegative(),
    stored: Totals.describe('What is kept now.'),
    options: z.array(Option).readonly(),
  })
  .meta({ id: 'RetentionSimulation' });

export const RETENTION_SIMULATION_ENDPOINTS = {
  retentionSimulation: {
    method: 'GET',
    url: '/api/v1/services/retention-simulation',
    config: { access: { roles: ['admin', 'supervisor'], scope: 'tenant' }, keyScope: 'services:read' },
    schema: {
      operationId: 'retentionSimulation',
      summary: 'What each retention period would keep and destroy of the stored recordings, when, and at what price',
      response: { 200: Simulation },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** “How long shall recordings be kept?” Changes nothing. */
export function routeRetentionSimulation(app: ZodApp, { reads, clock }: Pick<ApiDeps, 'reads' | 'clock'>): void {
  app.route({
    ...RETENTION_SIMULATION_ENDPOINTS.retentionSimulation,
    handler: async (request) => {
      const tenantId = tenantOf(request);
      const now = clock.now();
      const { history, unitsNow, options } = await retentionOptions(reads, tenantId, { now, maxUnits: MAX_UNITS });
      const histories = [history, ...options.map((option) => option.history)];
      const groups = await simulateRetention(reads, { tenantId, now, history, histories });
      const sumOf = (isMeant: (days: (typeof groups)[number]['days']) => boolean): SimulatedTotals =>
        groups.reduce((sum, { totals, days }) => (isMeant(days) ? addSimulated(sum, totals) : sum), NOTHING);
      return {
        at: now,
        unitsNow,
        stored: sumOf(() => true),
        options: options.map(({ monthlyAfter, refusal, ...option }, index) => {
          const dayIn = (days: readonly (string | null)[]): string => days[index + 1] ?? NEVER;
          const byDay = sums(groups.map(({ totals, days }) => ({ key: dayIn(days), totals })));
          const [first] = [...byDay].filter(([day]) => day !== NEVER).toSorted(([a], [b]) => (a < b ? -1 : 1));
          const byMonth = sums([...byDay].map(([day, totals]) => ({ key: day.slice(0, MONTH_CHARS), totals })));
          return {
            ...option,
            refusal: refusal as z.output<typeof Option>['refusal'],
            monthly: monthlyAfter,
            deletions: [...byMonth]
              .filter(([month]) => month !== NEVER)
              .map(([month, totals]) => ({ month, ...totals }))
              .toSorted((a, b) => (a.month < b.month ? -1 : 1)),
            first: first === undefined ? null : { day: first[0], ...first[1] },
            neverEnding: byDay.get(NEVER) ?? NOTHING,
            deletedEarlier: sumOf((days) => dayIn(days) < (days[0] ?? NEVER)),
            keptLonger: sumOf((days) => dayIn(days) > (days[0] ?? NEVER)),
          };
        }),
      };
    },
  });
}

/** After every day. */
const NEVER = '~';
/** `YYYY-MM` */
const MONTH_CHARS = 7;

function sums(
  parts: readonly { readonly key: string; readonly totals: SimulatedTotals }[],
): Map<string, SimulatedTotals> {
  const sum = new Map<string, SimulatedTotals>();
  for (const { key, totals } of parts) sum.set(key, addSimulated(sum.get(key) ?? NOTHING, totals));
  return sum;
}
