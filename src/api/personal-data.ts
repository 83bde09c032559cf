import { z } from 'zod';
import { DATA_KINDS, retentionPauses, shownPeriod } from '../retention/index.ts';
import { retentionDays, serviceHistory } from '../tenants/index.ts';
import { tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { UnixMs } from './schemas.ts';

const Period = z.object({ amount: z.int().positive(), unit: z.enum(['days', 'months']) });

const Hours = z.object({ amount: z.int().positive(), unit: z.literal('hours') });

const PersonalData = z
  .object({
    recordings: Period.describe('For how long the audio is kept, by the tenant’s services.'),
    kinds: z
      .array(z.object({ kind: z.enum(DATA_KINDS), period: Period }))
      .readonly()
      .describe('For how long the operator keeps the rest.'),
    traces: Hours.nullable().describe(
      'For how long the SIP messages of the tenant’s sessions are kept for support; null: they are not.',
    ),
    refusedUploads: Hours.nullable().describe(
      'For how long uploads of the tenant whose audio could not be used are kept for support; null: they are not.',
    ),
    paused: z
      .object({ until: UnixMs.nullable().describe('The first instant without the pause; null: until it is ended.') })
      .nullable()
      .describe('Nothing of the tenant ends for now; null: not paused.'),
  })
  .meta({ id: 'PersonalData' });

export const PERSONAL_DATA_ENDPOINTS = {
  personalData: {
    method: 'GET',
    url: '/api/v1/personal-data',
    config: { access: { right: 'audit' } },
    schema: {
      operationId: 'personalData',
      summary: 'For how long each kind of personal data is kept',
      response: { 200: PersonalData },
    },
  },
} as const satisfies Record<string, Endpoint>;

type PersonalDataDeps = Pick<ApiDeps, 'db' | 'clock' | 'periods' | 'traceHours' | 'refusedUploadHours'>;

/** What the operator keeps of a tenant's calls, and for how long. */
export function routePersonalData(
  app: ZodApp,
  { db, clock, periods, traceHours, refusedUploadHours }: PersonalDataDeps,
): void {
  app.route({
    ...PERSONAL_DATA_ENDPOINTS.personalData,
    handler: async (request) => {
      const tenantId = tenantOf(request);
      const now = clock.now();
      const [pause] = await retentionPauses(db, now, tenantId);
      const days = retentionDays(await serviceHistory(db, tenantId), now);
      return {
        recordings: { amount: days, unit: 'days' as const },
        kinds: DATA_KINDS.map((kind) => ({ kind, period: shownPeriod(periods, kind) })),
        traces: hoursOf(traceHours),
        refusedUploads: hoursOf(refusedUploadHours),
        paused: pause === undefined ? null : { until: pause.until },
      };
    },
  });
}

const hoursOf = (amount: number) => (amount === 0 ? null : { amount, unit: 'hours' as const });
