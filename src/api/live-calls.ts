import { z } from 'zod';
import { type LiveCall as RunningCall, liveCallsOf, liveCallsOfAll } from '../live/index.ts';
import { TENANT_ROLES } from '../tenants/index.ts';
import { scopeOf, signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Endpoint, OPERATOR_STAFF, type ZodApp } from './endpoint.ts';
import { LiveEventStreams } from './live-events.ts';
import { Direction, UnixMs } from './schemas.ts';

/** A list without pages: what a person can look at. A tenant with more sees the newest. */
const MAX_LIVE_CALLS = 500;

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
  })
  .meta({ id: 'OperatorLiveCall', description: 'A call that runs, without who speaks.' });

const OperatorLiveCalls = z
  .object({ now: UnixMs, calls: z.array(OperatorLiveCall).readonly(), more: z.boolean() })
  .meta({ id: 'OperatorLiveCalls' });

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
} as const satisfies Record<string, Endpoint>;

/** What runs now. */
export function routeLiveCalls(app: ZodApp, { db, clock, live }: Pick<ApiDeps, 'db' | 'clock' | 'live'>): void {
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
      const found = await liveCallsOfAll(db, { now, limit: MAX_LIVE_CALLS + 1 });
      const calls = found.slice(0, MAX_LIVE_CALLS).map(({ callId, ...call }) => ({ ...call, id: callId }));
      return { now, calls, more: found.length > MAX_LIVE_CALLS };
    },
  });
}

function liveCall({ callId, ...call }: RunningCall): z.output<typeof LiveCall> {
  return { ...call, id: callId };
}
