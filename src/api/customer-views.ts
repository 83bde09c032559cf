import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { startOfWarsawDay } from '../base/warsaw-time.ts';
import { Cancellations, listStatements, statementAt } from '../billing/index.ts';
import { daySummaries, pushSetup } from '../delivery/index.ts';
import { holdsInForce } from '../retention/index.ts';
import { customerOf, listUsers, OPERATOR_ROLES, TENANT_ROLES } from '../tenants/index.ts';
import type { ApiDeps } from './api-deps.ts';
import { AuditPage, auditPage, AuditQuery } from './audit.ts';
import { CancellationList } from './cancellations.ts';
import { type Endpoint, OPERATOR_STAFF, type ZodApp } from './endpoint.ts';
import { actorOf } from './operator.ts';
import { PushDays, PushDaysQuery } from './push-days.ts';
import { PushFailure } from './push-schemas.ts';
import { UnixMs, WarsawDay } from './schemas.ts';
import { Services, servicesOf } from './services.ts';
import { Statement, StatementList } from './statements.ts';
import { Forecast } from './storage-schemas.ts';

const UserRole = z.enum([...TENANT_ROLES, ...OPERATOR_ROLES]);

const TenantParams = z.strictObject({ id: z.uuid() });

const CustomerUser = z
  .object({
    id: z.uuid(),
    login: z.string(),
    role: UserRole,
    totp: z.boolean().describe('Whether sign-ins need a one-time code.'),
    disabled: z.boolean(),
  })
  .meta({ id: 'CustomerUser' });

const CustomerUsers = z.object({ users: z.array(CustomerUser).readonly() }).meta({ id: 'CustomerUsers' });

const CustomerHold = z
  .object({
    recordingId: z.uuid(),
    placedAt: UnixMs,
    placedBy: z.string().describe('A login, or `cli`.'),
    until: UnixMs.nullable().describe('Null: until it is lifted.'),
    sizeBytes: z.int().nonnegative(),
  })
  .meta({
    id: 'CustomerHold',
    description: 'Without its reason and the numbers of the call: they are the customer’s.',
  });

const CustomerHolds = z
  .object({ holds: z.array(CustomerHold).readonly().describe('The first 500, newest first.') })
  .meta({ id: 'CustomerHolds' });

const CustomerPush = PushDays.extend({
  active: z.boolean(),
  target: z.string().nullable().describe('Where to, without a login; null: none is set.'),
  failingSince: UnixMs.nullable(),
  failure: PushFailure.nullable(),
  nextAttemptAt: UnixMs.nullable(),
}).meta({ id: 'CustomerPush' });

const view = { method: 'GET', config: { access: OPERATOR_STAFF, problems: ['tenant-unknown'] } } as const;

export const CUSTOMER_VIEW_ENDPOINTS = {
  customerServices: {
    ...view,
    url: '/api/v1/operator/tenants/:id/services',
    schema: {
      operationId: 'customerServices',
      summary: 'A customer’s services, as its administrator sees them',
      params: TenantParams,
      response: { 200: Services },
    },
  },
  customerUsers: {
    ...view,
    url: '/api/v1/operator/tenants/:id/users',
    schema: {
      operationId: 'customerUsers',
      summary: 'A customer’s users; in its audit log',
      params: TenantParams,
      response: { 200: CustomerUsers },
    },
  },
  customerStatements: {
    ...view,
    url: '/api/v1/operator/tenants/:id/statements',
    schema: {
      operationId: 'customerStatements',
      summary: 'A customer’s statements, newest first; in its audit log',
      params: TenantParams,
      response: { 200: StatementList },
    },
  },
  customerStatement: {
    ...view,
    url: '/api/v1/operator/tenants/:id/statements/:periodStart',
    config: { access: OPERATOR_STAFF, problems: ['tenant-unknown', 'not-found'] },
    schema: {
      operationId: 'customerStatement',
      summary: 'One statement of a customer; in its audit log',
      params: TenantParams.extend({ periodStart: WarsawDay }),
      response: { 200: Statement },
    },
  },
  customerCancellations: {
    ...view,
    url: '/api/v1/operator/tenants/:id/cancellations',
    schema: {
      operationId: 'customerCancellations',
      summary: 'A customer’s cancellations, newest first; in its audit log',
      params: TenantParams,
      response: { 200: CancellationList },
    },
  },
  customerPush: {
    ...view,
    url: '/api/v1/operator/tenants/:id/push',
    schema: {
      operationId: 'customerPush',
      summary: 'The state of a customer’s deliveries, day by day; in its audit log',
      params: TenantParams,
      querystring: PushDaysQuery,
      response: { 200: CustomerPush },
    },
  },
  customerHolds: {
    ...view,
    url: '/api/v1/operator/tenants/:id/holds',
    schema: {
      operationId: 'customerHolds',
      summary: 'A customer’s legal holds in force; in its audit log',
      params: TenantParams,
      response: { 200: CustomerHolds },
    },
  },
  customerAudit: {
    ...view,
    url: '/api/v1/operator/tenants/:id/audit',
    schema: {
      operationId: 'customerAudit',
      summary: 'A customer’s audit log, newest first; each first page read is in it',
      params: TenantParams,
      querystring: AuditQuery,
      response: { 200: AuditPage },
    },
  },
  customerStorage: {
    ...view,
    url: '/api/v1/operator/tenants/:id/storage',
    schema: {
      operationId: 'customerStorage',
      summary: 'How much of a customer is stored, and in which month it goes',
      params: TenantParams,
      response: { 200: Forecast },
    },
  },
} as const satisfies Record<string, Endpoint>;

