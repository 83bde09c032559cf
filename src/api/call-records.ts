import { z } from 'zod';
import type { FastifyRequest } from 'fastify';
import { AppError, type ErrorCode, ERRORS } from '../base/errors.ts';
import type { SourceId } from '../base/ids.ts';
import { Turns } from '../base/turns.ts';
import {
  importCdrs,
  MAX_RECORDS,
  PbxCall,
  readCallRecordsInTurns,
  type ReadRecord,
  RECORD_MEDIA_TYPES,
  type RecordFieldError,
  SKIPPED_RECORDS,
} from '../intake/index.ts';
import type { KeySource } from '../tenants/index.ts';
import { sourceOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { REPORTED_CALL_PROBLEMS } from './pbx.ts';
import { InvalidFields } from './problem-details.ts';
import { MAX_CALL_RECORD_REQUESTS_PER_MINUTE } from './server-limits.ts';

/** Room for 500 records with long ids, for thousands of lines of CSV, and for the largest single ones, FreeSWITCH’s of 60 kB. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;
/** Each waits on a connection of the database until the others of its tenant are written, and there are 20 for all. FreeSWITCH sends one at each hang-up. */
const REQUESTS_OF_A_SOURCE = { atOnce: 4, waiting: 100 };
const RETRY_AFTER_S = 1;

const CallRecords = z.union([
  PbxCall,
  z.array(PbxCall).min(1).max(MAX_RECORDS),
  z
    .record(z.string(), z.unknown())
    .describe('Records in the shape that is set for the source, in their own media type: docs/integrators/formats.md.'),
]);

const ImportedCdrs = z
  .object({
    calls: z
      .array(
        z.object({
          callId: z.uuid().nullable().describe('Null: refused or skipped.'),
          refused: z.string().nullable().describe('The code of the error; the other calls are imported.'),
          skipped: z
            .enum(SKIPPED_RECORDS)
            .exactOptional()
            .describe(
              'Only of a record that is neither wrong nor a call of its own: sending it again changes nothing.',
            ),
          errors: z
            .array(
              z.object({
                record: z.int(),
                field: z.string(),
                sourceField: z
                  .string()
                  .exactOptional()
                  .describe('The field’s name in the record; the names that were searched, if there is none of them.'),
                message: z.string(),
              }),
            )
            .exactOptional()
            .describe('Only of a refused call: its place in the request, from 0, and what is wrong with which field.'),
        }),
      )
      .describe('In the order of the request.'),
  })
  .meta({ id: 'ImportedCdrs' });

export const CALL_RECORD_ENDPOINTS = {
  importCdrs: {
    method: 'POST',
    url: '/api/v1/calls',
    config: {
      access: 'source',
      keyScope: 'cdr',
      problems: [...REPORTED_CALL_PROBLEMS, 'request-too-large', 'media-type-not-supported'],
    },
    schema: {
      operationId: 'importCdrs',
      summary: 'Imports call detail records: calls that took place, recorded or not',
      consumes: [...RECORD_MEDIA_TYPES],
      body: CallRecords,
      response: { 200: ImportedCdrs },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** Which fields make the recorder refuse a call. */
const FIELD_OF_PROBLEM: Record<(typeof REPORTED_CALL_PROBLEMS)[number], string> = {
  'tenant-not-of-source': 'tenantId',
  'call-owner-unknown': 'caller, callee',
  'call-in-the-future': 'startedAt',
};

type ImportDeps = Pick<ApiDeps, 'db' | 'directory' | 'clock' | 'lastRecords'>;
type ImportedCall = z.input<typeof ImportedCdrs>['calls'][number];

/** What a PBX reports of its calls, with the key of its source. In a scope of its own: other endpoints take JSON only. */
export async function routeCallRecords(app: ZodApp, deps: ImportDeps): Promise<void> {
  const turns = new Turns<SourceId>(REQUESTS_OF_A_SOURCE);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser([...RECORD_MEDIA_TYPES], { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.route({
    ...CALL_RECORD_ENDPOINTS.importCdrs,
    config: { ...CALL_RECORD_ENDPOINTS.importCdrs.config, rateLimit: { max: MAX_CALL_RECORD_REQUESTS_PER_MINUTE } },
    bodyLimit: MAX_BODY_BYTES,
    // Each record is read for itself: a bad one refuses no other.
    validatorCompiler: () => () => true,
    handler: (request, reply) => {
      const importing = turns.take(sourceOf(request).id, () => importBody(deps, request));
      if (importing !== null) return importing;
      reply.header('retry-after', RETRY_AFTER_S);
      throw new AppError('too-many-requests');
    },
  });
}

async function importBody(deps: ImportDeps, request: FastifyRequest): Promise<{ calls: ImportedCall[] }> {
  const source = sourceOf(request);
  const body = (request.body ?? Buffer.alloc(0)) as unknown as Buffer;
  const contentType = request.headers['content-type'] ?? 'application/json';
  const read = await readCallRecordsInTurns(body, contentType, source.callRecords, source.timeZone);
  const received = { contentType, body, mapping: source.callRecords };
  if (!read.ok) {
    deps.lastRecords.note(source.id, { ...received, records: [], refused: read.reason });
    throw new AppError('request-invalid', read.reason);
  }
  const { records, isSingle } = read.value;
  const calls = await importRecords(deps, source, records);
  const results = calls.map((call, place) => ({ ...call, record: records[place]! }));
  deps.lastRecords.note(source.id, { ...received, records: results, refused: null });
  if (isSingle) throwRefusal(records[0]!, calls[0]!);
  return { calls };
}

/** Each call is saved, refused or skipped for itself. */
async function importRecords(
  deps: ImportDeps,
  source: KeySource,
  records: readonly ReadRecord[],
): Promise<ImportedCall[]> {
  const saved = await importCdrs(
    deps,
    source,
    records.flatMap(({ result }) => ('ok' in result && result.ok ? [result.value] : [])),
  );
  const results = saved.values();
  return records.map(({ result }, record) => {
    if ('skipped' in result) return { callId: null, refused: null, skipped: result.skipped };
    if (!result.ok) return refused(record, 'request-invalid', result.reason);
    const call = results.next().value!;
    if (call.ok) return { callId: call.value, refused: null };
    return refused(record, call.reason, [{ field: FIELD_OF_PROBLEM[call.reason], message: ERRORS[call.reason].title }]);
  });
}

function refused(record: number, code: ErrorCode, errors: readonly RecordFieldError[]): ImportedCall {
  return { callId: null, refused: code, errors: errors.map((error) => ({ record, ...error })) };
}

/** A record that was sent alone gets an error response. */
function throwRefusal({ result }: ReadRecord, { refused }: ImportedCall): void {
  if (refused === null) return;
  if ('ok' in result && !result.ok) throw new InvalidFields(result.reason);
  throw new AppError(refused as ErrorCode);
}
