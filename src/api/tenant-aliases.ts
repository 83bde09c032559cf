import { z } from 'zod';
import type { TenantId } from '../base/ids.ts';
import {
  listTenantAliases,
  listUnknownTenantNames,
  MAX_TENANT_NAME_CHARS,
  TENANT_NAME_KINDS,
  TenantAliases,
} from '../tenants/index.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Endpoint, OPERATOR_ADMIN, OPERATOR_STAFF, type ZodApp } from './endpoint.ts';
import { actorOf } from './operator.ts';
import { UnixMs } from './schemas.ts';

const TenantParams = z.strictObject({ id: z.uuid() });
const NamedSource = z.object({ id: z.uuid(), name: z.string() });

const Kind = z
  .enum(TENANT_NAME_KINDS)
  .describe(
    'Where the PBX gives the name: `metadata` in the vendor’s own elements (PROVIDER/GROUP, business group, realm), `header` in X-Tenant, `request-uri` as its user or host, `domain` in the parties’ addresses, `certificate` in its TLS certificate.',
  );

const TenantAlias = z
  .object({
    id: z.uuid(),
    tenantId: z.uuid(),
    kind: Kind,
    name: z.string(),
    source: NamedSource.nullable().describe('The PBX that gives it; null: every one.'),
  })
  .meta({ id: 'TenantAlias', description: 'A name by which a PBX calls a tenant.' });

const UnknownTenantName = z
  .object({
    source: NamedSource,
    kind: Kind,
    name: z.string(),
    count: z.int().describe('In how many sessions.'),
    firstSeenAt: UnixMs,
    lastSeenAt: UnixMs,
  })
  .meta({ id: 'UnknownTenantName', description: 'A name that a PBX gave lately and that no tenant has.' });

export const TENANT_ALIAS_ENDPOINTS = {
  listTenantAliases: {
    method: 'GET',
    url: '/api/v1/operator/tenants/:id/aliases',
    config: { access: OPERATOR_STAFF },
    schema: {
      operationId: 'listTenantAliases',
      summary: 'The names by which PBXs call a tenant',
      params: TenantParams,
      response: { 200: z.object({ aliases: z.array(TenantAlias).readonly() }).meta({ id: 'TenantAliasList' }) },
    },
  },
  addTenantAlias: {
    method: 'POST',
    url: '/api/v1/operator/tenants/:id/aliases',
    config: { access: OPERATOR_ADMIN, problems: ['tenant-unknown', 'source-unknown', 'tenant-alias-taken'] },
    schema: {
      operationId: 'addTenantAlias',
      summary: 'Gives a tenant a name; calls that begin from now on and have it are the tenant’s',
      params: TenantParams,
      body: z.strictObject({
        name: z.string().trim().min(1).max(MAX_TENANT_NAME_CHARS).describe('As the PBX gives it, in any case.'),
        kind: Kind,
        sourceId: z.uuid().nullable().default(null).describe('The PBX that gives it; null: every one.'),
      }),
      response: { 201: TenantAlias },
    },
  },
  removeTenantAlias: {
    method: 'DELETE',
    url: '/api/v1/operator/tenants/:id/aliases/:aliasId',
    config: { access: OPERATOR_ADMIN, problems: ['tenant-alias-unknown'] },
    schema: {
      operationId: 'removeTenantAlias',
      summary: 'Takes a name from a tenant; its calls of before stay',
      params: TenantParams.extend({ aliasId: z.uuid() }),
      response: { 204: z.undefined() },
    },
  },
  listUnknownTenantNames: {
    method: 'GET',
    url: '/api/v1/operator/unknown-tenant-names',
    config: { access: OPERATOR_STAFF },
    schema: {
      operationId: 'listUnknownTenantNames',
      summary: 'The names that PBXs gave in the last 30 days and that no tenant has, those seen last first',
      response: { 200: z.object({ names: z.array(UnknownTenantName).readonly() }).meta({ id: 'UnknownTenantNames' }) },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** The operator's console of the names by which PBXs call tenants. */
export function routeTenantAliases(app: ZodApp, deps: Pick<ApiDeps, 'db' | 'audit' | 'clock'>): void {
  const { db, clock } = deps;
  const aliasesBy = (request: Parameters<typeof actorOf>[0]): TenantAliases =>
    new TenantAliases({ ...deps, by: actorOf(request) });

  app.route({
    ...TENANT_ALIAS_ENDPOINTS.listTenantAliases,
    handler: async (request) => ({ aliases: await listTenantAliases(db, request.params.id as TenantId) }),
  });

  app.route({
    ...TENANT_ALIAS_ENDPOINTS.addTenantAlias,
    handler: async (request, reply) => {
      const { params, body } = request;
      return reply.code(201).send(await aliasesBy(request).add({ ...body, tenantId: params.id as TenantId }));
    },
  });

  app.route({
    ...TENANT_ALIAS_ENDPOINTS.removeTenantAlias,
    handler: async (request, reply) => {
      const { id, aliasId } = request.params;
      await aliasesBy(request).remove(id as TenantId, aliasId);
      return reply.code(204).send();
    },
  });

  app.route({
    ...TENANT_ALIAS_ENDPOINTS.listUnknownTenantNames,
    handler: async () => ({ names: await listUnknownTenantNames(db, clock.now()) }),
  });
}
