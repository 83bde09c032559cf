import { z } from 'zod';
import { inTransaction } from '../platform/postgres/index.ts';
import { secondFactorRoles, setSecondFactorRoles, TENANT_ROLES } from '../tenants/index.ts';
import { auditedAs, signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Access, Endpoint, ZodApp } from './endpoint.ts';

/** It concerns everybody, also those above the user. */
const ADMIN: Access = { right: 'users', onlyRoles: ['admin'] };

const policy = {
  secondFactorRoles: z
    .array(z.enum(TENANT_ROLES))
    .max(TENANT_ROLES.length)
    .readonly()
    .describe('Users with these roles need one-time codes or a passkey; without, they can only set one up.'),
};

const SecurityPolicy = z.object(policy).meta({ id: 'SecurityPolicy' });

export const SECURITY_POLICY_ENDPOINTS = {
  securityPolicy: {
    method: 'GET',
    url: '/api/v1/security-policy',
    config: { access: ADMIN },
    schema: {
      operationId: 'securityPolicy',
      summary: 'What the tenant demands of its users’ sign-ins',
      response: { 200: SecurityPolicy },
    },
  },
  setSecurityPolicy: {
    method: 'PUT',
    url: '/api/v1/security-policy',
    config: { access: ADMIN },
    schema: {
      operationId: 'setSecurityPolicy',
      summary: 'Changes it, from the next request of each user on',
      body: z.strictObject(policy),
      response: { 200: SecurityPolicy },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** What a tenant demands of sign-ins. */
export function routeSecurityPolicy(app: ZodApp, { db, audit }: Pick<ApiDeps, 'db' | 'audit'>): void {
  app.route({
    ...SECURITY_POLICY_ENDPOINTS.securityPolicy,
    handler: async (request) => ({ secondFactorRoles: await secondFactorRoles(db, tenantOf(request)) }),
  });

  app.route({
    ...SECURITY_POLICY_ENDPOINTS.setSecurityPolicy,
    handler: (request) =>
      inTransaction(db, async (transaction) => {
        const roles = await setSecondFactorRoles(transaction, tenantOf(request), request.body.secondFactorRoles);
        const event = auditedAs(signedIn(request), 'second-factor-demanded', request);
        await audit.record({ ...event, detail: { roles } }, transaction);
        return { secondFactorRoles: roles };
      }),
  });
}
