import { z } from 'zod';
import { readDataPeriod } from '../base/data-period.ts';

const period = z.string().transform((text, context) => {
  const read = readDataPeriod(text);
  if (read.ok) return read.value;
  context.addIssue({ code: 'custom', message: 'must be days or months, as 90d or 13m' });
  return z.NEVER;
});

/** The shortest month. */
const MONTH_DAYS = 28;

/** A period that other parts need not to be shorter, and why. */
const atLeast = (minDays: number, because: string) =>
  period.refine(({ amount, unit }) => (unit === 'days' ? amount : amount * MONTH_DAYS) >= minDays, {
    message: `must be at least ${minDays}d: ${because}`,
  });

/** A PBX may report a call for 14 days after it: a later report of a call that has ended is a new one, with its numbers. */
const callsPeriod = atLeast(
  15,
  'PBXs report calls up to 14 days late, and the daily packages are supplemented by them; a call that ended before would come back',
);
/** A warning is not repeated while its mail is kept, and the first one comes 7 days before what it warns of. */
const mailsPeriod = atLeast(
  15,
  'a customer is warned once, up to 7 days before a change, and the mail is the note that it was; a mail server may be away for days',
);

const periodOf = <const Env extends string, const Default extends string>(
  env: Env,
  byDefault: Default,
  about: string,
) => ({
  env,
  schema: period,
  default: byDefault,
  about,
});

/**
 * For how long each kind of personal data is kept: days (`90d`) or calendar months (`13m`). The defaults are for an operator in Poland;
 * each has its reason beside it. Audio ends by the customers' own retention period, not by these.
 */
export const RETENTION_SETTINGS = {
  retentionGraceDays: {
    env: 'FONOTEKA_RETENTION_GRACE_DAYS',
    schema: z.coerce.number().int().min(0).max(365),
    // Over a weekend and a holiday somebody looks at it.
    default: '7',
    about:
      'For how many days after an upgrade nothing ends of the kinds of personal data that ended not at all before it: time to look at `fonoteka doctor` and `retention plan`, and to change the periods below.',
  },
  // A bill may be disputed for 12 months after its period, which began at most a month before: then the call is its proof.
  retentionCalls: {
    ...periodOf(
      'FONOTEKA_RETENTION_CALLS',
      '13m',
      'Rows of recorded calls (numbers, times, file names), from the call’s start; never before the recording is destroyed. 12 months in which a bill can be disputed, and the billing period itself. At least `15d`.',
    ),
    schema: callsPeriod,
  },
  // The customer can ask why a call was not recorded for as long as it can dispute the bill.
  retentionUnrecordedCalls: {
    ...periodOf(
      'FONOTEKA_RETENTION_UNRECORDED_CALLS',
      '13m',
      'Rows of calls without recording, also refused ones, with the reason, from the call’s start. As long as the bill can be disputed; at least `15d`.',
    ),
    schema: callsPeriod,
  },
  // The proof of who took part and why the call is this customer's: needed as long as the row that was derived from them.
  retentionMetadata: {
    env: 'FONOTEKA_RETENTION_METADATA',
    schema: z
      .literal('')
      .transform(() => null)
      .or(period),
    default: '',
    about:
      'The PBX’s metadata documents (XML) of calls, from the call’s start. Empty: as long as the call’s row, however long that is kept, and no longer. A period ends them earlier, unless a legal hold needs them.',
  },
  // Proof that a customer was notified: of the end of a service within a year, of failed deliveries.
  retentionMails: {
    ...periodOf(
      'FONOTEKA_RETENTION_MAILS',
      '12m',
      'Mails to customers with their text, sent or not, and the files of the folder `outbox`. The proof that a customer was notified; at least `15d`.',
    ),
    schema: mailsPeriod,
  },
  // The order that ended a service: claims from it expire after 3 years, at the end of a calendar year (Civil Code, art. 118).
  retentionCancellations: periodOf(
    'FONOTEKA_RETENTION_CANCELLATIONS',
    '48m',
    'Cancellations received by e-mail, with their text, from the decision. Claims expire after 3 years, at the end of a calendar year (Civil Code, art. 118).',
  ),
  // The answer's proof, as long as claims for a wrong one can be made: 3 years, as the audit log.
  retentionRodoRequests: periodOf(
    'FONOTEKA_RETENTION_RODO_REQUESTS',
    '36m',
    'Closed requests of data subjects (masked number, note, steps, answer), from the closing. Accountability (RODO, art. 5(2)) as long as claims can be made: 3 years.',
  ),
  // Only of use while an integrator looks for a fault.
  retentionWebHooks: periodOf(
    'FONOTEKA_RETENTION_WEB_HOOKS',
    '30d',
    'Web hook events with their contents, from the last attempt. Used only to find faults of an integration.',
  ),
  // What was delivered is part of the paid service: as long as its bill can be disputed.
  retentionPackages: periodOf(
    'FONOTEKA_RETENTION_PACKAGES',
    '13m',
    'Daily packages: what was delivered when and where, from the package’s day; never while one of its recordings is kept. As long as the bill can be disputed.',
  ),
  // An ended session opens nothing; the sign-in itself is in the audit log.
  retentionSessions: periodOf(
    'FONOTEKA_RETENTION_SESSIONS',
    '1d',
    'Ended sessions of the panel. The sign-in itself is in the audit log.',
  ),
  // An expired link opens nothing; an invitation can be sent again until then.
  retentionAccountLinks: periodOf(
    'FONOTEKA_RETENTION_ACCOUNT_LINKS',
    '30d',
    'Links of invitations and for new passwords, from when they expire; with an invitation that nobody accepted ends the invited user. An invitation can be sent again meanwhile.',
  ),
  // Accountability (RODO art. 5(2)) for as long as claims for an unlawful access can be made: 3 years.
  retentionAudit: periodOf(
    'FONOTEKA_RETENTION_AUDIT',
    '36m',
    'Entries of the audit logs: who did what, from which address, to whole months. Accountability (RODO, art. 5(2)) as long as claims can be made: 3 years.',
  ),
} as const;
