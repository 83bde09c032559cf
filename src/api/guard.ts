import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../base/errors.ts';
import { ACCESS } from './access.ts';
import type { ApiOptions } from './api-options.ts';
import type { Operation } from './contract.ts';
import { sessionToken } from './session-cookie.ts';
import { SourceKeys } from './source-key.ts';

/** Lets through whom `ACCESS` names, before anything of the request is read; the one place that decides it. */
export function guardRoutes(
  app: FastifyInstance,
  { sessions, db, clock }: Pick<ApiOptions, 'sessions' | 'db' | 'clock'>,
): void {
  const sourceKeys = new SourceKeys(db, clock);
  app.decorateRequest('signedIn', null);
  app.decorateRequest('source', null);
  app.addHook('onRequest', async (request, reply) => {
    const access = ACCESS[operationOf(request)];
    if (access === undefined) throw new AppError('not-allowed');
    if (access === 'anyone') return;
    if (access === 'source') {
      request.source = await sourceKeys.sourceOf(request, reply);
      return;
    }
    const token = sessionToken(request);
    request.signedIn = token === null ? null : await sessions.user(token);
    if (request.signedIn === null) throw new AppError('sign-in-required');
    if (!access.includes(request.signedIn.role)) throw new AppError('not-allowed');
  });
}

function operationOf(request: FastifyRequest): Operation {
  return request.routeOptions.schema?.operationId as Operation;
}
