import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { RodoRequestId, TenantId } from '../base/ids.ts';
import { DIRECTIONS } from '../recording/index.ts';
import { CONFLICT_KINDS, type RodoActor, RodoRequests, tenantOfRequest } from '../rodo/index.ts';
import { signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Access, Endpoint, ZodApp } from './endpoint.ts';
import { NoRecordingReason, UnixMs, WarsawDay } from './schemas.ts';

/** A number in any form, also in a URI. */
const MAX_NUMBER_CHARS = 64;
/** A case number and a sentence. */
const MAX_NOTE_CHARS = 500;

const RequestParams = z.strictObject({ id: z.uuid() });
const Kind = z.enum(['access', 'erasure']);
const State = z.enum(['open', 'awaiting-release', 'working', 'done', 'closed']);
const Note = z.string().trim().max(MAX_NOTE_CHARS);
const Count = z.int().nonnegative();

const newRequest = {
  kind: Kind,
  number: z.string().min(1).max(MAX_NUMBER_CHARS).describe('The person’s number, in any form.'),
  note: Note.default('').describe('A case number; no personal data is needed.'),
  receivedOn: WarsawDay.nullable().default(null).describe('When the request arrived; null: today.'),
};

const Request = z
  .object({
    id: z.uuid(),
    tenantId: z.uuid(),
    kind: Kind,
    number: z.string().nullable().describe('Null once the request is closed.'),
    maskedNumber: z.string(),
    note: z.string(),
    openedBy: z.string().describe('A login, or `cli`.'),
    openedAt: UnixMs,
    receivedOn: WarsawDay,
    dueOn: WarsawDay.describe('The last day for the answer (Art. 12(3) GDPR).'),
    state: State,
    orderedBy: z.string().nullable(),
    releasedBy: z.string().nullable(),
    failure: z.string().nullable().describe('Error of the last attempt; it is tried again.'),
    outcome: z.enum(['fulfilled', 'refused']).nullable(),
    closedAt: UnixMs.nullable(),
  })
  .meta({ id: 'RodoRequest' });

const RequestList = z.object({ requests: z.array(Request).readonly() }).meta({ id: 'RodoRequestList' });

const Preview = z
  .object({
    calls: z.object({
      total: Count,
      withRecording: Count,
      withoutRecording: Count,
      refused: Count.describe('Of those without a recording: refused by the service.'),
      asParticipant: Count.describe('Named in the PBX’s metadata, as after a transfer.'),
    }),
    recordings: z.object({ kept: Count, held: Count, destroyed: Count, bytes: Count }),
    texts: z
      .object({ mails: Count, cancellations: Count, holdReasons: Count })
      .describe('Texts of people that name the number.'),
    deliveries: z
      .array(z.object({ day: WarsawDay, deliveredAt: UnixMs, deliveredTo: z.string().nullable(), recordings: Count }))
      .readonly()
      .describe('Daily packages with recordings of the person: delivered, so they cannot be recalled.'),
    fetched: Count.describe('Times that somebody fetched one of the recordings.'),
    conflicts: z
      .array(z.object({ kind: z.enum(CONFLICT_KINDS), effect: z.enum(['refused', 'kept', 'accept']), count: Count }))
      .readonly()
      .describe('What stands against an erasure.'),
    listed: z
      .array(
        z.object({
          id: z.uuid(),
          startedAt: UnixMs,
          direction: z.enum(DIRECTIONS),
          caller: z.string().nullable(),
          callee: z.string().nullable(),
          role: z.enum(['caller', 'callee', 'participant']),
          noRecordingReason: NoRecordingReason.nullable(),
          recordings: Count.describe('That still exist.'),
        }),
      )
      .readonly()
      .describe('The newest calls; empty for the operator.'),
  })
  .meta({ id: 'RodoPreview' });

