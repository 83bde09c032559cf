import { z } from 'zod';
import { isId, type TenantId } from '../../base/ids.ts';
import { MAX_INSTANT_CHARS } from '../../base/instant.ts';
import { extensionBehind, readNumber } from '../../base/phone-number.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { readCallTimes } from './call-times.ts';
import type { ReportedCall } from './reported-calls.ts';
import { BARE_FORMATS, DIRECTIONS } from '../../recording/index.ts';

/** Enough for SIP URIs with their parameters. */
const MAX_NUMBER_CHARS = 256;
const MAX_EXTERNAL_ID_CHARS = 200;

export const Party = z.string().max(MAX_NUMBER_CHARS).transform(readNumber);

/** Programs without types write numbers and ids as JSON numbers. */
const WholeNumber = z.int().nonnegative().transform(String);
const NumberedParty = z.union([Party, WholeNumber.transform(readNumber)], {
  error: `must be a text of at most ${MAX_NUMBER_CHARS} characters, a number or null`,
});

const Time = z.union([z.string().max(MAX_INSTANT_CHARS), z.number()], {
  error: 'must be a time as text or as a number',
});

const TenantIdText = z
  .string()
  .refine(isId, 'must be a tenant’s id')
  .meta({ format: 'uuid' })
  .transform((text) => text as TenantId);

const ExternalId = z
  .string()
  .min(1)
  .max(MAX_EXTERNAL_ID_CHARS)
  // PostgreSQL does not accept it in a text.
  .refine((text) => !text.includes('\0'), 'must not have a NUL character');

/** A call as a PBX reports it, in an upload or a CDR. Fields that are not named here are ignored. */
export const PbxCall = z.object({
  startedAt: Time.describe(
    'The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds.',
  ),
  caller: NumberedParty.nullable().describe('In any notation; `anonymous`, empty or null where it is withheld.'),
  callee: NumberedParty.nullable(),
  tenantId: TenantIdText.nullable()
    .default(null)
    .describe('Needed only if the tenant does not follow from the numbers.'),
  direction: z.enum(DIRECTIONS).nullable().default(null).describe('If absent, derived from the numbers.'),
  answeredAt: Time.nullable().exactOptional().describe('Null: nobody answered. Absent or empty: not known.'),
  endedAt: Time.nullable().default(null),
  externalId: z
    .union([ExternalId, WholeNumber], {
      error: `must be a text of 1 to ${MAX_EXTERNAL_ID_CHARS} characters, a number of up to 15 digits or null`,
    })
    .nullable()
    .default(null)
    .describe('The PBX’s own id of the call: reports with the same id are one call.'),
  audioFormat: z
    .enum(BARE_FORMATS)
    .nullable()
    // What it may say of other files is not needed: they are known by their content.
    .catch(null)
    .default(null)
    .describe(
      'Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.',
    ),
});

/** What is wrong with a field. `field` is empty where the whole is meant. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** Why a time is refused. */
const TIME_PROBLEMS = {
  'not-an-instant': 'must be a time, like 2026-03-10T11:00:00+01:00 or 1773136800',
  'no-offset': 'has no UTC offset, and no time zone is set for the source',
  'before-there-were-calls': 'must not lie before 1900',
  'before-the-time-before': 'a call must begin before it is answered, and be answered before it ends',
};

/**
 * Reads a call that a PBX reports. An empty text is as if the field was absent, of a party withheld. Messages do not have the
 * values: they are personal data. `timeZone`: of the source.
 */
export function readPbxCall(written: unknown, timeZone: string | null): Result<ReportedCall, FieldError[]> {
  const fields = PbxCall.safeParse(withoutEmptyFields(written));
  if (!fields.success)
    return fail(fields.error.issues.map(({ path, message }) => ({ field: path.join('.'), message })));
  const times = readCallTimes(fields.data, timeZone);
  if (!times.ok) return fail([{ field: times.reason.field, message: TIME_PROBLEMS[times.reason.problem] }]);
  const { tenantId, caller, callee, direction, externalId, audioFormat } = fields.data;
  const parties = { caller: caller?.number ?? null, callee: callee?.number ?? null, dialled: callee?.dialled ?? null };
  const extensions = [caller, callee].flatMap((party) => {
    const extension = party && extensionBehind(party);
    return party?.number && extension ? { number: party.number, extension } : [];
  });
  const audio = audioFormat === null ? {} : { audioFormat };
  return ok({ tenantId, ...parties, extensions, direction, externalId, ...audio, ...times.value });
}

const PARTIES: readonly string[] = ['caller', 'callee'] satisfies (keyof ReportedCall)[];

function withoutEmptyFields(written: unknown): unknown {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return written;
  return Object.fromEntries(Object.entries(written).filter(isGiven));
}

function isGiven([name, value]: [string, unknown]): boolean {
  return PARTIES.includes(name) || typeof value !== 'string' || value.trim() !== '';
}
