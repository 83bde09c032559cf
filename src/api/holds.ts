import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { isVisible } from '../catalog/index.ts';
import { type HoldRequest, liftHold, placeHold } from '../retention/index.ts';
import { scopeOf, signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { RecordingParams } from './recordings.ts';
import { Instant, UnixMs } from './schemas.ts';

/** Enough for a sentence. */
const MAX_REASON_CHARS = 500;

const Reason = z.string().trim().min(1).max(MAX_REASON_CHARS);
const UNTIL = 'The first instant without the hold; null: until it is lifted.';

const NewHold = z.strictObject({ reason: Reason, until: Instant.nullable().describe(UNTIL) });

/** A legal hold in force: it keeps the recording past its expiry. */
export const Hold = z
  .object({
    reason: z.string(),
    placedBy: z.string().describe('A login, or `cli`.'),
    until: UnixMs.nullable().describe(UNTIL),
  })
  .meta({ id: 'Hold' });

export const HOLD_ENDPOINTS = {
  placeHold: {
    method: 'PUT',
    url: '/api/v1/recordings/:id/hold',
    config: {
      access: { right: 'hold' },
      keyScope: 'holds',
      problems: ['not-found', 'recording-destroyed', 'hold-limit-reached', 'hold-too-long'],
    },
    schema: {
      operationId: 'placeHold',
      summary: 'Places a legal hold on a recording, or changes its reason and end',
      params: RecordingParams,
      body: NewHold,
      response: { 200: Hold },
    },
  },
  liftHold: {
    method: 'DELETE',
    url: '/api/v1/recordings/:id/hold',
    config: { access: { right: 'hold' }, keyScope: 'holds', problems: ['not-found'] },
    schema: {
      operationId: 'liftHold',
      summary: 'Lifts the hold: the recording is destroyed when it expires',
      params: RecordingParams,
      response: { 204: z.undefined().describe('There is no hold on the recording.') },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** Legal holds of recordings. */
export function routeHolds(app: ZodApp, deps: Pick<ApiDeps, 'db' | 'keys' | 'audit' | 'clock'>): void {
  app.route({
    ...HOLD_ENDPOINTS.placeHold,
    handler: async (request) => {
      await requireVisible(request, request.params.id);
      return placeHold(deps, { ...holdRequest(request, request.params.id), ...request.body, isLimited: true });
    },
  });

  app.route({
    ...HOLD_ENDPOINTS.liftHold,
    handler: async (request, reply) => {
      await requireVisible(request, request.params.id);
      await liftHold(deps, holdRequest(request, request.params.id));
      return reply.code(204).send();
    },
  });

  async function requireVisible(request: FastifyRequest, id: string): Promise<void> {
    if (!(await isVisible(deps.db, scopeOf(request), id))) throw new AppError('not-found');
  }
}

function holdRequest(request: FastifyRequest, recordingId: string): HoldRequest {
  const { id, login } = signedIn(request);
  return { tenantId: tenantOf(request), recordingId, by: login, actor: id, address: request.ip };
}
