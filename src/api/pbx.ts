import { z } from 'zod';
import { AppError, type ErrorCode } from '../base/errors.ts';
import { type TenantId, isId } from '../base/ids.ts';
import { readPhoneNumber } from '../base/phone-number.ts';
import { importCdrs, recordingPolicy } from '../intake/index.ts';
import { DIRECTIONS, NO_RECORDING_REASONS } from '../recording/index.ts';
import { sourceOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { InstantText, toUnixMs } from './schemas.ts';
import { MAX_POLICY_REQUESTS_PER_MINUTE } from './server-limits.ts';

/** Enough for SIP URIs with their parameters. */
const MAX_NUMBER_CHARS = 256;
const MAX_EXTERNAL_ID_CHARS = 200;
/** Earlier times are errors, and the year 0 is not a valid folder of the tree. */
const FIRST_INSTANT_MS = Date.parse('1900-01-01T00:00:00Z');

const CallInstant = InstantText.transform(toUnixMs).refine(
  (instant) => instant >= FIRST_INSTANT_MS,
  'must not lie before 1900',
);

const Party = z.string().max(MAX_NUMBER_CHARS).transform(readPhoneNumber);

const TenantIdText = z
  .string()
  .refine(isId, 'must be a tenant’s id')
  .transform((text) => text as TenantId);

/** A call as a PBX reports it, in an upload or a CDR. */
export const PbxCall = z
  .strictObject({
    startedAt: CallInstant.describe('The start of the call; part of the file’s name, and the start of the retention.'),
    caller: Party.nullable().describe('In any notation; `anonymous` or null where it is withheld.'),
    callee: Party.nullable(),
    tenantId: TenantIdText.nullable()
      .default(null)
      .describe('Needed only if the tenant does not follow from the numbers.'),
    direction: z.enum(DIRECTIONS).nullable().default(null).describe('If absent, derived from the numbers.'),
    answeredAt: CallInstant.nullable().exactOptional().describe('Null: nobody answered. Absent: not known.'),
    endedAt: CallInstant.nullable().default(null),
    externalId: z
      .string()
      .min(1)
      .max(MAX_EXTERNAL_ID_CHARS)
      .nullable()
      .default(null)
      .describe('The PBX’s own id of the call: reports with the same id are one call.'),
  })
  .refine(
    ({ startedAt, answeredAt, endedAt }) => inOrder([startedAt, answeredAt ?? null, endedAt]),
    'must begin before it is answered, and be answered before it ends',
  );

function inOrder(instants: readonly (number | null)[]): boolean {
  const known = instants.filter((instant) => instant !== null);
  return known.every((instant, index) => index === 0 || known[index - 1]! <= instant);
}

/** Why a reported call is refused. */
export const REPORTED_CALL_PROBLEMS = [
  'tenant-not-of-source',
  'call-owner-unknown',
  'call-in-the-future',
] as const satisfies ErrorCode[];

/** A PBX that has more CDRs sends them in several requests. */
const MAX_CDRS = 500;
/** Room for `MAX_CDRS` with long ids. */
const MAX_CDRS_BYTES = 512 * 1024;

const Cdrs = z.union([PbxCall, z.array(PbxCall).min(1).max(MAX_CDRS)]);

const ImportedCdrs = z
  .object({
    calls: z
      .array(
        z.object({
          callId: z.uuid().nullable().describe('Null: refused.'),
          refused: z.string().nullable().describe('The code of the error; the other calls are imported.'),
        }),
      )
      .describe('In the order of the request.'),
  })
  .meta({ id: 'ImportedCdrs' });

const PolicyQuery = z.strictObject({ caller: Party.describe('In any notation.'), callee: Party });

const RecordingPolicy = z
  .object({
    record: z.boolean(),
    tenantId: z.uuid().nullable().describe('Null: the tenant of such a call is not known.'),
    reason: z.enum(NO_RECORDING_REASONS).nullable().describe('Why it is not to be recorded.'),
  })
  .meta({ id: 'RecordingPolicy' });

export const PBX_ENDPOINTS = {
  importCdrs: {
    method: 'POST',
    url: '/api/v1/calls',
    config: { access: 'source', keyScope: 'cdr', problems: [...REPORTED_CALL_PROBLEMS, 'request-too-large'] },
    schema: {
      operationId: 'importCdrs',
      summary: 'Imports call detail records: calls that took place, recorded or not',
      body: Cdrs,
      response: { 200: ImportedCdrs },
    },
  },
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

/** What a PBX sends and asks, with the key of its source; uploads are in `uploads.ts`. */
export function routePbx(app: ZodApp, { db, directory, clock }: Pick<ApiDeps, 'db' | 'directory' | 'clock'>): void {
  app.route({
    ...PBX_ENDPOINTS.importCdrs,
    bodyLimit: MAX_CDRS_BYTES,
    handler: async (request) => {
      const calls = Array.isArray(request.body) ? request.body : [request.body];
      const saved = await importCdrs({ db, directory, clock }, sourceOf(request), calls);
      const [only] = saved;
      if (!Array.isArray(request.body) && only?.ok === false) throw new AppError(only.reason);
      return {
        calls: saved.map((call) => ({ callId: call.ok ? call.value : null, refused: call.ok ? null : call.reason })),
      };
    },
  });

  app.route({
    ...PBX_ENDPOINTS.recordingPolicy,
    config: { ...PBX_ENDPOINTS.recordingPolicy.config, rateLimit: { max: MAX_POLICY_REQUESTS_PER_MINUTE } },
    handler: async (request) => recordingPolicy(await directory.current(), sourceOf(request), request.query),
  });
}
