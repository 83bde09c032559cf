import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { MIN_SILENCE_MS, silentCalls, topNumbers } from '../catalog/index.ts';
import { DIRECTIONS } from '../recording/index.ts';
import { callStatistics, lengthOf, type Period, spanOf } from '../statistics/index.ts';
import { TENANT_ROLES } from '../tenants/index.ts';
import { scopeOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { Call } from './calls.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { UnixMs, WarsawDay } from './schemas.ts';

/** Two years, and the two before: of 10 million calls a year a second or two, for a user who is limited to some extensions up to 15. */
const MAX_DAYS = 731;
const MAX_SILENCE_MS = 3_600_000;
const DEFAULT_SILENCE_MS = 30_000;
const MAX_LISTED = 100;

const period = {
  from: WarsawDay.describe('The first day in Europe/Warsaw.'),
  to: WarsawDay.describe(`The last day; at most ${MAX_DAYS} days.`),
};
export const PeriodQuery = z.strictObject(period);

const SilenceQuery = z.strictObject({
  ...period,
  silenceMs: z.coerce
    .number<string | number>()
    .int()
    .min(MIN_SILENCE_MS)
    .max(MAX_SILENCE_MS)
    .default(DEFAULT_SILENCE_MS)
    .describe('Nobody spoke for so long at least.'),
});

const count = z.int().nonnegative();

const calls = {
  calls: count,
  recorded: count.describe('Of them: with a recording, destroyed ones included.'),
  missed: count.describe('Inbound and not answered, as call records say.'),
  unanswered: count.describe('Outbound or internal, and not answered.'),
  unrecorded: count.describe('Answered, without a recording.'),
  durationMs: count.describe('Of all calls that were answered and have ended.'),
};
const talk = {
  measured: count.describe('Recordings in which the talk time was measured; what follows is of these.'),
  ownMs: count.describe('How long the company’s side talked; of internal calls the caller.'),
  otherMs: count.describe('How long the other side talked.'),
  silenceMs: count.describe('How long nobody did.'),
  longestSilenceMs: count,
  longSilences: count.describe('Recordings with a silence of 30 seconds or more.'),
};

const Days = z.object({ from: WarsawDay, to: WarsawDay });

const CallStatistics = z
  .object({
    period: Days,
    before: Days.describe('What it is compared with: the months before, or as many days before.'),
    totals: z.object({ ...calls, ...talk }),
    totalsBefore: z.object({ ...calls, ...talk }),
    directions: z.array(z.object({ direction: z.enum(DIRECTIONS), ...calls, ...talk })).readonly(),
    days: z
      .array(z.object({ day: WarsawDay, ...calls }))
      .readonly()
      .describe('Days with calls, oldest first.'),
    hours: z
      .array(z.object({ weekday: z.int().min(1).max(7), hour: z.int().min(0).max(23), ...calls }))
      .readonly()
      .describe('By weekday (1 is Monday) and hour of the clock in Warsaw; those with calls.'),
    extensions: z
      .array(z.object({ extension: z.string(), name: z.string().nullable(), ...calls, ...talk }))
      .readonly()
      .describe(
        'A call counts for each extension or number of the tenant’s that took part. Those with the most calls first.',
      ),
    moreExtensions: z.boolean().describe('There are more than are listed.'),
    preparing: z
      .boolean()
      .describe('Sums of some of the days are still being made, and not all of their calls are counted.'),
  })
  .meta({ id: 'CallStatistics' });

const TopNumbers = z
  .object({
    numbers: z
      .array(
        z.object({
          number: z.string(),
          name: z.string().nullable(),
          inbound: count,
          outbound: count,
          missed: count,
          durationMs: count,
        }),
      )
      .readonly()
      .describe('Of other parties, those with the most calls first.'),
    countedFrom: UnixMs.nullable().describe(
      'There are too many calls: only those that started then or later were counted. Null: all were.',
    ),
  })
  .meta({ id: 'TopNumbers' });

const SilentCalls = z
  .object({ calls: z.array(Call).readonly(), more: z.boolean().describe('There are more than are listed.') })
  .meta({ id: 'SilentCalls' });

const CONFIG = { access: { roles: TENANT_ROLES, scope: 'own' }, keyScope: 'calls:read' } as const;

export const CALL_STATISTICS_ENDPOINTS = {
  callStatistics: {
    method: 'GET',
    url: '/api/v1/calls/statistics',
    config: CONFIG,
    schema: {
      operationId: 'callStatistics',
      summary:
        'What the calls of a period add up to: by day, hour, direction and extension, and those of the period before',
      querystring: PeriodQuery,
      response: { 200: CallStatistics },
    },
  },
  topNumbers: {
    method: 'GET',
    url: '/api/v1/calls/statistics/numbers',
    config: CONFIG,
    schema: {
      operationId: 'topNumbers',
      summary: 'The numbers of other parties with the most calls in a period',
      querystring: PeriodQuery,
      response: { 200: TopNumbers },
    },
  },
  silentCalls: {
    method: 'GET',
    url: '/api/v1/calls/statistics/silences',
    config: CONFIG,
    schema: {
      operationId: 'silentCalls',
      summary: 'The newest calls of a period in which nobody spoke for long, of recordings that can still be fetched',
      querystring: SilenceQuery,
      response: { 200: SilentCalls },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** Statistics of the calls that the user may see. */
export function routeCallStatistics(app: ZodApp, deps: Pick<ApiDeps, 'reads' | 'clock' | 'panelWindowDays'>): void {
  const { reads } = deps;
  app.route({
    ...CALL_STATISTICS_ENDPOINTS.callStatistics,
    handler: (request) => callStatistics(reads, scopeOf(request), requirePeriod(request.query)),
  });

  app.route({
    ...CALL_STATISTICS_ENDPOINTS.topNumbers,
    handler: (request) => {
      const { from, to } = requirePeriod(request.query);
      return topNumbers(reads, scopeOf(request), spanOf(from, to));
    },
  });

  app.route({
    ...CALL_STATISTICS_ENDPOINTS.silentCalls,
    handler: (request) => {
      const { silenceMs, ...asked } = request.query;
      const { from, to } = requirePeriod(asked);
      return silentCalls({ ...deps, db: reads }, scopeOf(request), {
        ...spanOf(from, to),
        silenceMs,
        limit: MAX_LISTED,
      });
    },
  });
}

/** Throws `request-invalid`. */
export function requirePeriod(asked: Period): Period {
  const days = lengthOf(asked);
  if (days < 1) throw new AppError('request-invalid', '“to” must not be before “from”');
  if (days > MAX_DAYS)
    throw new AppError('request-invalid', `a period has at most ${MAX_DAYS} days, this one has ${days}`);
  return asked;
}
