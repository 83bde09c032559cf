import { z } from 'zod';
import { Orders } from '../billing/index.ts';
import { awaitingDeliveryCounter, countKeptRecordings } from '../retention/index.ts';
import { signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { Grosze, Money, OrderKey, UnixMs } from './schemas.ts';
import { Services, servicesView } from './services.ts';
import { MissingPrice } from './statements.ts';

/** Ten years; a larger number is a typing error. */
const MAX_RETENTION_UNITS = 120;

const RetentionOrder = {
  service: z.literal('extended-retention'),
  units: z.int().min(0).max(MAX_RETENTION_UNITS).describe('How many times 30 days more; 0 is cancelled by e-mail.'),
};
const PushOrder = { service: z.literal('push') };

const OrderRequest = z.discriminatedUnion('service', [z.strictObject(RetentionOrder), z.strictObject(PushOrder)]);

const PlacedOrder = z.discriminatedUnion('service', [
  z.strictObject({ ...RetentionOrder, orderKey: OrderKey }),
  z.strictObject({ ...PushOrder, orderKey: OrderKey }),
]);

const RecordingTotals = { recordings: z.int().nonnegative(), bytes: z.int().nonnegative() };

const MissingFees = z.array(MissingPrice).readonly();

const OrderPreview = z
  .object({
    effectiveAt: UnixMs,
    payNow: Money.describe('What the order adds to the current period’s charges.'),
    payNowLines: z
      .array(z.object({ ...MissingPrice.shape, netGrosze: Grosze }))
      .readonly()
      .describe('Its fees one by one: their sum is the net amount of `payNow`.'),
    monthlyBefore: Money,
    monthlyAfter: Money,
    missingBefore: MissingFees.describe('In force now without a price: not in `monthlyBefore`.'),
    missingAfter: MissingFees.describe('In force then without a price: not in `monthlyAfter`.'),
    retention: z
      .object({
        daysBefore: z.int().positive(),
        daysAfter: z.int().positive(),
        affected: z.object(RecordingTotals).describe('Recordings whose expiry changes.'),
        destroyed: z
          .object({ ...RecordingTotals, at: UnixMs })
          .nullable()
          .describe('The recordings that the change would destroy, and when; null: none.'),
        awaitingDelivery: z
          .object(RecordingTotals)
          .describe('Recordings that would no longer be available, but are kept until they are delivered.'),
      })
      .nullable()
      .describe('Null: how long recordings are kept does not change.'),
  })
  .meta({ id: 'OrderPreview' });

const ORDER_PROBLEMS = ['recording-not-in-plan', 'cancel-by-mail', 'already-ordered', 'price-unknown'] as const;

export const ORDER_ENDPOINTS = {
  previewOrder: {
    method: 'POST',
    url: '/api/v1/services/orders/preview',
    config: { access: { right: 'order' }, problems: ORDER_PROBLEMS },
    schema: {
      operationId: 'previewOrder',
      summary: 'What an order would cost and do',
      body: OrderRequest,
      response: { 200: OrderPreview },
    },
  },
  order: {
    method: 'POST',
    url: '/api/v1/services/orders',
    config: { access: { right: 'order' }, problems: [...ORDER_PROBLEMS, 'order-key-reused'] },
    schema: {
      operationId: 'order',
      summary:
        'Orders a service or another number of its units; the same order key orders once, and with another request is refused',
      body: PlacedOrder,
      response: { 200: Services },
    },
  },
} as const satisfies Record<string, Endpoint>;

type OrderDeps = Pick<
  ApiDeps,
  'db' | 'audit' | 'clock' | 'keepUndeliveredMaxDays' | 'ftpAddress' | 'cancellationAddress'
>;

/** Orders of add-ons. */
export function routeOrders(app: ZodApp, deps: OrderDeps): void {
  const orders = new Orders({
    ...deps,
    countKept: countKeptRecordings,
    countAwaiting: awaitingDeliveryCounter(deps.keepUndeliveredMaxDays),
  });

  app.route({
    ...ORDER_ENDPOINTS.previewOrder,
    handler: (request) => orders.preview(tenantOf(request), request.body),
  });

  app.route({
    ...ORDER_ENDPOINTS.order,
    handler: async (request) => {
      const { orderKey, ...addOn } = request.body;
      const by = { actor: signedIn(request).id, address: request.ip };
      await orders.place({ tenantId: tenantOf(request), orderKey, addOn, by });
      return servicesView(deps, request);
    },
  });
}
