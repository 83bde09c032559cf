import { z } from 'zod';
import {
  CancellationConfirmation,
  CancellationList,
  CancellationParams,
  CancellationRejection,
  CancellationRequest,
  CancellationsQuery,
} from '../schemas/cancellations.ts';
import { OperatorTenant, PlanChange, TenantList, TenantParams } from '../schemas/operator-tenants.ts';
import { NewPrice, Price, PriceList } from '../schemas/prices.ts';
import { MonthQuery, MonthStatements } from '../schemas/statements.ts';
import type { Endpoint } from './endpoint.ts';

/** The operator's console. */
export const OPERATOR_ROUTES = {
  listCancellations: {
    method: 'GET',
    url: '/api/v1/operator/cancellations',
    schema: {
      operationId: 'listCancellations',
      summary: 'Cancellations that came by e-mail, newest first',
      querystring: CancellationsQuery,
      response: { 200: CancellationList },
    },
  },
  confirmCancellation: {
    method: 'POST',
    url: '/api/v1/operator/cancellations/:id/confirm',
    schema: {
      operationId: 'confirmCancellation',
      summary: 'Confirms the receipt: the service ends, and the sender is told when',
      params: CancellationParams,
      body: CancellationConfirmation,
      response: { 200: CancellationRequest },
    },
    config: {
      problems: [
        'not-found',
        'cancellation-decided',
        'cancellation-incomplete',
        'service-not-active',
        'tenant-unknown',
      ],
    },
  },
  rejectCancellation: {
    method: 'POST',
    url: '/api/v1/operator/cancellations/:id/reject',
    schema: {
      operationId: 'rejectCancellation',
      summary: 'Rejects a cancellation; nothing ends',
      params: CancellationParams,
      body: CancellationRejection,
      response: { 200: CancellationRequest },
    },
    config: { problems: ['not-found', 'cancellation-decided'] },
  },
  listPrices: {
    method: 'GET',
    url: '/api/v1/operator/prices',
    schema: {
      operationId: 'listPrices',
      summary: 'Every price ever set, newest day first',
      response: { 200: PriceList },
    },
  },
  addPrice: {
    method: 'POST',
    url: '/api/v1/operator/prices',
    schema: {
      operationId: 'addPrice',
      summary: 'Sets a price from a day on',
      body: NewPrice,
      response: { 201: Price },
    },
    config: { problems: ['plan-unknown', 'price-in-the-past'] },
  },
  listTenants: {
    method: 'GET',
    url: '/api/v1/operator/tenants',
    schema: {
      operationId: 'listTenants',
      summary: 'Every tenant with what it has, by name; and the plans there are',
      response: { 200: TenantList },
    },
  },
  changePlan: {
    method: 'PUT',
    url: '/api/v1/operator/tenants/:id/plan',
    schema: {
      operationId: 'changePlan',
      summary: 'Changes a tenant’s plan; the same order key changes it once',
      params: TenantParams,
      body: PlanChange,
      response: { 200: OperatorTenant },
    },
    config: { problems: ['tenant-unknown', 'plan-unknown'] },
  },
  monthStatements: {
    method: 'GET',
    url: '/api/v1/operator/statements',
    schema: {
      operationId: 'monthStatements',
      summary: 'The statements issued for the periods that begin in a month, for invoicing',
      querystring: MonthQuery,
      response: {
        200: {
          description: 'The statements.',
          content: { 'application/json': { schema: MonthStatements }, 'text/csv': { schema: z.string() } },
        },
      },
    },
  },
} as const satisfies Record<string, Endpoint>;
