import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { dayReport, daySummaries, sendDay } from '../delivery/index.ts';
import { auditedAs, signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { Count, FailureReason, PushFailure } from './push-schemas.ts';
import { NoRecordingReason, UnixMs, WarsawDay } from './schemas.ts';

/** The panel's calendar shows this many days at once. */
const MAX_DAYS = 62;
const DAY_MS = 24 * 60 * 60 * 1000;

export const PushDaysQuery = z
  .strictObject({ from: WarsawDay, to: WarsawDay.describe('The last one.') })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before `from`' })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) < MAX_DAYS * DAY_MS, {
    path: ['to'],
    message: `must be at most ${MAX_DAYS} days`,
  });

const PushDayParams = z.strictObject({ day: WarsawDay });

const Progress = z
  .object({ files: Count, sentFiles: Count, bytes: Count, sentBytes: Count })
  .meta({ id: 'PushProgress' });

const NotVerified = z
  .object(FailureReason)
  .meta({ id: 'PushNotVerified' })
  .nullable()
  .describe(
    'Why something is delivered and not verified: the server confirmed it, and does not let us look. Null: nothing is.',
  );

const STATES = [
  '`delivered`: all recordings of the day are on the target.',
  '`partial`: some are, the others wait or are missing.',
  '`failing`: none is, and the last attempt failed.',
  '`sending`: an attempt is running.',
  '`pending`: its time has not come yet.',
  '`not-set-up`: due, but there is no target.',
  '`not-due`: the push was not in force, or no recording of the day is kept any more.',
].join(' ');

const Day = {
  day: WarsawDay,
  state: z.enum(['delivered', 'partial', 'failing', 'sending', 'pending', 'not-set-up', 'not-due']).describe(STATES),
  recordings: Count.describe('Of the day: those that exist, and those that were delivered.'),
  delivered: Count.describe('Of them, those in a completely delivered package.'),
  missing: Count.describe('Those that exist and were not delivered.'),
  sizeBytes: Count.describe('Of `recordings`.'),
  deliveredAt: UnixMs.nullable().describe('When a recording of the day was last delivered.'),
  notVerified: NotVerified,
  failure: PushFailure.nullable().describe('Of the last attempt at what is not delivered yet; null: it did not fail.'),
  progress: Progress.nullable().describe('Of the packages that are begun and not delivered.'),
};

export const PushDays = z
  .object({
    days: z
      .array(z.object(Day).meta({ id: 'PushDay' }))
      .readonly()
      .describe('Newest first, none after today.'),
  })
  .meta({ id: 'PushDays' });

const MissingRecording = z.object({
  recordingId: z.uuid(),
  fileName: z.string(),
  startedAt: UnixMs,
  sizeBytes: Count,
});

const PushPackage = z.object({
  id: z.uuid(),
  number: z.int().positive().describe('1 for the day’s first, 2 and on for what came later.'),
  kind: z.enum(['day', 'supplement', 'resend']),
  form: z.enum(['tree', 'zip']),
  state: z.enum(['delivered', 'sending', 'failing', 'waiting']),
  recordings: Count,
  sizeBytes: Count,
  madeAt: UnixMs,
  deliveredAt: UnixMs.nullable(),
  deliveredTo: z.string().nullable(),
  notVerified: NotVerified,
  failure: PushFailure.nullable(),
  progress: Progress.nullable(),
});

const PushDayReport = z
  .object({
    ...Day,
    calls: z.object({
      total: Count,
      recorded: Count,
      withoutRecording: z.array(z.object({ reason: NoRecordingReason, count: z.int().positive() })).readonly(),
    }),
    missingRecordings: z.array(MissingRecording).readonly().describe('The first 200 of those that are missing.'),
    destroyedUndelivered: Count.describe('Recordings that were destroyed and are in no delivered package.'),
    packages: z.array(PushPackage).readonly().describe('By number.'),
  })
  .meta({ id: 'PushDayReport' });

const PushSending = z.strictObject({
  what: z
    .enum(['missing', 'all'])
    .describe('`missing`: the recordings that were not delivered. `all`: all that are kept, again.'),
});

export const PUSH_DAY_ENDPOINTS = {
  pushDays: {
    method: 'GET',
    url: '/api/v1/push/days',
    config: { access: { roles: ['admin', 'supervisor'], scope: 'tenant' } },
    schema: {
      operationId: 'pushDays',
      summary: 'The delivery state of each day',
      querystring: PushDaysQuery,
      response: { 200: PushDays },
    },
  },
  pushDay: {
    method: 'GET',
    url: '/api/v1/push/days/:day',
    config: { access: { roles: ['admin', 'supervisor'], scope: 'tenant' }, problems: ['not-found'] },
    schema: {
      operationId: 'pushDay',
      summary: 'One day: its calls, its recordings, what was delivered and what is missing',
      params: PushDayParams,
      response: { 200: PushDayReport },
    },
  },
  sendPushDay: {
    method: 'POST',
    url: '/api/v1/push/days/:day/send',
    config: { access: { right: 'order' }, problems: ['not-found', 'push-not-set-up', 'push-nothing-to-send'] },
    schema: {
      operationId: 'sendPushDay',
      summary: 'Sends the missing recordings of a day, or the complete day again',
      params: PushDayParams,
      body: PushSending,
      response: { 202: PushDayReport },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** What was delivered of each day. */
export function routePushDays(
  app: ZodApp,
  { db, audit, clock, keepUndeliveredMaxDays }: Pick<ApiDeps, 'db' | 'audit' | 'clock' | 'keepUndeliveredMaxDays'>,
): void {
  app.route({
    ...PUSH_DAY_ENDPOINTS.pushDays,
    handler: async (request) => ({
      days: await daySummaries(db, { ...tenantAndTime(request), ...request.query }),
    }),
  });

  app.route({
    ...PUSH_DAY_ENDPOINTS.pushDay,
    handler: (request) => dayReport(db, dayOf(request, request.params.day)),
  });

  app.route({
    ...PUSH_DAY_ENDPOINTS.sendPushDay,
    handler: async (request, reply) => {
      const { day } = request.params;
      const { what } = request.body;
      await db.transaction().execute(async (transaction) => {
        await sendDay(transaction, { ...dayOf(request, day), what });
        const resent = auditedAs(signedIn(request), 'push-resent', request);
        await audit.record({ ...resent, detail: { day, what } }, transaction);
      });
      return reply.code(202).send(await dayReport(db, dayOf(request, day)));
    },
  });

  function dayOf(request: FastifyRequest, day: string) {
    return { ...tenantAndTime(request), day };
  }

  function tenantAndTime(request: FastifyRequest) {
    return { tenantId: tenantOf(request), now: clock.now(), keepUndeliveredDays: keepUndeliveredMaxDays };
  }
}
