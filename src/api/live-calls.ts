import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import type { CallId, TenantId } from '../base/ids.ts';
import {
  controlCall,
  countLiveCalls,
  findLiveCall,
  type LiveCall as RunningCall,
  liveCallsOf,
  liveCallsOfAll,
} from '../live/index.ts';
import { CONTROL_ACTIONS, KEPT_PARTS, PAUSED_BY } from '../recording/index.ts';
import { markLiveCall } from '../notes/index.ts';
import { TENANT_ROLES } from '../tenants/index.ts';
import { auditedAs, scopeOf, signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { authorOf } from './call-author.ts';
import { NoteText } from './call-notes.ts';
import { type Endpoint, OPERATOR_STAFF, type ZodApp } from './endpoint.ts';
import { LiveEventStreams } from './live-events.ts';
import { Direction, UnixMs } from './schemas.ts';

/** A list without pages: what a person can look at. A tenant with more sees the newest. */
const MAX_LIVE_CALLS = 500;

/** How long somebody writes a note of a moment. */
const MAX_AGO_MS = 600_000;

const PausedBy = z
  .enum(PAUSED_BY)
  .nullable()
  .describe('Who has paused it; only the PBX ends its own pause. Null: it is not paused, or that is not known.');

const PhoneNumber = z.string().describe('E.164 with `+`; extensions and short codes without.');

const LiveCall = z
  .object({
    id: z.uuid().describe('The id that the call has in the history when it has ended.'),
    startedAt: UnixMs,
    direction: Direction,
    caller: PhoneNumber.nullable().describe('Null: withheld.'),
    callee: PhoneNumber.nullable(),
    dialled: z.string().nullable(),
    paused: z.boolean().describe('Nothing of it is recorded at the moment.'),
    pausedBy: PausedBy,
    onDemand: z
      .enum(['waiting', 'kept'])
      .nullable()
      .describe(
        'A recording rule records it on demand; `waiting`: nobody has ordered it so far. Null: recorded anyhow.',
      ),
  })
  .meta({ id: 'LiveCall' });

const LiveCalls = z
  .object({
    now: UnixMs.describe('Of the server: durations are counted from it.'),
    calls: z.array(LiveCall).readonly().describe('Newest first.'),
    more: z.boolean().describe('There are more calls than are listed.'),
  })
  .meta({ id: 'LiveCalls' });

const OperatorLiveCall = z
  .object({
    id: z.uuid(),
    tenantId: z.uuid(),
    sourceId: z.uuid().nullable(),
    recorderId: z.uuid(),
    startedAt: UnixMs,
    paused: z.boolean(),
    pausedBy: PausedBy,
  })
  .meta({ id: 'OperatorLiveCall', description: 'A call that runs, without who speaks.' });

const counted = (id: z.ZodType<string | null>) =>
  z
    .array(
      z.object({
        id,
        name: z.string().nullable().describe('Null: it has none.'),
        calls: z.int(),
        paused: z.int(),
        longestSince: UnixMs,
      }),
    )
    .readonly();

const OperatorLiveCalls = z
  .object({
    now: UnixMs,
    calls: z.array(OperatorLiveCall).readonly().describe('Newest first, 500 at most.'),
    more: z.boolean().describe('There are more calls than are listed; they are counted.'),
    tenants: counted(z.uuid()).describe('All calls by customer, most first.'),
    recorders: counted(z.uuid()),
    sources: counted(z.uuid().nullable()).describe('By PBX; null: one that is not known.'),
  })
  .meta({ id: 'OperatorLiveCalls' });

const ControlledCall = z
  .object({
    kept: z.enum(KEPT_PARTS).describe('`nothing`: recorded on demand, and not ordered. `from-order`: since `start`.'),
    paused: z.boolean().describe('By an order; the recording is silent meanwhile, and says so.'),
    pausedByPbx: z.literal(true).optional().describe('The PBX has paused it, too: no order lifts that.'),
  })
  .meta({ id: 'ControlledCall' });

export const LIVE_CALL_ENDPOINTS = {
  listLiveCalls: {
    method: 'GET',
    url: '/api/v1/live-calls',
    config: { access: { roles: TENANT_ROLES, scope: 'own' }, keyScope: 'calls:read' },
    schema: {
      operationId: 'listLiveCalls',
      summary: 'The calls that are being recorded now',
      response: { 200: LiveCalls },
    },
  },
  liveCallEvents: {
    method: 'GET',
    url: '/api/v1/live-calls/events',
    config: {
      access: { roles: TENANT_ROLES, scope: 'own' },
      keyScope: 'calls:read',
      problems: ['too-many-live-streams'],
    },
    schema: {
      operationId: 'liveCallEvents',
      summary: 'The calls that are being recorded now, as server-sent events',
      response: {
        200: {
          description:
            'Events `list` (first, and after each reconnection), `begin`, `change`, `end`, and once a second `levels`: how loud each party is and how well its packets arrive. Ends after five minutes; browsers reconnect by themselves.',
          content: { 'text/event-stream': { schema: z.any().meta({ type: 'string' }) } },
        },
      },
    },
  },
  listOperatorLiveCalls: {
    method: 'GET',
    url: '/api/v1/operator/live-calls',
    config: { access: OPERATOR_STAFF },
    schema: {
      operationId: 'listOperatorLiveCalls',
      summary: 'The calls of all tenants that are being recorded now, without who speaks',
      response: { 200: OperatorLiveCalls },
    },
  },
  operatorLiveCallEvents: {
    method: 'GET',
    url: '/api/v1/operator/tenants/:id/live-calls/events',
    config: { access: OPERATOR_STAFF, problems: ['too-many-live-streams'] },
    schema: {
      operationId: 'operatorLiveCallEvents',
      summary: 'The calls of a customer that are being recorded now, without who speaks, as server-sent events',
      params: z.strictObject({ id: z.uuid() }),
      response: {
        200: {
          description:
            'The events of `/live-calls/events`, with calls as `/operator/live-calls` lists them. A level says how loud a party is, not what it says.',
          content: { 'text/event-stream': { schema: z.any().meta({ type: 'string' }) } },
        },
      },
    },
  },
  controlLiveCall: {
    method: 'POST',
    url: '/api/v1/live-calls/:id/control',
    config: {
      access: { right: 'control' },
      keyScope: 'calls:control',
      problems: ['not-found', 'call-ended', 'recorder-away', 'control-unconfirmed'],
    },
    schema: {
      operationId: 'controlLiveCall',
      summary: 'Orders that a running call be recorded, paused or resumed, and answers when that is in force',
      params: z.strictObject({ id: z.uuid() }),
      body: z.strictObject({
        action: z
          .enum(CONTROL_ACTIONS)
          .describe('Of a call recorded on demand: `start` keeps it from now on, `keep` from its beginning.'),
      }),
      response: { 200: ControlledCall },
    },
  },
  markLiveCall: {
    method: 'POST',
    url: '/api/v1/live-calls/:id/marks',
    config: { access: { right: 'listen' }, problems: ['not-found', 'too-many-notes'] },
    schema: {
      operationId: 'markLiveCall',
      summary: 'Notes something of a running call: in the history it is a note at that moment of the recording',
      params: z.strictObject({ id: z.uuid() }),
      body: z.strictObject({
        text: NoteText,
        forReview: z.boolean().default(false).describe('The call is marked for review by whoever asks, too.'),
        agoMs: z.int().min(0).max(MAX_AGO_MS).default(0).describe('How long ago the moment was that is meant.'),
      }),
      response: { 201: z.object({ noteId: z.uuid() }).meta({ id: 'LiveMark' }) },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** What runs now. */
export function routeLiveCalls(
  app: ZodApp,
  { db, clock, audit, live }: Pick<ApiDeps, 'db' | 'clock' | 'audit' | 'live'>,
): void {
  const streams = new LiveEventStreams(live, clock);
  app.addHook('preClose', async () => streams.close());
  app.route({
    ...LIVE_CALL_ENDPOINTS.liveCallEvents,
    handler: async (request, reply) => {
      const { id: userId } = signedIn(request);
      return streams.open({ ...scopeOf(request), userId }, reply, (call) => LiveCall.encode(liveCall(call)));
    },
  });
  app.route({
    ...LIVE_CALL_ENDPOINTS.operatorLiveCallEvents,
    handler: async (request, reply) => {
      const scope = { tenantId: request.params.id as TenantId, userId: signedIn(request).id, numbers: null };
      return streams.open(scope, reply, (call) => OperatorLiveCall.encode(withoutParties(call)));
    },
  });
  app.route({
    ...LIVE_CALL_ENDPOINTS.listLiveCalls,
    handler: async (request) => {
      const now = clock.now();
      const found = await liveCallsOf(db, scopeOf(request), { now, limit: MAX_LIVE_CALLS + 1 });
      return { now, calls: found.slice(0, MAX_LIVE_CALLS).map(liveCall), more: found.length > MAX_LIVE_CALLS };
    },
  });
  app.route({
    ...LIVE_CALL_ENDPOINTS.listOperatorLiveCalls,
    handler: async () => {
      const now = clock.now();
      const [found, counts] = await Promise.all([
        liveCallsOfAll(db, { now, limit: MAX_LIVE_CALLS + 1 }),
        countLiveCalls(db, now),
      ]);
      const calls = found.slice(0, MAX_LIVE_CALLS).map(withoutParties);
      return { now, calls, more: found.length > MAX_LIVE_CALLS, ...counts };
    },
  });
  app.route({
    ...LIVE_CALL_ENDPOINTS.markLiveCall,
    handler: async (request, reply) => {
      const noteId = await markLiveCall({ db, clock, audit }, authorOf(request), request.params.id, request.body);
      return reply.code(201).send({ noteId });
    },
  });
  app.route({
    ...LIVE_CALL_ENDPOINTS.controlLiveCall,
    handler: async (request) => {
      const { action } = request.body;
      const call = await findLiveCall(db, scopeOf(request), request.params.id as CallId, clock.now());
      if (call === null) throw new AppError('not-found');
      const record = (outcome: string): Promise<void> =>
        audit.record({
          ...auditedAs(signedIn(request), 'call-controlled', request, call.callId),
          detail: { action, outcome },
        });
      try {
        const controlled = await controlCall({ db, clock }, call, action);
        await record('done');
        return controlled;
      } catch (error) {
        if (error instanceof AppError) await record(error.code);
        throw error;
      }
    },
  });
}

/** Field by field: what is not named here is nothing for the operator. */
function withoutParties({
  callId: id,
  tenantId,
  sourceId,
  recorderId,
  startedAt,
  paused,
  pausedBy,
}: RunningCall): z.output<typeof OperatorLiveCall> {
  return { id, tenantId, sourceId, recorderId, startedAt, paused, pausedBy };
}

function liveCall({ callId, ...call }: RunningCall): z.output<typeof LiveCall> {
  return { ...call, id: callId };
}
