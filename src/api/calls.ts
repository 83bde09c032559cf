import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CallId } from '../base/ids.ts';
import { addDays, isWarsawDay, startOfWarsawDay } from '../base/warsaw-time.ts';
import { waitingCalls } from '../calls/index.ts';
import { listCalls, type ListedCall, MIN_NOTE_PART } from '../catalog/index.ts';
import { MAX_TAG_CHARS, normalizeTag } from '../notes/index.ts';
import { CALL_FLAGS, DIRECTIONS, NO_RECORDING_REASONS, SIDES, QUALITY_GRADES } from '../recording/index.ts';
import { isName, TENANT_ROLES } from '../tenants/index.ts';
import { scopeOf, signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { Hold } from './holds.ts';
import type { NoteSearches } from './note-searches.ts';
import {
  AppliedRule,
  Direction,
  InstantText,
  NoRecordingReason,
  PageQuery,
  toUnixMs,
  UnixMs,
  WarsawDay,
} from './schemas.ts';

export const MAX_NUMBER_CHARS = 64;
/** Fewer digits would match most of a tenant's history. */
const MIN_NUMBER_DIGITS = 3;
/** A day: no call is longer. */
export const MAX_DURATION_MS = 86_400_000;

const DayOrInstant = z.union([WarsawDay, InstantText], {
  error: 'must be a day (YYYY-MM-DD) or an instant of ISO 8601',
});

/** The first instant of a span, Unix ms. */
const SpanStart = DayOrInstant.transform((text) => (isWarsawDay(text) ? startOfWarsawDay(text) : toUnixMs(text)));
/** The first instant after a span, Unix ms: a day given is included. */
const SpanEnd = DayOrInstant.transform((text) =>
  isWarsawDay(text) ? startOfWarsawDay(addDays(text, 1)) : toUnixMs(text),
);

/** Not by its name in the document: the schemas of queries stand for themselves. */
export const AskedReason = z.enum(NO_RECORDING_REASONS);
const DurationMs = z.coerce.number<string | number>().int().min(0).max(MAX_DURATION_MS);

/** Of a part of a note's text. */
export const MAX_NOTE_PART = 100;
export const AskedReview = z.enum(['open', 'done']);

/** In its one form: lower case, single spaces, no `#`. */
export const TagText = z
  .string()
  .max(4 * MAX_TAG_CHARS)
  .transform((text, context) => {
    const tag = normalizeTag(text);
    if (tag !== null) return tag;
    context.addIssue({
      code: 'custom',
      message: `must be a tag: up to ${MAX_TAG_CHARS} letters, digits, spaces, _./+&-`,
    });
    return z.NEVER;
  });

/** Whoever searches by a note's text reads notes. */
export const NOTE_NEEDS_LISTEN = { alsoWithQuery: { note: 'listen' } } as const;

export const CallsQuery = z.strictObject({
  from: SpanStart.exactOptional().describe('The first day in Europe/Warsaw, YYYY-MM-DD, or an instant.'),
  to: SpanEnd.exactOptional().describe('The last day in Europe/Warsaw, YYYY-MM-DD, or the instant that ends the span.'),
  number: z
    .string()
    .max(MAX_NUMBER_CHARS)
    .refine((text) => isName(text) || text.replace(/\D/g, '').length >= MIN_NUMBER_DIGITS, {
      error: 'must have at least three digits, or two letters of a name',
    })
    .exactOptional()
    .describe(
      'The number of anybody who took part, or what was dialled, in any notation, or at least three consecutive digits of it; or a part of its name in the phone book.',
    ),
  direction: z.enum(DIRECTIONS).exactOptional(),
  call: z.uuid().exactOptional().describe('Only this call.'),
  recorded: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .exactOptional(),
  reason: AskedReason.exactOptional().describe('Only calls without a recording, for this reason.'),
  minDurationMs: DurationMs.exactOptional().describe('A call that was not answered lasted 0.'),
  maxDurationMs: DurationMs.exactOptional(),
  extension: z
    .string()
    .min(1)
    .max(MAX_NUMBER_CHARS)
    .exactOptional()
    .describe('An extension or number of the tenant’s that took part, whole, in any notation.'),
  tag: TagText.exactOptional().describe('Only calls with this tag, whole.'),
  note: z
    .string()
    .trim()
    .min(MIN_NOTE_PART)
    .max(MAX_NOTE_PART)
    .exactOptional()
    .describe('A part of the text of one of its notes, whatever its case and marks; needs the right `listen`, too.'),
  review: AskedReview.exactOptional().describe('As `review` of a call.'),
  ...PageQuery,
});

export const Flag = z.enum(CALL_FLAGS).meta({ id: 'CallFlag' });
const PhoneNumber = z.string().describe('E.164 with `+`; extensions and short codes without.');

const Pause = z
  .object({
    channel: z.enum(['caller', 'callee', 'mixed']).describe('Whose voice was not recorded.'),
    from: UnixMs,
    until: UnixMs,
    fromMs: z.int().nonnegative().describe('Where it begins in the audio.'),
    untilMs: z.int().nonnegative(),
  })
  .meta({ id: 'RecordingPause' });

const LegQuality = z
  .object({
    leg: z.int().nonnegative(),
    channel: z.enum(['caller', 'callee', 'mixed']),
    codec: z.string().nullable().describe('Null: no sound arrived.'),
    packets: z.int().nonnegative().describe('With sound.'),
    lost: z.int().nonnegative().describe('By sequence numbers.'),
    duplicates: z.int().nonnegative(),
    reordered: z.int().nonnegative().describe('Came later than their successors.'),
    ignored: z.int().nonnegative().describe('Of another sender, not negotiated, malformed or far too late.'),
    jitterMs: z.number().nonnegative().describe('RFC 3550 §6.4.1, the mean over the call.'),
    maxJitterMs: z.number().nonnegative(),
    mos: z
      .number()
      .min(1)
      .max(4.5)
      .nullable()
      .describe('Estimated from codec and loss by the E-model (ITU-T G.107); null: cannot be.'),
  })
  .meta({ id: 'LegQuality' });

const RecordingQuality = z
  .object({
    grade: z
      .enum(QUALITY_GRADES)
      .nullable()
      .describe('Of the worst leg: `good` from a MOS of 4.02, `fair` from 3.6; null: cannot be estimated.'),
    legs: z.array(LegQuality).readonly(),
  })
  .meta({ id: 'RecordingQuality' });

const Party = z
  .object({
    number: PhoneNumber.nullable().describe('Null: withheld, unknown or removed.'),
    side: z
      .enum(SIDES)
      .describe('Left (`caller`) or right (`callee`): who takes a call over has the side of the one who left.'),
    from: UnixMs,
    until: UnixMs,
    fromMs: z.int().nonnegative().describe('Where that is in the audio.'),
    untilMs: z.int().nonnegative(),
  })
  .meta({ id: 'RecordingParty' });

const TalkTime = z
  .object({
    callerMs: z.int().nonnegative(),
    calleeMs: z.int().nonnegative(),
    silenceMs: z.int().nonnegative(),
    longestSilenceMs: z.int().nonnegative(),
  })
  .meta({ id: 'TalkTime' });

const CallRecording = z
  .object({
    id: z.uuid(),
    durationMs: z.int().nonnegative(),
    sizeBytes: z.int().nonnegative(),
    fileName: z.string(),
    path: z.string().describe('Where the file is in the FTP tree: `YYYY/MM/DD/name.mp3`.'),
    playable: z.boolean().describe('False once it is too old for the panel, and once it is destroyed.'),
    availableUntil: UnixMs.describe('When it expires; a hold may keep it longer.'),
    destroyedAt: UnixMs.nullable(),
    hold: Hold.nullable(),
    flags: z.array(Flag).readonly(),
    pauses: z.array(Pause).readonly().describe('When the PBX had the recording paused; the audio is silent there.'),
    parties: z
      .array(Party)
      .readonly()
      .describe('Who took part and when, transfers included; empty: not kept by an earlier release, or erased.'),
    quality: RecordingQuality.nullable().describe(
      'How well its packets arrived; null: uploaded, or of an earlier release.',
    ),
    talk: TalkTime.nullable().describe(
      'How long each party talked (pauses between words included) and nobody did; of a mixed recording both are the same. Null: not measured.',
    ),
  })
  .meta({ id: 'CallRecording' });

export const Call = z
  .object({
    id: z.uuid(),
    startedAt: UnixMs,
    answeredAt: UnixMs.nullable(),
    endedAt: UnixMs.nullable(),
    direction: Direction,
    caller: PhoneNumber.nullable().describe('Null: withheld.'),
    callee: PhoneNumber.nullable(),
    callerName: z.string().nullable().describe('As the phone book names the number; null: not at all.'),
    calleeName: z.string().nullable(),
    otherNames: z
      .record(z.string(), z.string())
      .describe('Names of other numbers that took part or were dialled, by number.'),
    dialled: z
      .string()
      .nullable()
      .describe(
        'What the caller dialled, where it is not the callee’s number: a feature code (`*11`), a hunt group’s number.',
      ),
    durationMs: z.int().nonnegative().nullable(),
    flags: z.array(Flag).readonly(),
    numbersErased: z
      .boolean()
      .describe('A number was removed at the request of a data subject; a party without a number may be that one.'),
    noRecordingReason: NoRecordingReason.nullable().describe('Why there is no recording; null where there is one.'),
    recordingRule: AppliedRule.nullable().describe('The recording rule that decided, as it was then; null: none.'),
    tags: z.array(z.string()).readonly(),
    notes: z
      .int()
      .nonnegative()
      .nullable()
      .describe('How many there are. Null: only who may listen learns it, and nobody under a listening grant.'),
    review: z
      .enum(['open', 'done'])
      .nullable()
      .describe('Whether colleagues are to look at it; `done`: all of them have. Null: nobody is asked.'),
    recordings: z.array(CallRecording).readonly(),
  })
  .meta({ id: 'Call' });

const PreparingCalls = z
  .object({
    calls: z.int().positive(),
    expectedAt: UnixMs.nullable().describe('When the last of them is listed; null: not known.'),
  })
  .meta({ id: 'PreparingCalls' });

export const CallsPage = z
  .object({
    calls: z.array(Call).readonly(),
    nextCursor: z.string().nullable(),
    preparing: PreparingCalls.nullable().describe(
      'Recorded calls that have ended and are not listed yet, whatever the filters, if that takes longer than some seconds. On the first page, for who sees all calls of the tenant; else null.',
    ),
  })
  .meta({ id: 'CallsPage' });

export const CALL_ENDPOINTS = {
  listCalls: {
    method: 'GET',
    url: '/api/v1/calls',
    config: { access: { roles: TENANT_ROLES, scope: 'own', ...NOTE_NEEDS_LISTEN }, keyScope: 'calls:read' },
    schema: {
      operationId: 'listCalls',
      summary: 'The history of calls, newest first',
      querystring: CallsQuery,
      response: { 200: CallsPage },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** The history of calls. */
export function routeCalls(
  app: ZodApp,
  deps: Pick<ApiDeps, 'reads' | 'clock' | 'panelWindowDays'> & { readonly noteSearches: NoteSearches },
): void {
  app.route({
    ...CALL_ENDPOINTS.listCalls,
    handler: async (request) => {
      const { cursor = null, to, call, ...query } = request.query;
      const until = to === undefined ? {} : { until: to };
      const only = call === undefined ? {} : { callIds: [call as CallId] };
      const scope = scopeOf(request);
      if (query.note !== undefined) await deps.noteSearches.audit(request);
      // Before the list: what is archived in between is in it.
      const preparing =
        scope.numbers === null && cursor === null
          ? await waitingCalls(deps.reads, scope.tenantId, deps.clock.now())
          : null;
      const page = await listCalls({ ...deps, db: deps.reads }, scope, { ...query, ...until, ...only, cursor });
      return { ...page, calls: page.calls.map((call) => callView(request, call)), preparing };
    },
  });
}

/** Whoever may not listen does not learn that there are notes. */
function callView(request: FastifyRequest, call: ListedCall): Omit<ListedCall, 'notes'> & { notes: number | null } {
  return signedIn(request).rights.includes('listen') ? call : { ...call, notes: null };
}
