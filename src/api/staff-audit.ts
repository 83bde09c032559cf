import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { addDays, startOfWarsawDay } from '../base/warsaw-time.ts';
import { listUsers } from '../tenants/index.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Endpoint, OPERATOR_STAFF, type ZodApp } from './endpoint.ts';
import { PageQuery, UnixMs, WarsawDay } from './schemas.ts';

/** Commands are given on the servers, by whoever may sign in there. */
const COMMANDS = 'cli';
const MAX_ACTION_CHARS = 60;

const StaffAuditQuery = z.strictObject({
  ...PageQuery,
  actor: z.string().max(MAX_ACTION_CHARS).exactOptional().describe('The id of one of the staff, or `cli`.'),
  action: z.string().max(MAX_ACTION_CHARS).exactOptional(),
  tenantId: z.uuid().exactOptional(),
  from: WarsawDay.exactOptional(),
  to: WarsawDay.exactOptional().describe('The last day.'),
});

const StaffAuditPage = z
  .object({
    events: z
      .array(
        z.object({
          id: z.int(),
          at: UnixMs,
          actor: z.string(),
          login: z.string().nullable().describe('Null: a command.'),
          action: z.string(),
          tenant: z.object({ id: z.uuid(), name: z.string() }).nullable().describe('Whose log it is in; null: ours.'),
          subject: z.string().nullable(),
          address: z.string().nullable(),
          detail: z.unknown(),
        }),
      )
      .readonly(),
    nextCursor: z.string().nullable(),
    staff: z
      .array(z.object({ id: z.uuid(), login: z.string(), disabled: z.boolean() }))
      .readonly()
      .describe('Whom one can choose from.'),
  })
  .meta({ id: 'StaffAuditPage' });

export const STAFF_AUDIT_ENDPOINTS = {
  listStaffAudit: {
    method: 'GET',
    url: '/api/v1/operator/audit',
    config: { access: OPERATOR_STAFF },
    schema: {
      operationId: 'listStaffAudit',
      summary: 'What the operator’s staff did, in the logs of all customers and of the operator, newest first',
      querystring: StaffAuditQuery,
      response: { 200: StaffAuditPage },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** The operator's own people, watched by each other. */
export function routeStaffAudit(app: ZodApp, { db, audit }: Pick<ApiDeps, 'db' | 'audit'>): void {
  app.route({
    ...STAFF_AUDIT_ENDPOINTS.listStaffAudit,
    handler: async ({ query: { actor, action, tenantId, from, to, cursor, limit } }) => {
      const staff = await listUsers(db, null);
      const actors: string[] = [...staff.map(({ id }) => id), COMMANDS];
      const events = await audit.listByActors(actor === undefined ? actors : actors.filter((one) => one === actor), {
        limit,
        action,
        tenantId: tenantId as TenantId | undefined,
        from: from === undefined ? undefined : startOfWarsawDay(from),
        until: to === undefined ? undefined : startOfWarsawDay(addDays(to, 1)),
        before: cursor === undefined ? undefined : placeOf(cursor),
      });
      const logins = new Map<string, string>(staff.map(({ id, login }) => [id, login]));
      const names = await namesOf(events.flatMap(({ tenantId: id }) => id ?? []));
      const last = events.at(-1);
      return {
        events: events.map(({ tenantId: id, ...event }) => ({
          ...event,
          login: logins.get(event.actor) ?? null,
          tenant: id === null ? null : { id, name: names.get(id) ?? '' },
        })),
        nextCursor: last === undefined || events.length < limit ? null : `${last.at}-${last.id}`,
        staff,
      };
    },
  });

  async function namesOf(ids: readonly TenantId[]): Promise<ReadonlyMap<TenantId, string>> {
    if (ids.length === 0) return new Map();
    const rows = await db
      .selectFrom('tenants')
      .select(['id', 'name'])
      .where('id', 'in', [...new Set(ids)])
      .execute();
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}

/** Unix ms and an id, both far below what a number holds exactly. */
const CURSOR = /^(\d{1,15})-(\d{1,15})$/;

function placeOf(cursor: string): { at: number; id: number } {
  const [, at, id] = CURSOR.exec(cursor) ?? [];
  if (at === undefined) throw new AppError('request-invalid', 'the cursor is not valid: use the nextCursor of a page');
  return { at: Number(at), id: Number(id) };
}
