import { z } from 'zod';
import { type TenantId, isId } from '../../base/ids.ts';
import { readPhoneNumber } from '../../base/phone-number.ts';
import { DIRECTIONS, NO_RECORDING_REASONS } from '../../recording/index.ts';
import { InstantText, toUnixMs } from './instant.ts';

/** SIP URIs with their parameters are read too. */
const MAX_NUMBER_CHARS = 256;
const MAX_EXTERNAL_ID_CHARS = 200;
/** A PBX that has more sends them in several requests. */
const MAX_CALL_RECORDS = 500;

/** There was nothing to record; and the year 0 is in no tree. */
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

/** A call as a PBX tells of it, in an upload or a call record. */
export const PbxCall = z
  .strictObject({
    startedAt: CallInstant.describe('When it began; it names the file and starts the retention.'),
    caller: Party.nullable().describe('In any written form; `anonymous` or null where it is hidden.'),
    callee: Party.nullable(),
    tenantId: TenantIdText.nullable().default(null).describe('Needed only where the numbers do not tell.'),
    direction: z.enum(DIRECTIONS).nullable().default(null).describe('Derived from the numbers where it is not told.'),
    answeredAt: CallInstant.nullable().exactOptional().describe('Null: nobody answered. Absent: not known.'),
    endedAt: CallInstant.nullable().default(null),
    externalId: z
      .string()
      .min(1)
      .max(MAX_EXTERNAL_ID_CHARS)
      .nullable()
      .default(null)
      .describe('The PBX’s own id of the call: told again under it, it is the same call.'),
  })
  .refine(
    ({ startedAt, answeredAt, endedAt }) => inOrder([startedAt, answeredAt ?? null, endedAt]),
    'must begin before it is answered, and be answered before it ends',
  );

function inOrder(instants: readonly (number | null)[]): boolean {
  const known = instants.filter((instant) => instant !== null);
  return known.every((instant, index) => index === 0 || known[index - 1]! <= instant);
}

/** The parts of an upload, in this order: what may not be recorded is refused before its audio is read. */
export const Upload = z.object({
  call: PbxCall,
  audio: z.any().meta({ type: 'string', format: 'binary', description: 'WAV or MP3; two channels: caller left.' }),
});

export const UploadedRecording = z
  .object({
    recordingId: z.uuid(),
    callId: z.uuid(),
    path: z.string().describe('Where the file is in the FTP tree: `YYYY/MM/DD/name.mp3`.'),
  })
  .meta({ id: 'UploadedRecording' });

export const CallRecords = z.union([PbxCall, z.array(PbxCall).min(1).max(MAX_CALL_RECORDS)]);

export const NotedCalls = z
  .object({
    calls: z
      .array(
        z.object({
          callId: z.uuid().nullable().describe('Null: refused.'),
          refused: z.string().nullable().describe('The code of the error; the other calls are noted all the same.'),
        }),
      )
      .describe('In the order of the request.'),
  })
  .meta({ id: 'NotedCalls' });

export const PolicyQuery = z.strictObject({ caller: Party.describe('In any written form.'), callee: Party });

export const RecordingPolicy = z
  .object({
    record: z.boolean(),
    tenantId: z.uuid().nullable().describe('Null: nothing tells whose call it would be.'),
    reason: z.enum(NO_RECORDING_REASONS).nullable().describe('Why it is not to be recorded.'),
  })
  .meta({ id: 'RecordingPolicy' });
