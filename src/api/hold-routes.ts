import type { FastifyRequest } from 'fastify';
import { type HoldRequest, liftHold, placeHold } from '../retention/index.ts';
import type { ApiOptions, ZodApp } from './api-options.ts';
import { CONTRACT } from './contract.ts';
import { signedIn, tenantOf } from './signed-in.ts';

type HoldOptions = Pick<ApiOptions, 'db' | 'keys' | 'audit' | 'clock'>;

export function routeHolds(app: ZodApp, options: HoldOptions): void {
  app.route({
    ...CONTRACT.placeHold,
    handler: (request) => placeHold(options, { ...orderOf(request, request.params.id), ...request.body }),
  });

  app.route({
    ...CONTRACT.liftHold,
    handler: async (request, reply) => {
      await liftHold(options, orderOf(request, request.params.id));
      return reply.code(204).send();
    },
  });
}

function orderOf(request: FastifyRequest, recordingId: string): HoldRequest {
  const { id, login } = signedIn(request);
  return { tenantId: tenantOf(request), recordingId, by: login, actor: id, address: request.ip };
}
