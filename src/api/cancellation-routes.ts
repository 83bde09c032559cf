import type { FastifyRequest } from 'fastify';
import type { CancellationRequestId } from '../base/ids.ts';
import { Cancellations, type Completion, type Decider } from '../billing/index.ts';
import type { ApiOptions, ZodApp } from './api-options.ts';
import { CONTRACT } from './contract.ts';
import { signedIn } from './signed-in.ts';

/** The operator's console of cancellations that came by mail. */
export function routeCancellations(app: ZodApp, options: Pick<ApiOptions, 'db' | 'audit' | 'clock'>): void {
  const cancellations = new Cancellations(options);

  app.route({
    ...CONTRACT.listCancellations,
    handler: async (request) => ({ cancellations: await cancellations.list(request.query.state) }),
  });

  app.route({
    ...CONTRACT.confirmCancellation,
    handler: (request) =>
      cancellations.confirm(request.params.id as CancellationRequestId, deciderOf(request), request.body as Completion),
  });

  app.route({
    ...CONTRACT.rejectCancellation,
    handler: (request) =>
      cancellations.reject(request.params.id as CancellationRequestId, deciderOf(request), request.body.note),
  });
}

function deciderOf(request: FastifyRequest): Decider {
  const { id, login } = signedIn(request);
  return { actor: id, address: request.ip, name: login };
}
