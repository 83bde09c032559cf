import { Orders } from '../billing/index.ts';
import { awaitingDeliveryCounter, countDueRecordings } from '../retention/index.ts';
import type { ApiOptions, ZodApp } from './api-options.ts';
import { CONTRACT } from './contract.ts';
import { shownServices } from './shown-services.ts';
import { signedIn, tenantOf } from './signed-in.ts';

type OrderOptions = Pick<
  ApiOptions,
  'db' | 'audit' | 'clock' | 'keepUndeliveredMaxDays' | 'ftpAddress' | 'cancellationAddress'
>;

/** The tenant orders add-ons. */
export function routeOrders(app: ZodApp, options: OrderOptions): void {
  const orders = new Orders({
    ...options,
    countDue: countDueRecordings,
    countAwaiting: awaitingDeliveryCounter(options.keepUndeliveredMaxDays),
  });

  app.route({
    ...CONTRACT.previewOrder,
    handler: (request) => orders.preview(tenantOf(request), request.body),
  });

  app.route({
    ...CONTRACT.order,
    handler: async (request) => {
      const { orderKey, ...wish } = request.body;
      const by = { actor: signedIn(request).id, address: request.ip };
      await orders.place({ tenantId: tenantOf(request), orderKey, wish, by });
      return shownServices(options, signedIn(request), tenantOf(request));
    },
  });
}
