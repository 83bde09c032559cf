import { z } from 'zod';
import type { ApiDeps } from './api-deps.ts';
import { type Endpoint, OPERATOR_STAFF, type ZodApp } from './endpoint.ts';
import { PushFailure } from './push-schemas.ts';
import { NoRecordingReason, UnixMs, WarsawDay } from './schemas.ts';
import { Forecast } from './storage-schemas.ts';

/** The forecast reads each recording's row: of ten million, some seconds. It changes by a thousandth in this time. */
const FORECAST_KEPT_MS = 15 * 60_000;

const Count = z.int().nonnegative();
const MaybeAt = UnixMs.nullable();

const Finding = z
  .object({
    code: z.string().describe('Stable: `job-late`, `certificate-ends`, …'),
    severity: z.enum(['urgent', 'soon']),
    subject: z.string().nullable().describe('Which one: a host, a job, a PBX, a plan.'),
    count: Count.nullable(),
    at: MaybeAt.describe('Since when, or when something ends.'),
  })
  .meta({ id: 'ServiceFinding' });

const Machine = z
  .object({
    machine: z.string(),
    host: z.string(),
    roles: z.array(z.string()).readonly(),
    version: z.string(),
    startedAt: UnixMs,
    seenAt: UnixMs,
    checks: z.record(z.string(), z.boolean()).describe('As `/readyz`.'),
    clockAheadMs: z.int().nullable().describe('Of the database’s clock.'),
    disk: z.object({ freeBytes: Count, totalBytes: Count }).nullable(),
    certificates: z.array(z.object({ service: z.string(), expiresAt: UnixMs })).readonly(),
    waitingCalls: Count.describe('That have ended and are not archived yet.'),
  })
  .meta({ id: 'ServiceMachine', description: 'A process of the service, as it reported a minute ago or less.' });

const State = z
  .object({
    at: UnixMs,
    findings: z.array(Finding).readonly().describe('What needs somebody, the urgent first.'),
    machines: z.array(Machine).readonly(),
    recorders: z
      .array(
        z.object({
          recorderId: z.uuid(),
          seenAt: MaybeAt,
          unarchivedSince: MaybeAt.describe('The start of its oldest call that is open or not archived yet.'),
          state: z.enum(['not-mirrored', 'working', 'lost', 'to-be-taken-over', 'being-taken-over', 'taken-over']),
          takenBy: z.uuid().nullable(),
          leaseUntil: MaybeAt,
        }),
      )
      .readonly(),
    jobs: z.array(z.object({ name: z.string(), succeededAt: MaybeAt, lateFrom: UnixMs })).readonly(),
    retention: z.object({ at: UnixMs, finishedAt: MaybeAt, destroyed: Count }).nullable(),
    stuckCalls: z.object({ setAside: Count, retrying: Count, since: MaybeAt, spoolBytes: Count }),
    deliveries: z
      .array(
        z.object({
          tenantId: z.uuid(),
          name: z.string(),
          place: z.string().nullable().describe('Null: no target is set.'),
          waiting: Count,
          waitingSince: WarsawDay.nullable(),
          failingSince: MaybeAt,
          failure: PushFailure.nullable(),
          nextAttemptAt: MaybeAt,
        }),
      )
      .readonly()
      .describe('Of the customers whose deliveries fail or have no target.'),
    refusals: z.array(z.object({ reason: NoRecordingReason, today: Count, week: Count })).readonly(),
    sources: z.array(z.object({ id: z.uuid(), name: z.string(), lastSeenAt: MaybeAt })).readonly(),
    unknownNames: Count,
    mails: z.object({ waiting: Count, failing: Count, oldest: MaybeAt }),
    cancellations: z.object({ waiting: Count, oldest: MaybeAt }),
    refusedUploads: Count,
    unpriced: z.array(z.object({ plan: z.string(), customers: Count })).readonly(),
  })
  .meta({ id: 'ServiceState' });

const MeasuredStorage = Forecast.extend({
  largest: z
    .array(z.object({ tenantId: z.uuid(), name: z.string(), recordings: Count, bytes: Count }))
    .readonly()
    .describe('The customers with the most.'),
});

const Storage = MeasuredStorage.extend({ measuredAt: UnixMs }).meta({ id: 'ServiceStorage' });

export const SERVICE_STATE_ENDPOINTS = {
  serviceState: {
    method: 'GET',
    url: '/api/v1/operator/service',
    config: { access: OPERATOR_STAFF },
    schema: {
      operationId: 'serviceState',
      summary: 'What the whole service knows of itself, on all its machines, and what of it needs somebody',
      response: { 200: State },
    },
  },
  serviceStorage: {
    method: 'GET',
    url: '/api/v1/operator/storage',
    config: { access: OPERATOR_STAFF },
    schema: {
      operationId: 'serviceStorage',
      summary: 'What is stored, and in which month it goes; up to 15 minutes old',
      response: { 200: Storage },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** The operator's start page. */
export function routeServiceState(app: ZodApp, { db, reads, clock }: Pick<ApiDeps, 'db' | 'reads' | 'clock'>): void {
  let measured: { readonly at: number; readonly forecast: Promise<z.input<typeof MeasuredStorage>> } | null = null;

  // With jobs and deliveries: only who looks at the page loads them.
  async function forecastAt(at: number) {
    const { storageForecast } = await import('../service-state/index.ts');
    return storageForecast(reads, at);
  }

  app.route({
    ...SERVICE_STATE_ENDPOINTS.serviceState,
    handler: async () => {
      const { findingsOf, serviceState } = await import('../service-state/index.ts');
      const state = await serviceState(db, clock.now());
      return { ...state, findings: findingsOf(state) };
    },
  });

  app.route({
    ...SERVICE_STATE_ENDPOINTS.serviceStorage,
    handler: async () => {
      const at = clock.now();
      if (measured === null || at - measured.at >= FORECAST_KEPT_MS) {
        // Who asks meanwhile waits for the same one.
        const asked = { at, forecast: forecastAt(at) };
        measured = asked;
        asked.forecast.catch(() => {
          if (measured === asked) measured = null;
        });
      }
      const { at: measuredAt, forecast } = measured;
      return { ...(await forecast), measuredAt };
    },
  });
}
