import { z } from 'zod';
import { type LastRecord, readLastRecords, SKIPPED_RECORDS } from '../intake/index.ts';
import { DIRECTIONS } from '../recording/index.ts';
import type { ApiDeps } from './api-deps.ts';
import { CallRecordMapping } from './call-record-mapping.ts';
import { type Endpoint, OPERATOR_ADMIN, type ZodApp } from './endpoint.ts';
import { actorOf } from './operator.ts';
import { UnixMs } from './schemas.ts';
import { TimeZone } from './sources.ts';

const FieldErrors = z
  .array(
    z.object({
      field: z.string(),
      sourceField: z
        .string()
        .exactOptional()
        .describe('The field’s name in the record, or the names that were searched.'),
      message: z.string(),
    }),
  )
  .readonly();

const ReadCall = z.object({
  startedAt: UnixMs,
  answeredAt: UnixMs.nullable().exactOptional().describe('Null: not answered; absent: not known.'),
  endedAt: UnixMs.nullable(),
  caller: z.string().nullable(),
  callee: z.string().nullable(),
  dialled: z.string().nullable().exactOptional(),
  direction: z.enum(DIRECTIONS).nullable().describe('Null: derived from the numbers.'),
  externalId: z.string().nullable(),
  tenantId: z.string().nullable(),
});

const PreviewedRecord = z
  .object({
    fields: z.record(z.string(), z.unknown()).nullable().describe('As received; null: it cannot be read.'),
    call: ReadCall.nullable().describe('What it becomes by this mapping; null: refused or skipped.'),
    skipped: z.enum(SKIPPED_RECORDS).nullable(),
    errors: FieldErrors.describe('What is wrong with which field.'),
    received: z
      .object({
        refused: z.string().nullable().describe('The code of the error; null: taken or skipped.'),
        skipped: z.enum(SKIPPED_RECORDS).exactOptional(),
        errors: FieldErrors.exactOptional(),
      })
      .nullable()
      .describe('What became of it when it was received; null: not known.'),
  })
  .meta({ id: 'PreviewedRecord' });

const Preview = z
  .object({
    requests: z
      .array(
        z.object({
          at: UnixMs,
          contentType: z.string(),
          total: z.int().nonnegative().describe('How many records it had; not all are kept.'),
          refused: z.string().nullable().describe('Why the whole request was refused.'),
          unreadable: z.string().nullable().describe('Why its records cannot be separated by this mapping.'),
          text: z.string().nullable().describe('As received, where it is unreadable.'),
          records: z.array(PreviewedRecord).readonly(),
        }),
      )
      .readonly()
      .describe('Newest first.'),
  })
  .meta({ id: 'CallRecordPreview' });

const PreviewRequest = z.strictObject({
  callRecords: CallRecordMapping.exactOptional().describe('Default: the source’s.'),
  timeZone: TimeZone.exactOptional().describe('Default: the source’s.'),
});

export const CALL_RECORD_PREVIEW_ENDPOINTS = {
  previewCallRecords: {
    method: 'POST',
    url: '/api/v1/operator/sources/:id/call-records/preview',
    config: { access: OPERATOR_ADMIN, problems: ['source-unknown', 'trace-key-missing'] },
    schema: {
      operationId: 'previewCallRecords',
      summary:
        'The last 20 call records of a source, of the last day, and what they become by a mapping that need not be saved; the audit log says who looked',
      params: z.strictObject({ id: z.uuid() }),
      body: PreviewRequest,
      response: { 200: Preview },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** For setting up how the call records of a PBX are read. */
export function routeCallRecordPreview(
  app: ZodApp,
  deps: Pick<ApiDeps, 'db' | 'keys' | 'audit' | 'clock' | 'traceHours'>,
): void {
  app.route({
    ...CALL_RECORD_PREVIEW_ENDPOINTS.previewCallRecords,
    handler: async (request) => {
      const { callRecords: mapping, timeZone } = request.body;
      const reading = { mapping, timeZone, by: actorOf(request) };
      const requests = await readLastRecords(deps, request.params.id, reading);
      return { requests: requests.map((one) => ({ ...one, records: one.records.map(previewed) })) };
    },
  });
}

function previewed({ record, result: received }: LastRecord) {
  if (record === null) return { fields: null, call: null, skipped: null, errors: [], received };
  const { fields, result } = record;
  if ('skipped' in result) return { fields, call: null, skipped: result.skipped, errors: [], received };
  return result.ok
    ? { fields, call: result.value, skipped: null, errors: [], received }
    : { fields, call: null, skipped: null, errors: result.reason, received };
}