/** The desk of a tenant's administrator, and of the operator who acts for tenants: the same steps. */
function endpointsOf<Id extends string>(base: string, id: (name: string) => Id, access: Access) {
  return {
    list: {
      method: 'GET',
      url: `${base}/requests`,
      config: { access },
      schema: {
        operationId: id('listRodoRequests'),
        summary: 'Requests of data subjects, newest first',
        response: { 200: RequestList },
      },
    },
    get: {
      method: 'GET',
      url: `${base}/requests/:id`,
      config: { access, problems: ['not-found'] },
      schema: {
        operationId: id('getRodoRequest'),
        summary: 'A request of a data subject',
        params: RequestParams,
        response: { 200: Request },
      },
    },
    preview: {
      method: 'GET',
      url: `${base}/requests/:id/preview`,
      config: { access, problems: ['not-found', 'rodo-wrong-state'] },
      schema: {
        operationId: id('previewRodoRequest'),
        summary: 'Where the service has the number of the request; recorded in the audit log',
        params: RequestParams,
        response: { 200: Preview },
      },
    },
  } as const satisfies Record<string, Endpoint>;
}

const openConfig = (access: Access) => ({ access, problems: ['number-invalid', 'tenant-unknown'] as const });
const OPEN_SUMMARY = 'Opens a request of a data subject; it is due a month after its receipt';

const TENANT = {
  ...endpointsOf('/api/v1/rodo', (name) => name, ['admin']),
  open: {
    method: 'POST',
    url: '/api/v1/rodo/requests',
    config: openConfig(['admin']),
    schema: {
      operationId: 'openRodoRequest',
      summary: OPEN_SUMMARY,
      body: z.strictObject(newRequest),
      response: { 201: Request },
    },
  },
} as const satisfies Record<string, Endpoint>;

const OPERATOR = {
  ...endpointsOf('/api/v1/operator/rodo', (name) => `${name}AsOperator`, ['operator-admin']),
  open: {
    method: 'POST',
    url: '/api/v1/operator/rodo/requests',
    config: openConfig(['operator-admin']),
    schema: {
      operationId: 'openRodoRequestAsOperator',
      summary: `${OPEN_SUMMARY}. For a tenant, in its audit log`,
      body: z.strictObject({ ...newRequest, tenantId: z.uuid() }),
      response: { 201: Request },
    },
  },
} as const satisfies Record<string, Endpoint>;

export const RODO_ENDPOINTS: Record<string, Endpoint> = Object.fromEntries(
  [...Object.values<Endpoint>(TENANT), ...Object.values<Endpoint>(OPERATOR)].map((endpoint) => [
    endpoint.schema.operationId,
    endpoint,
  ]),
);

type RodoApiDeps = Pick<ApiDeps, 'db' | 'audit' | 'clock'>;

/** Requests of data subjects. */
export function routeRodo(app: ZodApp, deps: RodoApiDeps): void {
  const requests = new RodoRequests(deps);

  app.route({
    ...TENANT.open,
    handler: async (request, reply) =>
      reply.code(201).send(await requests.open({ ...request.body, tenantId: tenantOf(request) }, actorOf(request))),
  });
  app.route({
    ...OPERATOR.open,
    handler: async (request, reply) => {
      const { tenantId, ...body } = request.body;
      return reply.code(201).send(await requests.open({ ...body, tenantId: tenantId as TenantId }, actorOf(request)));
    },
  });

  for (const side of [TENANT, OPERATOR]) {
    app.route({
      ...side.list,
      handler: async (request) => ({
        requests: await requests.list(actorOf(request).isOperator ? null : tenantOf(request)),
      }),
    });
    app.route({ ...side.get, handler: async (request) => requests.get(await keyOf(request, request.params.id)) });
    app.route({
      ...side.preview,
      handler: async (request) => {
        const by = actorOf(request);
        const preview = await requests.preview(await keyOf(request, request.params.id), by);
        return by.isOperator ? { ...preview, listed: [] } : preview;
      },
    });
  }

  /** Of the user's own tenant, or for the operator of whichever tenant the request is. */
  async function keyOf(request: FastifyRequest, requestId: string) {
    const isOperator = signedIn(request).tenantId === null;
    const tenantId = isOperator ? await tenantOfRequest(deps.db, requestId as RodoRequestId) : tenantOf(request);
    return { tenantId, requestId };
  }
}

function actorOf(request: FastifyRequest): RodoActor {
  const { id, login, tenantId } = signedIn(request);
  return { actor: id, name: login, address: request.ip, isOperator: tenantId === null };
}
