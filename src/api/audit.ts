import { Readable } from 'node:stream';
import { z } from 'zod';
import { ACTION_GROUPS, type ActionGroup, type ChainedEvent } from '../audit/index.ts';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { addDays, startOfWarsawDay, warsawDay } from '../base/warsaw-time.ts';
import { recordingPaths, wholeTenant } from '../catalog/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { keyNamesOf, listFileCredentials, listUsers, loginsOf, namesOfKeys } from '../tenants/index.ts';
import { auditedAs, signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { fileHeaders } from './file-answers.ts';
import { attachment } from './http-headers.ts';
import { PageQuery, UnixMs, WarsawDay } from './schemas.ts';

/** As long as the names of actors, actions and subjects get. */
const MAX_FILTER_CHARS = 200;
const FilterText = z.string().min(1).max(MAX_FILTER_CHARS);

export const AuditQuery = z.strictObject({
  ...PageQuery,
  actor: FilterText.exactOptional().describe('Who did it, as `actor` of an event.'),
  action: FilterText.exactOptional(),
  group: z
    .enum(Object.keys(ACTION_GROUPS) as [ActionGroup, ...ActionGroup[]])
    .exactOptional()
    .describe('Any of the actions of this kind.'),
  subject: FilterText.exactOptional().describe('What it concerned, whole: the id of a recording or a call.'),
  from: WarsawDay.exactOptional().describe('The first day, in Europe/Warsaw.'),
  to: WarsawDay.exactOptional().describe('The last day.'),
});

const AuditEvent = z
  .object({
    seq: z.int().describe('The event’s place in the tenant’s chain, from 1.'),
    at: UnixMs,
    actor: z.string().describe('Who did it: a user’s id, `key:` and the id of an API key, an FTP login, `cli`.'),
    actorLogin: z
      .string()
      .nullable()
      .describe('The login, if the actor is a user; the name and the first characters, if it is an API key.'),
    action: z.string(),
    subject: z.string().nullable().describe('What the action concerned.'),
    recordingPath: z.string().nullable().describe('If the subject is a recording: the path of its file in the tree.'),
    address: z.string().nullable().describe('The peer’s IP address.'),
    detail: z.unknown(),
  })
  .meta({ id: 'AuditEvent' });

export const AuditPage = z
  .object({
    events: z.array(AuditEvent).readonly(),
    nextCursor: z.string().nullable(),
    actors: z
      .array(z.object({ actor: z.string(), name: z.string() }))
      .readonly()
      .describe('Whom one can ask for: users, API keys and logins for files. On the first page only.'),
  })
  .meta({ id: 'AuditPage' });

export const AUDIT_ENDPOINTS = {
  listAudit: {
    method: 'GET',
    url: '/api/v1/audit',
    config: { access: { right: 'audit' } },
    schema: {
      operationId: 'listAudit',
      summary: 'The tenant’s audit log, newest first',
      querystring: AuditQuery,
      response: { 200: AuditPage },
    },
  },
  exportAudit: {
    method: 'GET',
    url: '/api/v1/audit/export',
    config: { access: { right: 'audit' } },
    schema: {
      operationId: 'exportAudit',
      summary: 'The complete audit log with its hashes, oldest first, one JSON document per line',
      response: {
        200: {
          description: 'The events: a JSON object a line, oldest first. Each has the hash of the one before.',
          headers: fileHeaders(['content-disposition']),
          content: { 'application/x-ndjson': { schema: z.any().meta({ type: 'string' }) } },
        },
      },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** The tenant's audit log. */
export function routeAudit(app: ZodApp, { db, audit, clock }: Pick<ApiDeps, 'db' | 'audit' | 'clock'>): void {
  app.route({
    ...AUDIT_ENDPOINTS.listAudit,
    handler: async (request) => {
      const tenantId = tenantOf(request);
      const { events, ...page } = await auditPage({ db, audit }, tenantId, request.query);
      const subjects = events.flatMap(({ subject }) => subject ?? []);
      const paths = await recordingPaths(db, wholeTenant(tenantId), subjects);
      return {
        events: events.map((event) => ({ ...event, recordingPath: paths.get(event.subject ?? '') ?? null })),
        ...page,
      };
    },
  });

  app.route({
    ...AUDIT_ENDPOINTS.exportAudit,
    handler: async (request, reply) => {
      await audit.record(auditedAs(signedIn(request), 'audit-exported', request));
      reply.header('content-disposition', attachment(`audit-${warsawDay(clock.now())}.ndjson`));
      reply.type('application/x-ndjson');
      return reply.send(Readable.from(audit.exportChain(tenantOf(request))));
    },
  });
}

/** A page of a tenant's log, with the names of those who did it; without the paths of recordings, which contain numbers. */
export async function auditPage(
  { db, audit }: Pick<ApiDeps, 'db' | 'audit'>,
  tenantId: TenantId,
  query: z.output<typeof AuditQuery>,
) {
  const events = await audit.list(tenantId, pageOf(query));
  const actors = events.map(({ actor }) => actor);
  const names = new Map([...(await loginsOf(db, actors)), ...(await keyNamesOf(db, actors))]);
  return {
    events: events.map((event) => ({ ...event, actorLogin: names.get(event.actor) ?? null, recordingPath: null })),
    nextCursor: events.length < query.limit ? null : cursorAfter(events),
    actors: query.cursor === undefined ? await actorsOf(db, tenantId) : [],
  };
}

async function actorsOf(db: Database, tenantId: TenantId) {
  const [users, keys, credentials] = await Promise.all([
    listUsers(db, tenantId),
    namesOfKeys(db, tenantId),
    listFileCredentials(db, tenantId),
  ]);
  return [
    ...users.map(({ id, login }) => ({ actor: id as string, name: login })),
    ...[...keys].map(([actor, name]) => ({ actor, name })),
    ...credentials.map(({ login }) => ({ actor: login, name: login })),
  ];
}

/** As `AuditLog.list` takes it. */
export function pageOf({ cursor, limit, group, action, from, to, ...filter }: z.output<typeof AuditQuery>) {
  const ofGroup: readonly string[] | undefined = group === undefined ? undefined : ACTION_GROUPS[group];
  const actions = action === undefined ? ofGroup : (ofGroup ?? [action]).filter((one) => one === action);
  return {
    ...filter,
    limit,
    before: cursor === undefined ? undefined : seqOf(cursor),
    actions,
    from: from === undefined ? undefined : startOfWarsawDay(from),
    until: to === undefined ? undefined : startOfWarsawDay(addDays(to, 1)),
  };
}

/** The first event of a chain has the number 1. */
export function cursorAfter(events: readonly ChainedEvent[]): string | null {
  const last = events.at(-1);
  return last === undefined || last.seq === 1 ? null : String(last.seq);
}

/** More digits than any tenant's events need. */
const CURSOR = /^\d{1,15}$/;

function seqOf(cursor: string): number {
  if (!CURSOR.test(cursor))
    throw new AppError('request-invalid', 'the cursor is not valid: use the nextCursor of a page');
  return Number(cursor);
}
