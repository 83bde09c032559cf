import { z } from 'zod';
import { callTotals } from '../catalog/index.ts';
import { TENANT_ROLES } from '../tenants/index.ts';
import { scopeOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { CallsQuery, NOTE_NEEDS_LISTEN } from './calls.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import type { NoteSearches } from './note-searches.ts';
import { UnixMs, WarsawDay } from './schemas.ts';

const sums = {
  calls: z.int().nonnegative(),
  recorded: z.int().nonnegative().describe('Of them: with a recording, destroyed ones included.'),
  durationMs: z.int().nonnegative().describe('Of all calls that were answered and have ended.'),
};

const CallTotals = z
  .object({
    ...sums,
    countedFrom: UnixMs.nullable().describe(
      'There are too many: only the newest were counted, those that started then or later. Null: all were.',
    ),
    days: z
      .array(z.object({ day: WarsawDay, ...sums }))
      .readonly()
      .describe('Days in Europe/Warsaw with calls, oldest first.'),
    hours: z
      .array(z.object({ hour: z.int().min(0).max(23), ...sums }))
      .readonly()
      .describe('Hours of the day in Europe/Warsaw with calls.'),
  })
  .meta({ id: 'CallTotals' });

export const CALL_TOTALS_ENDPOINTS = {
  callTotals: {
    method: 'GET',
    url: '/api/v1/calls/totals',
    config: { access: { roles: TENANT_ROLES, scope: 'own', ...NOTE_NEEDS_LISTEN }, keyScope: 'calls:read' },
    schema: {
      operationId: 'callTotals',
      summary: 'How many calls a filter finds and how long they lasted, in all, by day and by hour',
      querystring: CallsQuery.omit({ cursor: true, limit: true }),
      response: { 200: CallTotals },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** What the calls of a filter add up to. */
export function routeCallTotals(
  app: ZodApp,
  { reads, noteSearches }: Pick<ApiDeps, 'reads'> & { readonly noteSearches: NoteSearches },
): void {
  app.route({
    ...CALL_TOTALS_ENDPOINTS.callTotals,
    handler: async (request) => {
      const { to, ...query } = request.query;
      if (query.note !== undefined) await noteSearches.audit(request);
      return callTotals(reads, scopeOf(request), { ...query, ...(to === undefined ? {} : { until: to }) });
    },
  });
}
