import { z } from 'zod';
import type { TenantId } from '../base/ids.ts';
import { type LeaveStatus, leaveStatus, orderLeave, withdrawLeave } from '../retention/index.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Endpoint, OPERATOR_ADMIN, OPERATOR_STAFF, type ZodApp } from './endpoint.ts';
import { actorOf } from './operator.ts';
import { Leave, WarsawDay } from './schemas.ts';

const TenantParams = z.strictObject({ id: z.uuid() });
const Count = z.int().nonnegative();
const Recordings = z.object({ recordings: Count, bytes: Count });

const CustomerLeave = z
  .object({
    leave: Leave.nullable().describe('Null: it stays.'),
    destroyed: z
      .object({ ...Recordings.shape, calls: Count, users: Count, apiKeys: Count, sources: Count })
      .describe('What there is now, and is destroyed when it leaves.'),
    held: Recordings.describe('Of these recordings: those that stay until their legal holds end.'),
    openRequests: Count.describe('Requests of data subjects that would be closed without an answer.'),
    isPaused: z.boolean().describe('Its personal data is paused: rows stay until that ends.'),
    isUnarchived: z.boolean().describe('Recorders have calls of it that are not stored yet.'),
    statements: Count.describe('They stay, with name, NIP and address.'),
  })
  .meta({ id: 'CustomerLeave' });

const LeaveOrder = z.strictObject({
  on: WarsawDay.describe('The first day without it, at least 14 days ahead.'),
  atShortNotice: z.boolean().default(false).describe('An earlier day, from tomorrow on.'),
});

export const CUSTOMER_LEAVE_ENDPOINTS = {
  customerLeave: {
    method: 'GET',
    url: '/api/v1/operator/tenants/:id/leave',
    config: { access: OPERATOR_STAFF, problems: ['tenant-unknown'] },
    schema: {
      operationId: 'customerLeave',
      summary: 'Whether and when a customer leaves, and what is destroyed then',
      params: TenantParams,
      response: { 200: CustomerLeave },
    },
  },
  orderCustomerLeave: {
    method: 'PUT',
    url: '/api/v1/operator/tenants/:id/leave',
    config: { access: OPERATOR_ADMIN, problems: ['tenant-unknown', 'leave-too-soon', 'tenant-has-left'] },
    schema: {
      operationId: 'orderCustomerLeave',
      summary: 'Sets the day from which on a customer is out and all its data is destroyed; its contacts get a mail',
      params: TenantParams,
      body: LeaveOrder,
      response: { 200: CustomerLeave },
    },
  },
  takeBackCustomerLeave: {
    method: 'DELETE',
    url: '/api/v1/operator/tenants/:id/leave',
    config: { access: OPERATOR_ADMIN, problems: ['tenant-unknown', 'tenant-has-left'] },
    schema: {
      operationId: 'takeBackCustomerLeave',
      summary: 'The customer stays after all; only before the day',
      params: TenantParams,
      response: { 200: CustomerLeave },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** The end of a customer. */
export function routeCustomerLeave(app: ZodApp, deps: Pick<ApiDeps, 'db' | 'audit' | 'clock'>): void {
  const view = async (id: string) => leaveView(await leaveStatus(deps.db, id as TenantId, deps.clock.now()));

  app.route({ ...CUSTOMER_LEAVE_ENDPOINTS.customerLeave, handler: (request) => view(request.params.id) });

  app.route({
    ...CUSTOMER_LEAVE_ENDPOINTS.orderCustomerLeave,
    handler: async (request) => {
      const { id } = request.params;
      await orderLeave({ ...deps, by: actorOf(request) }, { tenantId: id as TenantId, ...request.body });
      return view(id);
    },
  });

  app.route({
    ...CUSTOMER_LEAVE_ENDPOINTS.takeBackCustomerLeave,
    handler: async (request) => {
      const { id } = request.params;
      await withdrawLeave({ ...deps, by: actorOf(request) }, id as TenantId);
      return view(id);
    },
  });
}

function leaveView({ recordings, calls, users, apiKeys, sources, ...status }: LeaveStatus) {
  return { ...status, destroyed: { ...recordings, calls, users, apiKeys, sources } };
}
