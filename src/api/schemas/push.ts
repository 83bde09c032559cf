import { z } from 'zod';
import { UnixMs } from './instant.ts';
import { NoRecordingReason } from './no-recording-reason.ts';
import { PushTarget } from './push-target.ts';
import { WarsawDay } from './warsaw-day.ts';

/** What the panel's calendar shows at once. */
const MAX_DAYS = 62;
const DAY_MS = 24 * 60 * 60 * 1000;

const Count = z.int().nonnegative();

const Explanation = z
  .object({ pl: z.string(), en: z.string() })
  .meta({ id: 'PushExplanation', description: 'For people, in the panel’s languages.' });

const Reason = {
  code: z.string().describe('Stable.'),
  explanation: Explanation,
  detail: z.string().nullable().describe('What the server itself said.'),
};

const PushFailure = z.object({ ...Reason, at: UnixMs }).meta({ id: 'PushFailure' });

export const PushSetup = z
  .object({
    active: z.boolean().describe('Whether the daily push is in force now.'),
    target: PushTarget.nullable().describe('Null: none is set.'),
    publicKey: z.string().nullable().describe('Our SSH key, a line of `authorized_keys`; null: none was made.'),
    keepUndeliveredDays: Count.describe('For how long undelivered recordings may be kept; 0: not offered.'),
    failure: PushFailure.nullable().describe('Of the last attempt; null: it did not fail.'),
    failingSince: UnixMs.nullable(),
    nextAttemptAt: UnixMs.nullable().describe('Null: nothing waits for one.'),
  })
  .meta({ id: 'PushSetup' });

export const PushTargetChanged = z
  .object({
    setup: PushSetup,
    hookSecret: z
      .string()
      .nullable()
      .describe('Signs what the new `hookUrl` hears (Standard Webhooks). Shown this once; null: it stays as it was.'),
  })
  .meta({ id: 'PushTargetChanged' });

export const PushKey = z
  .object({ publicKey: z.string().describe('A line of `authorized_keys`.') })
  .meta({ id: 'PushKey' });

export const PushTargetTest = z
  .object({
    passed: z.boolean(),
    steps: z
      .array(
        z.object({
          step: z.enum(['connect', 'write', 'rename', 'read-back', 'remove']),
          name: Explanation,
          outcome: z
            .enum(['passed', 'failed', 'not-needed', 'not-allowed', 'not-tried'])
            .describe(
              '`not-needed`: this kind of target does without. `not-allowed`: the account may not, and need not. ' +
                '`not-tried`: a step before it failed.',
            ),
          failure: z.object(Reason).nullable(),
        }),
      )
      .readonly(),
    fingerprint: z.string().nullable().describe('Of the certificate or the host key of who answered.'),
    refusedFingerprint: z.string().nullable().describe('Of one that was refused, to be confirmed if it is right.'),
  })
  .meta({ id: 'PushTargetTest' });

export const PushDaysQuery = z
  .strictObject({ from: WarsawDay, to: WarsawDay.describe('The last one.') })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before `from`' })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) < MAX_DAYS * DAY_MS, {
    path: ['to'],
    message: `must be at most ${MAX_DAYS} days`,
  });

export const PushDayParams = z.strictObject({ day: WarsawDay });

const Progress = z
  .object({ files: Count, sentFiles: Count, bytes: Count, sentBytes: Count })
  .meta({ id: 'PushProgress' });

const STATES = [
  '`delivered`: all of the day is there.',
  '`partial`: some of it is, the rest waits or is missing.',
  '`failing`: nothing of it is, and the last attempt failed.',
  '`sending`: an attempt is under way.',
  '`pending`: it waits for its time.',
  '`not-set-up`: due, but there is no target.',
  '`not-due`: the push was not in force, or nothing of the day is kept any more.',
].join(' ');

const Day = {
  day: WarsawDay,
  state: z.enum(['delivered', 'partial', 'failing', 'sending', 'pending', 'not-set-up', 'not-due']).describe(STATES),
  recordings: Count.describe('Of the day: those that exist, and those that were delivered.'),
  delivered: Count.describe('Of them, those in a package that was delivered whole.'),
  missing: Count.describe('Those that exist and were not delivered.'),
  sizeBytes: Count.describe('Of `recordings`.'),
  deliveredAt: UnixMs.nullable().describe('The last time something of the day was delivered.'),
  failure: PushFailure.nullable().describe('Of the last attempt at what waits; null: it did not fail.'),
  progress: Progress.nullable().describe('Of what is begun and not delivered.'),
};

export const PushDays = z
  .object({
    days: z
      .array(z.object(Day).meta({ id: 'PushDay' }))
      .readonly()
      .describe('Newest first, none after today.'),
  })
  .meta({ id: 'PushDays' });

const MissingRecording = z.object({
  recordingId: z.uuid(),
  fileName: z.string(),
  startedAt: UnixMs,
  sizeBytes: Count,
});

const PushPackage = z.object({
  id: z.uuid(),
  number: z.int().positive().describe('1 for the day’s first, 2 and on for what came later.'),
  kind: z.enum(['day', 'supplement', 'resend']),
  form: z.enum(['tree', 'zip']),
  state: z.enum(['delivered', 'sending', 'failing', 'waiting']),
  recordings: Count,
  sizeBytes: Count,
  madeAt: UnixMs,
  deliveredAt: UnixMs.nullable(),
  deliveredTo: z.string().nullable(),
  failure: PushFailure.nullable(),
  progress: Progress.nullable(),
});

export const PushDayReport = z
  .object({
    ...Day,
    calls: z.object({
      total: Count,
      recorded: Count,
      withoutRecording: z.array(z.object({ reason: NoRecordingReason, count: z.int().positive() })).readonly(),
    }),
    missingRecordings: z.array(MissingRecording).readonly().describe('The first 200 of those that are missing.'),
    destroyedUndelivered: Count.describe('Recordings that were destroyed and are in no delivered package.'),
    packages: z.array(PushPackage).readonly().describe('By number.'),
  })
  .meta({ id: 'PushDayReport' });

export const PushSending = z.strictObject({
  what: z
    .enum(['missing', 'all'])
    .describe('`missing`: what was not delivered. `all`: everything that is kept, again.'),
});
