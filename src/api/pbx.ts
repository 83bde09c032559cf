import { z } from 'zod';
import { AppError, type ErrorCode, ERRORS } from '../base/errors.ts';
import { type FieldError, importCdrs, Party, PbxCall, readPbxCall, recordingPolicy } from '../intake/index.ts';
import { NO_RECORDING_REASONS } from '../recording/index.ts';
import type { KeySource } from '../tenants/index.ts';
import { sourceOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { InvalidFields } from './problem-details.ts';
import { MAX_CALL_RECORD_REQUESTS_PER_MINUTE, MAX_POLICY_REQUESTS_PER_MINUTE } from './server-limits.ts';

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
          errors: z
            .array(z.object({ record: z.int(), field: z.string(), message: z.string() }))
            .exactOptional()
            .describe('Only of a refused call: its place in the request, from 0, and what is wrong with which field.'),
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

/** Which fields make the recorder refuse a call. */
const FIELD_OF_PROBLEM: Record<(typeof REPORTED_CALL_PROBLEMS)[number], string> = {
  'tenant-not-of-source': 'tenantId',
  'call-owner-unknown': 'caller, callee',
  'call-in-the-future': 'startedAt',
};

/** What a PBX sends and asks, with the key of its source; uploads are in `uploads.ts`. */
export function routePbx(app: ZodApp, deps: Pick<ApiDeps, 'db' | 'directory' | 'clock'>): void {
  app.route({
    ...PBX_ENDPOINTS.importCdrs,
    config: { ...PBX_ENDPOINTS.importCdrs.config, rateLimit: { max: MAX_CALL_RECORD_REQUESTS_PER_MINUTE } },
    bodyLimit: MAX_CDRS_BYTES,
    // Each call is read for itself: a bad one refuses no other.
    validatorCompiler: () => () => true,
    handler: async (request) => {
      const body: unknown = request.body;
      const source = sourceOf(request);
      return {
        calls: Array.isArray(body) ? await importMany(deps, source, body) : [await importOne(deps, source, body)],
      };
    },
  });

  app.route({
    ...PBX_ENDPOINTS.recordingPolicy,
    config: { ...PBX_ENDPOINTS.recordingPolicy.config, rateLimit: { max: MAX_POLICY_REQUESTS_PER_MINUTE } },
    handler: async (request) => {
      const { caller, callee } = request.query;
      const parties = { caller: caller.number, callee: callee.number };
      return recordingPolicy(await deps.directory.current(), sourceOf(request), parties);
    },
  });
}

type ImportDeps = Pick<ApiDeps, 'db' | 'directory' | 'clock'>;
type ImportedCall = z.input<typeof ImportedCdrs>['calls'][number];

/** Throws the error of a call that is refused. */
async function importOne(deps: ImportDeps, source: KeySource, written: unknown): Promise<ImportedCall> {
  const call = readPbxCall(written, source.timeZone);
  if (!call.ok) throw new InvalidFields(call.reason);
  const [saved] = await importCdrs(deps, source, [call.value]);
  if (!saved!.ok) throw new AppError(saved!.reason);
  return { callId: saved!.value, refused: null };
}

/** Each call is saved or refused for itself. */
async function importMany(deps: ImportDeps, source: KeySource, written: readonly unknown[]): Promise<ImportedCall[]> {
  if (written.length === 0 || written.length > MAX_CDRS) {
    throw new AppError('request-invalid', `an array must have 1 to ${MAX_CDRS} calls`);
  }
  const read = written.map((call) => readPbxCall(call, source.timeZone));
  const saved = await importCdrs(
    deps,
    source,
    read.flatMap((call) => (call.ok ? [call.value] : [])),
  );
  const results = saved.values();
  return read.map((call, record) => {
    if (!call.ok) return refused(record, 'request-invalid', call.reason);
    const result = results.next().value!;
    if (result.ok) return { callId: result.value, refused: null };
    return refused(record, result.reason, [
      { field: FIELD_OF_PROBLEM[result.reason], message: ERRORS[result.reason].title },
    ]);
  });
}

function refused(record: number, code: ErrorCode, errors: readonly FieldError[]): ImportedCall {
  return { callId: null, refused: code, errors: errors.map((error) => ({ record, ...error })) };
}
