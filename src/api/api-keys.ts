import { z } from 'zod';
import { createTenantKey, endTenantKey, listTenantKeys, TENANT_KEY_SCOPES } from '../tenants/index.ts';
import { signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Access, Endpoint, ZodApp } from './endpoint.ts';
import { AddedKey, Instant, KeyName, LastUse, UnixMs } from './schemas.ts';

const Scope = z.enum(TENANT_KEY_SCOPES);

const ApiKey = z
  .object({
    id: z.uuid(),
    name: z.string(),
    prefix: z.string().describe('Its first characters.'),
    scopes: z.array(Scope).readonly(),
    createdAt: UnixMs,
    expiresAt: UnixMs.nullable().describe('Null: valid until it is revoked.'),
    lastSeen: LastUse.nullable(),
    maker: z.object({ id: z.uuid(), login: z.string() }).nullable().describe('Null: the operator, or not known.'),
    aboveMaker: z
      .boolean()
      .describe(
        'Its maker is blocked, or has lost rights that are needed to make it. It stays valid until it is revoked.',
      ),
  })
  .meta({ id: 'ApiKey' });

const ApiKeyList = z.object({ keys: z.array(ApiKey).readonly() }).meta({ id: 'ApiKeyList' });

const NewApiKey = z.strictObject({
  name: KeyName.min(1).describe('What it is for.'),
  scopes: z.array(Scope).min(1).max(TENANT_KEY_SCOPES.length),
  expiresAt: Instant.nullable().default(null).describe('Null: valid until it is revoked.'),
});

const KeyParams = z.strictObject({ id: z.uuid() });

/** As for people: who may make keys could give rights to anybody. */
const ADMIN: Access = { right: 'users', onlyRoles: ['admin'] };

export const API_KEY_ENDPOINTS = {
  listApiKeys: {
    method: 'GET',
    url: '/api/v1/api-keys',
    config: { access: ADMIN },
    schema: {
      operationId: 'listApiKeys',
      summary: 'The tenant’s API keys for integrators, without the keys themselves',
      response: { 200: ApiKeyList },
    },
  },
  addApiKey: {
    method: 'POST',
    url: '/api/v1/api-keys',
    config: { access: ADMIN, problems: ['too-many-api-keys', 'above-own-rights'] },
    schema: {
      operationId: 'addApiKey',
      summary: 'Makes an API key, which is in the answer only',
      body: NewApiKey,
      response: { 201: AddedKey },
    },
  },
  revokeApiKey: {
    method: 'DELETE',
    url: '/api/v1/api-keys/:id',
    config: { access: ADMIN, problems: ['api-key-unknown'] },
    schema: {
      operationId: 'revokeApiKey',
      summary: 'Refuses an API key from now on; its running requests end',
      params: KeyParams,
      response: { 204: z.undefined() },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** The tenant's keys for integrators. */
export function routeApiKeys(app: ZodApp, deps: Pick<ApiDeps, 'db' | 'audit' | 'clock'>): void {
  app.route({
    ...API_KEY_ENDPOINTS.listApiKeys,
    handler: async (request) => ({ keys: await listTenantKeys(deps.db, tenantOf(request)) }),
  });

  app.route({
    ...API_KEY_ENDPOINTS.addApiKey,
    handler: async (request, reply) => {
      const maker = signedIn(request);
      const by = { actor: maker.id, address: request.ip };
      const added = await createTenantKey({ ...deps, by }, { tenantId: tenantOf(request), maker, ...request.body });
      return reply.code(201).send(added);
    },
  });

  app.route({
    ...API_KEY_ENDPOINTS.revokeApiKey,
    handler: async (request, reply) => {
      const by = { actor: signedIn(request).id, address: request.ip };
      await endTenantKey({ ...deps, by }, { tenantId: tenantOf(request), keyId: request.params.id });
      return reply.code(204).send();
    },
  });
}
