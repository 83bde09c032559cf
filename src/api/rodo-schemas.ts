import { z } from 'zod';
import { DIRECTIONS } from '../recording/index.ts';
import { CONFLICT_KINDS } from '../rodo/index.ts';
import { NoRecordingReason, UnixMs, WarsawDay } from './schemas.ts';

/** A number in any form, also in a URI. */
const MAX_NUMBER_CHARS = 64;
/** A case number and a sentence. */
const MAX_NOTE_CHARS = 500;

export const RequestParams = z.strictObject({ id: z.uuid() });
const Kind = z.enum(['access', 'erasure']);
const State = z.enum(['open', 'awaiting-release', 'working', 'done', 'closed']);
const Note = z.string().trim().max(MAX_NOTE_CHARS);
const Count = z.int().nonnegative();

export const newRequest = {
  kind: Kind,
  number: z.string().min(1).max(MAX_NUMBER_CHARS).describe('The person’s number, in any form.'),
  note: Note.default('').describe('A case number; no personal data is needed.'),
  receivedOn: WarsawDay.nullable().default(null).describe('When the request arrived; null: today.'),
};

export const Request = z
  .object({
    id: z.uuid(),
    tenantId: z.uuid(),
    kind: Kind,
    number: z.string().nullable().describe('Null once the request is closed.'),
    maskedNumber: z.string(),
    note: z.string(),
    openedBy: z.string().describe('A login, or `cli`.'),
    openedAt: UnixMs,
    receivedOn: WarsawDay,
    dueOn: WarsawDay.describe('The last day for the answer (Art. 12(3) GDPR).'),
    state: State,
    orderedBy: z.string().nullable(),
    releasedBy: z.string().nullable(),
    failure: z.string().nullable().describe('Error of the last attempt; it is tried again.'),
    outcome: z.enum(['fulfilled', 'refused']).nullable(),
    closedAt: UnixMs.nullable(),
  })
  .meta({ id: 'RodoRequest' });

const Package = z
  .object({
    sizeBytes: Count,
    sha256: z.string(),
    withRecordings: z.boolean(),
    madeAt: UnixMs,
    expiresAt: UnixMs.describe('When it is deleted.'),
  })
  .meta({ id: 'RodoPackage' });

export const RequestWithPackage = z
  .object({ ...Request.shape, package: Package.nullable() })
  .meta({ id: 'RodoRequestDetails' });

export const PackageOrder = z.strictObject({
  recordings: z.boolean().describe('Whether the recordings are in it; the other party is heard in them too.'),
});

export const ErasureOrder = z.strictObject({
  accepted: z
    .array(z.enum(CONFLICT_KINDS))
    .max(CONFLICT_KINDS.length)
    .describe('The conflicts of the preview that the person who orders it accepts.'),
});

export const AnswerQuery = z.strictObject({ format: z.enum(['json', 'text']).default('json') });

export const Closing = z.strictObject({
  outcome: z.enum(['fulfilled', 'refused']),
  note: Note.default('').describe('Of a refusal: the reason.'),
});

export const Settings = z
  .object({
    twoPersonRelease: z.boolean().describe('Packages and erasures need the release by a second administrator.'),
  })
  .meta({ id: 'RodoSettings' });

export const RequestList = z.object({ requests: z.array(Request).readonly() }).meta({ id: 'RodoRequestList' });

const Deliveries = z
  .array(z.object({ day: WarsawDay, deliveredAt: UnixMs, deliveredTo: z.string().nullable(), recordings: Count }))
  .readonly();
const Conflicts = z
  .array(z.object({ kind: z.enum(CONFLICT_KINDS), effect: z.enum(['refused', 'kept', 'accept']), count: Count }))
  .readonly();

export const Answer = z
  .object({
    controller: z.string().describe('The tenant.'),
    maskedNumber: z.string(),
    receivedOn: WarsawDay,
    doneAt: UnixMs,
    until: UnixMs.describe('Calls that began before were concerned.'),
    done: z.object({
      calls: Count.describe('Without the number and the PBX’s metadata.'),
      recordings: Count.describe('Destroyed for good.'),
      destroyedBefore: Count.describe('Of the same calls: destroyed when their retention period was over.'),
      texts: Count.describe('Mails, cancellations, reasons of holds and of listening requests, without the number.'),
    }),
    kept: Conflicts.describe('What was not erased, and why.'),
    deliveries: Deliveries,
    fetched: Count,
  })
  .meta({ id: 'RodoAnswer' });

export const Preview = z
  .object({
    calls: z.object({
      total: Count,
      withRecording: Count,
      withoutRecording: Count,
      refused: Count.describe('Of those without a recording: refused by the service.'),
      asParticipant: Count.describe('Named in the PBX’s metadata, as after a transfer.'),
    }),
    recordings: z.object({ kept: Count, held: Count, destroyed: Count, bytes: Count }),
    texts: z
      .object({
        mails: Count,
        cancellations: Count,
        holdReasons: Count,
        notes: Count,
        name: z.string().nullable().describe('How the phone book names the number.'),
      })
      .describe('Texts of people that name the number.'),
    deliveries: Deliveries.describe(
      'Daily packages with recordings of the person: delivered, so they cannot be recalled.',
    ),
    fetched: Count.describe('Times that somebody fetched one of the recordings.'),
    conflicts: Conflicts.describe('What stands against an erasure.'),
    listed: z
      .array(
        z.object({
          id: z.uuid(),
          startedAt: UnixMs,
          direction: z.enum(DIRECTIONS),
          caller: z.string().nullable(),
          callee: z.string().nullable(),
          role: z.enum(['caller', 'callee', 'participant']),
          noRecordingReason: NoRecordingReason.nullable(),
          recordings: Count.describe('That still exist.'),
        }),
      )
      .readonly()
      .describe('The newest calls; empty for the operator.'),
  })
  .meta({ id: 'RodoPreview' });
