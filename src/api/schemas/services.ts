import { z } from 'zod';
import { CancellationState } from './cancellations.ts';
import { UnixMs } from './instant.ts';
import { Money } from './money.ts';
import { AddOn, OrderKey } from './service.ts';
import { WarsawDay } from './warsaw-day.ts';

export const CallRecordingService = z
  .object({
    included: z.boolean().describe('Whether the plan includes recording.'),
    enabled: z.boolean(),
    recordInternal: z.boolean(),
  })
  .meta({ id: 'CallRecordingService' });

const Since = UnixMs.nullable().describe('Null: not in force.');
const EndsAt = UnixMs.nullable().describe('The first instant without it; null: no end is known.');
const Fee = Money.nullable().describe('Null: the operator has set no price.');

const HostedPbx = z.object({
  plan: z.string().nullable().describe('Null: none at the moment.'),
  since: Since,
  monthly: Fee.describe('Null: no plan, or one without a price.'),
});

const ExtendedRetention = z.object({
  units: z.int().nonnegative().describe('How many times 30 days more; 0: not in force.'),
  totalDays: z.int().positive().describe('For how long a recording is kept, from its call’s start.'),
  since: Since,
  endsAt: EndsAt.describe('The first instant with another number of units; null: no change is known.'),
  unitsAfter: z.int().nonnegative().describe('The units from `endsAt` on.'),
  monthlyPerUnit: Fee,
});

const Push = z.object({ active: z.boolean(), since: Since, endsAt: EndsAt, activation: Fee, monthly: Fee });

const CurrentPeriod = z.object({
  periodStart: WarsawDay,
  periodEnd: WarsawDay.describe('The first day of the next period.'),
  cancelBy: UnixMs.describe('A cancellation sent and confirmed by then ends a service with this period.'),
  monthly: Money.describe('The monthly fees of everything in force.'),
});

const SentCancellation = z.object({
  service: AddOn.nullable().describe('Null: the operator has yet to read which.'),
  state: CancellationState,
  sentAt: UnixMs,
  serviceEndsAt: UnixMs.nullable(),
});

export const Services = z
  .object({
    hostedPbx: HostedPbx,
    callRecording: CallRecordingService,
    extendedRetention: ExtendedRetention,
    push: Push,
    billing: CurrentPeriod,
    cancellations: z.array(SentCancellation).readonly().describe('Newest first.'),
    cancellationAddress: z
      .string()
      .nullable()

      .describe('Where a cancellation is sent; null: none is set.'),
    ftp: z
      .object({ address: z.string(), port: z.int().min(1).max(65535), login: z.string(), passwordChangedAt: UnixMs })
      .nullable()
      .describe('Null for a role that may not see it, and where there is no account yet.'),
  })
  .meta({ id: 'Services' });

/** Ten years of keeping: more is a slip of the finger. */
const MAX_RETENTION_UNITS = 120;

const RetentionWish = {
  service: z.literal('extended-retention'),
  units: z.int().min(0).max(MAX_RETENTION_UNITS).describe('How many times 30 days more; 0 is cancelled by e-mail.'),
};
const PushWish = { service: z.literal('push') };

export const OrderWish = z.discriminatedUnion('service', [z.strictObject(RetentionWish), z.strictObject(PushWish)]);

export const Order = z.discriminatedUnion('service', [
  z.strictObject({ ...RetentionWish, orderKey: OrderKey }),
  z.strictObject({ ...PushWish, orderKey: OrderKey }),
]);

const RecordingSum = { recordings: z.int().nonnegative(), bytes: z.int().nonnegative() };

export const OrderPreview = z
  .object({
    effectiveAt: UnixMs,
    payNow: Money.describe('What the order adds to the current period’s charges.'),
    monthlyBefore: Money,
    monthlyAfter: Money,
    retention: z
      .object({
        daysBefore: z.int().positive(),
        daysAfter: z.int().positive(),
        affected: z.object(RecordingSum).describe('Recordings whose expiry changes.'),
        destroyed: z
          .object({ ...RecordingSum, at: UnixMs })
          .nullable()
          .describe('What the change would destroy, and when; null: nothing.'),
        awaitingDelivery: z
          .object(RecordingSum)
          .describe('What the change would put out of reach, but keep until it is delivered.'),
      })
      .nullable()
      .describe('Null: how long recordings are kept does not change.'),
  })
  .meta({ id: 'OrderPreview' });

export const CallRecordingChange = z
  .strictObject({ enabled: z.boolean().exactOptional(), recordInternal: z.boolean().exactOptional() })
  .refine((change) => Object.keys(change).length > 0, 'must change something');

export const FtpPassword = z
  .object({ login: z.string(), password: z.string().describe('Shown this once; a new one can be made at any time.') })
  .meta({ id: 'FtpPassword' });
