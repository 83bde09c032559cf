import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ChainedEvent } from '../audit/index.ts';
import type { RecordingId, TenantId } from '../base/ids.ts';
import { listCalls, recordingPaths, wholeTenant } from '../catalog/index.ts';
import {
  DEFAULT_HOURS,
  grantWithId,
  type ListeningGrant,
  ListeningGrants,
  MAX_HOURS,
} from '../listening-grants/index.ts';
import { loginsOf } from '../tenants/index.ts';
import { auditedAs, signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { cursorAfter, pageOf } from './audit.ts';
import { CallsPage, CallsQuery } from './calls.ts';
import { type Access, type Endpoint, OPERATOR_STAFF, type ZodApp } from './endpoint.ts';
import { ofGrant, underGrant } from './listening-access.ts';
import { PageQuery, UnixMs } from './schemas.ts';

/** Enough for a case number and a sentence. */
const MAX_REASON_CHARS = 500;

const grant = {
  id: z.uuid(),
  givenTo: z.string().nullable().describe('The login of one of the operator’s staff; null: each of them.'),
  recordingId: z.uuid().nullable().describe('Null: all of the customer’s.'),
  download: z.boolean().describe('Whether recordings may be downloaded, too.'),
  reason: z.string(),
  requestedBy: z.string().describe('A login, or `cli`.'),
  requestedAt: UnixMs,
  state: z.enum(['requested', 'lapsed', 'refused', 'valid', 'expired', 'taken-back']),
  decidedBy: z.string().nullable(),
  decidedAt: UnixMs.nullable(),
  from: UnixMs.nullable(),
  until: UnixMs.nullable().describe('The first instant without it; null: it was not given.'),
  takenBackBy: z.string().nullable(),
  takenBackAt: UnixMs.nullable(),
};

const Grant = z
  .object({ ...grant, recordingPath: z.string().nullable().describe('Where the file is in the tree.') })
  .meta({ id: 'ListeningGrant' });

const GrantList = z
  .object({
    grants: z.array(Grant).readonly(),
    defaultHours: z.int().positive(),
    maxHours: z.int().positive(),
  })
  .meta({ id: 'ListeningGrantList' });

const StaffGrant = z
  .object({
    ...grant,
    tenantId: z.uuid(),
    tenantName: z.string(),
    usable: z.boolean().describe('It is valid now, and for whoever asks.'),
  })
  .meta({ id: 'StaffListeningGrant' });

const StaffGrantList = z.object({ grants: z.array(StaffGrant).readonly() }).meta({ id: 'StaffListeningGrantList' });

const Use = z
  .object({
    at: UnixMs,
    action: z.string().describe('`listen`, `download`, `listening-calls-shown`, `rodo-package-downloaded`.'),
    by: z.string().describe('The login of one of the operator’s staff.'),
    recordingPath: z.string().nullable().describe('Of which recording: the path of its file in the tree.'),
  })
  .meta({ id: 'ListeningUse' });

const UseList = z
  .object({ uses: z.array(Use).readonly(), nextCursor: z.string().nullable() })
  .meta({ id: 'ListeningUseList' });

const GrantParams = z.strictObject({ id: z.uuid() });

const NewRequest = z.strictObject({
  tenantId: z.uuid(),
  reason: z.string().trim().min(1).max(MAX_REASON_CHARS).describe('The customer reads it; no personal data is needed.'),
  recordingId: z.uuid().nullable().default(null).describe('Null: all of the customer’s.'),
  download: z.boolean().default(false).describe('Whether recordings may be downloaded, too.'),
  forAllStaff: z.boolean().default(false).describe('For each of the operator’s staff, not only for whoever asks.'),
});

const Giving = z.strictObject({
  hours: z.int().min(1).max(MAX_HOURS).default(DEFAULT_HOURS).describe('From now on.'),
});

const RecordedCallsQuery = CallsQuery.omit({ recorded: true, call: true, tag: true, note: true, review: true });

/** As for people: it lets somebody in. */
const ADMIN: Access = { right: 'users', onlyRoles: ['admin'] };
const DECISION = ['not-found', 'listening-wrong-state'] as const;

export const LISTENING_GRANT_ENDPOINTS = {
  listListeningGrants: {
    method: 'GET',
    url: '/api/v1/listening-grants',
    config: { access: ADMIN },
    schema: {
      operationId: 'listListeningGrants',
      summary: 'What the operator’s staff have asked for, and may listen to; newest first',
      response: { 200: GrantList },
    },
  },
  listListeningUses: {
    method: 'GET',
    url: '/api/v1/listening-grants/:id/uses',
    config: { access: ADMIN, problems: ['not-found'] },
    schema: {
      operationId: 'listListeningUses',
      summary: 'What the operator’s staff did under a grant, newest first',
      params: GrantParams,
      querystring: z.strictObject(PageQuery),
      response: { 200: UseList },
    },
  },
  giveListeningGrant: {
    method: 'POST',
    url: '/api/v1/listening-grants/:id/give',
    config: { access: ADMIN, problems: [...DECISION, 'above-own-rights'] },
    schema: {
      operationId: 'giveListeningGrant',
      summary: 'Lets the operator’s staff listen as they asked, for a limited time',
      params: GrantParams,
      body: Giving,
      response: { 200: Grant },
    },
  },
  refuseListeningGrant: {
    method: 'POST',
    url: '/api/v1/listening-grants/:id/refuse',
    config: { access: ADMIN, whileSuspended: true, problems: DECISION },
    schema: {
      operationId: 'refuseListeningGrant',
      summary: 'Refuses what the operator’s staff have asked for',
      params: GrantParams,
      response: { 200: Grant },
    },
  },
  takeListeningGrantBack: {
    method: 'POST',
    url: '/api/v1/listening-grants/:id/take-back',
    config: { access: ADMIN, whileSuspended: true, problems: DECISION },
    schema: {
      operationId: 'takeListeningGrantBack',
      summary: 'Ends a grant now; what is being listened to under it ends within a second',
      params: GrantParams,
      response: { 200: Grant },
    },
  },
  listListeningGrantsAsOperator: {
    method: 'GET',
    url: '/api/v1/operator/listening-grants',
    config: { access: OPERATOR_STAFF },
    schema: {
      operationId: 'listListeningGrantsAsOperator',
      summary: 'Listening grants of all customers, and requests for them; newest first',
      response: { 200: StaffGrantList },
    },
  },
  requestListeningGrant: {
    method: 'POST',
    url: '/api/v1/operator/listening-grants',
    config: { access: OPERATOR_STAFF, problems: ['tenant-unknown', 'not-found', 'too-many-listening-requests'] },
    schema: {
      operationId: 'requestListeningGrant',
      summary: 'Asks a customer to let the operator’s staff listen; its administrators get a mail',
      body: NewRequest,
      response: { 201: StaffGrant },
    },
  },
  listCallsUnderGrant: {
    method: 'GET',
    url: '/api/v1/operator/listening-grants/:id/calls',
    config: { access: OPERATOR_STAFF, problems: ['listening-not-granted'] },
    schema: {
      operationId: 'listCallsUnderGrant',
      summary: 'The recorded calls that a grant opens, newest first; the customer sees that they were shown',
      params: GrantParams,
      querystring: RecordedCallsQuery,
      response: { 200: CallsPage },
    },
  },
} as const satisfies Record<string, Endpoint>;

type Deps = Pick<ApiDeps, 'db' | 'reads' | 'audit' | 'clock' | 'access' | 'panelWindowDays'>;

/** The tenant's side, then that of the operator's staff. */
export function routeListeningGrants(app: ZodApp, deps: Deps): void {
  const grants = new ListeningGrants(deps);
  app.route({
    ...LISTENING_GRANT_ENDPOINTS.listListeningGrants,
    handler: async (request) => ({
      grants: await views(deps, tenantOf(request), await grants.list(tenantOf(request))),
      defaultHours: DEFAULT_HOURS,
      maxHours: MAX_HOURS,
    }),
  });

  app.route({
    ...LISTENING_GRANT_ENDPOINTS.listListeningUses,
    handler: async (request) => {
      const { tenantId, id } = keyOf(request);
      const events = await grants.uses({ tenantId, id }, pageOf(request.query));
      const nextCursor = events.length < request.query.limit ? null : cursorAfter(events);
      return { uses: await useViews(deps, tenantId, events), nextCursor };
    },
  });

  app.route({
    ...LISTENING_GRANT_ENDPOINTS.giveListeningGrant,
    handler: async (request) => {
      const by = { ...actorOf(request), rights: signedIn(request).rights };
      return view(deps, tenantOf(request), await grants.give(keyOf(request), request.body.hours, by));
    },
  });

  app.route({
    ...LISTENING_GRANT_ENDPOINTS.refuseListeningGrant,
    handler: async (request) => view(deps, tenantOf(request), await grants.refuse(keyOf(request), actorOf(request))),
  });

  app.route({
    ...LISTENING_GRANT_ENDPOINTS.takeListeningGrantBack,
    handler: async (request) => view(deps, tenantOf(request), await grants.takeBack(keyOf(request), actorOf(request))),
  });

  app.route({
    ...LISTENING_GRANT_ENDPOINTS.listListeningGrantsAsOperator,
    handler: async (request) => ({ grants: (await grants.list(null)).map((one) => staffView(one, request)) }),
  });

  app.route({
    ...LISTENING_GRANT_ENDPOINTS.requestListeningGrant,
    handler: async (request, reply) => {
      const { forAllStaff, tenantId, ...asked } = request.body;
      const givenTo = forAllStaff ? null : signedIn(request).id;
      const made = await grants.request({ ...asked, tenantId: tenantId as TenantId, givenTo }, actorOf(request));
      return reply.code(201).send(staffView(made, request));
    },
  });

  app.route({
    ...LISTENING_GRANT_ENDPOINTS.listCallsUnderGrant,
    handler: async (request, reply) => {
      const { cursor = null, to, ...query } = request.query;
      const found = await underGrant(deps, { request, reply }, (staff) =>
        grantWithId(deps.db, request.params.id, staff),
      );
      const event = auditedAs(signedIn(request), 'listening-calls-shown', request, found.id);
      await deps.audit.record({ ...event, ...ofGrant(found) });
      const only = found.recordingId === null ? {} : { recordingId: found.recordingId };
      const until = to === undefined ? {} : { until: to };
      const filter = { ...query, ...until, ...only, recorded: true, cursor };
      const page = await listCalls({ ...deps, db: deps.reads }, wholeTenant(found.tenantId), filter);
      return { ...page, preparing: null, calls: page.calls.map((call) => underGrantOnly(call, found.recordingId)) };
    },
  });
}

function keyOf(request: FastifyRequest) {
  return { tenantId: tenantOf(request), id: (request.params as { id: string }).id };
}

type Page = Awaited<ReturnType<typeof listCalls>>;

/** Of a grant of one recording, not the call's others; the reasons of legal holds, notes and tags are the customer's own. */
function underGrantOnly({ recordings, ...call }: Page['calls'][number], only: RecordingId | null) {
  const shown = recordings.filter(({ id }) => only === null || id === only);
  const nothing = { tags: [], notes: null, review: null };
  return { ...call, ...nothing, recordings: shown.map((recording) => ({ ...recording, hold: null })) };
}

function actorOf(request: FastifyRequest) {
  const { id, login } = signedIn(request);
  return { actor: id, name: login, address: request.ip };
}

function staffView(given: ListeningGrant, request: FastifyRequest) {
  const isTheirs = given.givenToId === null || given.givenToId === signedIn(request).id;
  return { ...given, usable: given.state === 'valid' && isTheirs };
}

async function view(deps: Deps, tenantId: TenantId, given: ListeningGrant) {
  return (await views(deps, tenantId, [given]))[0]!;
}

async function views({ db }: Deps, tenantId: TenantId, grants: readonly ListeningGrant[]) {
  const paths = await recordingPaths(
    db,
    wholeTenant(tenantId),
    grants.flatMap(({ recordingId }) => recordingId ?? []),
  );
  return grants.map((one) => ({ ...one, recordingPath: paths.get(one.recordingId ?? '') ?? null }));
}

async function useViews({ db }: Deps, tenantId: TenantId, events: readonly ChainedEvent[]) {
  const logins = await loginsOf(
    db,
    events.map(({ actor }) => actor),
  );
  const paths = await recordingPaths(
    db,
    wholeTenant(tenantId),
    events.flatMap(({ subject }) => subject ?? []),
  );
  return events.map(({ at, action, actor, subject }) => ({
    at,
    action,
    by: logins.get(actor) ?? actor,
    recordingPath: paths.get(subject ?? '') ?? null,
  }));
}
