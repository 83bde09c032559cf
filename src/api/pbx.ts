import { z } from 'zod';
import type { ErrorCode } from '../base/errors.ts';
import { Party, recordingPolicy } from '../intake/index.ts';
import { NO_RECORDING_REASONS } from '../recording/index.ts';
import { sourceOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { MAX_POLICY_REQUESTS_PER_MINUTE } from './server-limits.ts';

/** Why a reported call is refused. */
export const REPORTED_CALL_PROBLEMS = [
  'tenant-not-of-source',
  'call-owner-unknown',
  'call-in-the-future',
] as const satisfies ErrorCode[];

const PolicyQuery = z.strictObject({ caller: Party.describe('In any notation.'), callee: Party });

const RecordingPolicy = z
  .object({
    record: z.boolean(),
    tenantId: z.uuid().nullable().describe('Null: the tenant of such a call is not known.'),
    reason: z.enum(NO_RECORDING_REASONS).nullable().describe('Why it is not to be recorded.'),
  })
  .meta({ id: 'RecordingPolicy' });

export const PBX_ENDPOINTS = {
  recordingPolicy: {
    method: 'GET',
    url: '/api/v1/recording-policy',
    config: { access: 'source', keyScope: 'policy' },
    schema: {
      operationId: 'recordingPolicy',
      summary: 'Whether a call between two numbers is to be recorded now',
      querystring: PolicyQuery,
      response: { 200: RecordingPolicy },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** What a PBX asks, with the key of its source; what it sends is in `call-records.ts` and `uploads.ts`. */
export function routePbx(app: ZodApp, deps: Pick<ApiDeps, 'directory' | 'clock'>): void {
  app.route({
    ...PBX_ENDPOINTS.recordingPolicy,
    config: { ...PBX_ENDPOINTS.recordingPolicy.config, rateLimit: { max: MAX_POLICY_REQUESTS_PER_MINUTE } },
    handler: async (request) => {
      const { caller, callee } = request.query;
      const parties = { caller: caller.number, callee: callee.number };
      return recordingPolicy(await deps.directory.current(), sourceOf(request), parties, deps.clock.now());
    },
  });
}