type ViewDeps = Pick<ApiDeps, 'db' | 'reads' | 'audit' | 'clock' | 'cancellationAddress' | 'keepUndeliveredMaxDays'>;

/** What the operator's staff see of one customer. What shows its people or what they did is in its audit log. */
export function routeCustomerViews(app: ZodApp, deps: ViewDeps): void {
  const { db, reads, audit, clock } = deps;

  /** The event comes first: nothing is shown that is not in the log. */
  async function noted(request: FastifyRequest, part: string): Promise<TenantId> {
    const tenantId = tenantIn(request);
    await customerOf(db, tenantId);
    await audit.record({
      ...actorOf(request),
      tenantId,
      action: 'customer-data-read',
      subject: null,
      detail: { part },
    });
    return tenantId;
  }

  app.route({
    ...CUSTOMER_VIEW_ENDPOINTS.customerServices,
    handler: async (request) => ({ ...(await servicesOf(deps, tenantIn(request))), ftp: null }),
  });

  app.route({
    ...CUSTOMER_VIEW_ENDPOINTS.customerUsers,
    handler: async (request) => ({ users: await listUsers(db, await noted(request, 'users')) }),
  });

  app.route({
    ...CUSTOMER_VIEW_ENDPOINTS.customerStatements,
    handler: async (request) => ({
      statements: await listStatements(db, await noted(request, 'statements'), clock.now()),
    }),
  });

  app.route({
    ...CUSTOMER_VIEW_ENDPOINTS.customerStatement,
    handler: async (request) => {
      const tenantId = await noted(request, 'statements');
      const { periodStart } = request.params;
      const statement = await statementAt(db, { tenantId, at: startOfWarsawDay(periodStart), now: clock.now() });
      if (statement.periodStart !== periodStart) throw new AppError('not-found');
      return statement;
    },
  });

  app.route({
    ...CUSTOMER_VIEW_ENDPOINTS.customerCancellations,
    handler: async (request) => ({
      cancellations: await new Cancellations(deps).list(undefined, await noted(request, 'cancellations')),
    }),
  });

  app.route({
    ...CUSTOMER_VIEW_ENDPOINTS.customerPush,
    handler: async (request) => {
      const tenantId = await noted(request, 'push');
      const now = clock.now();
      const { active, target, failingSince, failure, nextAttemptAt } = await pushSetup(db, tenantId, now);
      const keepUndeliveredDays = deps.keepUndeliveredMaxDays;
      return {
        active,
        target: target?.place ?? null,
        failingSince,
        failure,
        nextAttemptAt,
        days: await daySummaries(db, { tenantId, now, keepUndeliveredDays, ...request.query }),
      };
    },
  });

  app.route({
    ...CUSTOMER_VIEW_ENDPOINTS.customerHolds,
    handler: async (request) => ({ holds: await holdsInForce(db, await noted(request, 'holds'), clock.now()) }),
  });

  app.route({
    ...CUSTOMER_VIEW_ENDPOINTS.customerAudit,
    handler: async (request) => {
      const tenantId = request.query.cursor === undefined ? await noted(request, 'audit') : tenantIn(request);
      return auditPage(deps, tenantId, request.query);
    },
  });

  app.route({
    ...CUSTOMER_VIEW_ENDPOINTS.customerStorage,
    handler: async (request) => {
      await customerOf(db, tenantIn(request));
      const { storageForecast } = await import('../service-state/index.ts');
      return storageForecast(reads, clock.now(), tenantIn(request));
    },
  });
}

function tenantIn(request: FastifyRequest): TenantId {
  return (request.params as { id: TenantId }).id;
}
