import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { endedBefore } from '../base/data-period.ts';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { wholeTenant } from '../catalog/index.ts';
import { DIRECTIONS } from '../recording/index.ts';
import { TENANT_ROLES } from '../tenants/index.ts';
import {
  ANNOUNCED_BY,
  callTimeline,
  FETCHED_BY,
  missingCall,
  MISSING_CALL_REASONS,
  STEP_REASONS,
  STEP_STATES,
  STEPS,
  tenantOfCall,
  VERDICTS,
} from '../timeline/index.ts';
import { auditedAs, scopeOf, signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { Flag } from './calls.ts';
import { type Endpoint, OPERATOR_STAFF, type ZodApp } from './endpoint.ts';
import { Instant, UnixMs } from './schemas.ts';

const MAX_NUMBER_CHARS = 64;

const Verdict = z.enum(VERDICTS).meta({ id: 'CallVerdict' });
const Channel = z.enum(['caller', 'callee', 'mixed']);

const TimelineStep = z
  .object({
    step: z.enum(STEPS),
    state: z.enum(STEP_STATES).describe('`missing`: it should have happened; `planned`: it will, at `at`.'),
    at: UnixMs.nullable().describe('Null: not known, or not yet.'),
    until: UnixMs.nullable().describe('Of what lasted, and of uses the last one.'),
    recordingId: z.uuid().nullable(),
    reason: z.enum(STEP_REASONS).nullable().describe('Why it failed, is missing or is planned.'),
    by: z
      .enum([...ANNOUNCED_BY, ...FETCHED_BY])
      .nullable()
      .describe('How it was announced or fetched.'),
    channel: Channel.nullable().describe('Of a pause.'),
    count: z.int().nonnegative().nullable(),
    days: z.int().nonnegative().nullable().describe('For how many days recordings are kept now.'),
    durationMs: z.int().nonnegative().nullable(),
    sizeBytes: z.int().nonnegative().nullable(),
    legs: z
      .array(
        z.object({
          channel: Channel,
          codec: z.string().nullable(),
          packets: z.int().nonnegative(),
          lost: z.int().nonnegative(),
          jitterMs: z.number().nonnegative(),
        }),
      )
      .readonly()
      .nullable()
      .describe('What arrived of each party; null: not measured.'),
    package: z
      .object({ day: z.string(), number: z.int().positive(), errorCode: z.string().nullable() })
      .nullable()
      .describe('The daily package for the customer’s server.'),
  })
  .meta({ id: 'TimelineStep' });

const timeline = {
  callId: z.uuid(),
  startedAt: UnixMs,
  verdict: Verdict.describe('What became of the recording, or why there is none.'),
  flags: z.array(Flag).readonly(),
  steps: z.array(TimelineStep).readonly(),
};

const CallTimeline = z.object(timeline).meta({ id: 'CallTimeline' });

const SupportTimeline = z
  .object({
    ...timeline,
    tenantId: z.uuid(),
    source: z.object({ id: z.uuid(), name: z.string() }).nullable().describe('The PBX.'),
    sessions: z
      .array(
        z.object({
          traceId: z.uuid(),
          startedAt: UnixMs,
          result: z.string().nullable(),
          status: z.int().nullable(),
          ended: z.string().nullable(),
        }),
      )
      .readonly()
      .describe('Its recording sessions whose SIP messages are kept.'),
    stuck: z
      .array(
        z.object({
          recordingId: z.uuid(),
          recorderId: z.uuid(),
          state: z.enum(['set-aside', 'retrying']),
          failures: z.int().nonnegative(),
          error: z.string(),
          since: UnixMs,
          spoolBytes: z.int().nonnegative(),
        }),
      )
      .readonly()
      .describe('What a recorder still has of it in its spool.'),
    packages: z
      .array(
        z.object({
          day: z.string(),
          number: z.int().positive(),
          deliveredAt: UnixMs.nullable(),
          errorCode: z.string().nullable(),
          errorDetail: z.string().nullable(),
        }),
      )
      .readonly(),
  })
  .meta({ id: 'SupportTimeline' });

const Finding = z
  .object({
    reason: z.enum(MISSING_CALL_REASONS),
    count: z.int().nonnegative().nullable(),
    at: UnixMs.nullable(),
    detail: z.string().nullable().describe('Of a refused session: why; a name or a PBX that it concerns.'),
    traceId: z.uuid().nullable().describe('For the operator’s staff; else null.'),
  })
  .meta({ id: 'MissingCallFinding' });

const answer = { from: UnixMs, until: UnixMs, findings: z.array(Finding).readonly() };
const FoundCall = z.object({ id: z.uuid(), startedAt: UnixMs, direction: z.enum(DIRECTIONS) });

const MissingCall = z
  .object({ ...answer, calls: z.array(FoundCall).readonly().describe('Calls of that time that match, newest first.') })
  .meta({ id: 'MissingCall' });

const CallParams = z.strictObject({ id: z.uuid() });
const MissingCallQuery = z.strictObject({
  at: Instant.describe('When the call was, as well as it is known; an hour before and after is searched.'),
  number: z
    .string()
    .max(MAX_NUMBER_CHARS)
    .refine((text) => text.replace(/\D/g, '').length >= 3, 'must have at least three digits')
    .exactOptional(),
});

const ownCalls = { roles: TENANT_ROLES, scope: 'own' } as const;

export const CALL_TIMELINE_ENDPOINTS = {
  callTimeline: {
    method: 'GET',
    url: '/api/v1/calls/:id/timeline',
    config: { access: ownCalls, keyScope: 'calls:read', problems: ['not-found'] },
    schema: {
      operationId: 'callTimeline',
      summary: 'What became of a call’s recording: its way from the PBX to its destruction, and why a step is missing',
      params: CallParams,
      response: { 200: CallTimeline },
    },
  },
  missingCall: {
    method: 'GET',
    url: '/api/v1/missing-call',
    config: { access: ownCalls, keyScope: 'calls:read' },
    schema: {
      operationId: 'missingCall',
      summary: 'Why a call of about a time is not in the history',
      querystring: MissingCallQuery,
      response: { 200: MissingCall },
    },
  },
  supportTimeline: {
    method: 'GET',
    url: '/api/v1/operator/calls/:id/timeline',
    config: { access: OPERATOR_STAFF, problems: ['not-found'] },
    schema: {
      operationId: 'supportTimeline',
      summary:
        'The same for the operator’s support, by the id of a call or a recording; the tenant’s audit log says so',
      params: CallParams,
      response: { 200: SupportTimeline },
    },
  },
  supportMissingCall: {
    method: 'GET',
    url: '/api/v1/operator/tenants/:id/missing-call',
    config: { access: OPERATOR_STAFF, problems: ['not-found'] },
    schema: {
      operationId: 'supportMissingCall',
      summary: 'What is known of a time at which a customer misses a call; the tenant’s audit log says so',
      params: CallParams,
      querystring: MissingCallQuery,
      response: { 200: MissingCall },
    },
  },
} as const satisfies Record<string, Endpoint>;

type TimelineDeps = Pick<
  ApiDeps,
  'db' | 'reads' | 'clock' | 'audit' | 'panelWindowDays' | 'keepUndeliveredMaxDays' | 'traceHours' | 'periods'
>;

/** “Where is my recording?” */
export function routeCallTimeline(app: ZodApp, deps: TimelineDeps): void {
  const { audit } = deps;
  const catalog = { ...deps, db: deps.reads };

  app.route({
    ...CALL_TIMELINE_ENDPOINTS.callTimeline,
    handler: async (request) => {
      const found = await callTimeline(catalog, scopeOf(request), request.params.id);
      if (found === null) throw new AppError('not-found');
      return found.timeline;
    },
  });

  app.route({
    ...CALL_TIMELINE_ENDPOINTS.missingCall,
    handler: async (request) => {
      const scope = scopeOf(request);
      const found = await missingCall(search(), scope, { ...request.query, forSupport: false });
      return { ...found, findings: found.findings.map((one) => ({ ...one, traceId: null })) };
    },
  });

  app.route({
    ...CALL_TIMELINE_ENDPOINTS.supportTimeline,
    handler: async (request) => {
      const known = await tenantOfCall(deps.reads, request.params.id);
      const found = known && (await callTimeline(catalog, wholeTenant(known.tenantId), known.callId));
      if (known === null || found === null) throw new AppError('not-found');
      await record(request, known.tenantId, 'call-timeline-read', known.callId);
      return { ...found.timeline, ...found.facts, tenantId: known.tenantId };
    },
  });

  app.route({
    ...CALL_TIMELINE_ENDPOINTS.supportMissingCall,
    handler: async (request) => {
      const tenantId = request.params.id as TenantId;
      const found = await missingCall(search(), wholeTenant(tenantId), { ...request.query, forSupport: true });
      await record(request, tenantId, 'missing-call-searched', null);
      return found;
    },
  });

  function search() {
    return { ...catalog, historyFrom: endedBefore(deps.periods.calls, deps.clock.now()) };
  }

  /** In the tenant's log: who of the operator's staff asked. */
  function record(
    request: FastifyRequest,
    tenantId: TenantId,
    action: 'call-timeline-read' | 'missing-call-searched',
    subject: string | null,
  ): Promise<void> {
    return audit.record({ ...auditedAs(signedIn(request), action, request, subject), tenantId });
  }
}
