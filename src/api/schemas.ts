import { z } from 'zod';
import { MAX_INSTANT_CHARS, readInstant } from '../base/instant.ts';
import { isWarsawDay } from '../base/warsaw-time.ts';
import { DIRECTIONS, NO_RECORDING_REASONS } from '../recording/index.ts';

/** An instant: Unix ms inside, ISO 8601 in UTC outside. */
export const UnixMs = z
  .codec(z.iso.datetime(), z.number(), {
    decode: toUnixMs,
    encode: (instantMs) => new Date(instantMs).toISOString(),
  })
  .meta({ type: 'string', format: 'date-time' });

/** An instant in a request: ISO 8601 with any offset, or Unix time. */
export const InstantText = z
  .string()
  .max(MAX_INSTANT_CHARS)
  .refine((text) => readInstant(text, { zone: null }).ok, 'must be an instant of ISO 8601 with its offset')
  .meta({ format: 'date-time' });

/** Unix ms of a text that one of these schemas has accepted. */
export function toUnixMs(text: string): number {
  const instant = readInstant(text, { zone: null });
  if (!instant.ok) throw new Error(`not an instant: ${text}`);
  return instant.value;
}

/** A calendar day in Europe/Warsaw, `YYYY-MM-DD`. */
export const WarsawDay = z
  .string()
  .refine(isWarsawDay, 'must be a day that exists, YYYY-MM-DD')
  .meta({ type: 'string', format: 'date' });

/** An instant in a request, Unix ms inside. */
export const Instant = InstantText.transform(toUnixMs);

export const Suspension = z.object({ since: UnixMs, reason: z.string() }).meta({
  id: 'Suspension',
  description: 'Nothing is recorded; the tenant changes only requests of data subjects and its own accounts.',
});

export const Leave = z
  .object({
    on: WarsawDay.describe('The first day without it.'),
    orderedAt: UnixMs,
    leftAt: UnixMs.nullable().describe('Since when its access is closed and its data is being destroyed.'),
    erasedAt: UnixMs.nullable().describe('Since when nothing is left of it but what must be kept.'),
  })
  .meta({ id: 'Leave', description: 'The tenant leaves, or has left: all its data is destroyed.' });

/** When and from where something was last used. Written rarely: it may be a minute old. */
export const LastUse = z.object({ at: UnixMs, address: z.string() }).meta({ id: 'LastUse' });

const MAX_KEY_NAME_CHARS = 100;
/** What an API key is for. */
export const KeyName = z.string().trim().max(MAX_KEY_NAME_CHARS);

/** A new API key. */
export const AddedKey = z
  .object({ keyId: z.uuid(), apiKey: z.string().describe('Shown only now.') })
  .meta({ id: 'AddedKey' });

/** A page is built in memory, and the panel shows all of it. */
const MAX_PAGE_SIZE = 200;
const DEFAULT_PAGE_SIZE = 50;
/** Our cursors are positions in a list, and short. */
const MAX_CURSOR_CHARS = 500;

/** The query of every list that is read page by page. */
export const PageQuery = {
  cursor: z.string().max(MAX_CURSOR_CHARS).exactOptional().describe('The `nextCursor` of the page before.'),
  limit: z.coerce.number<string | number>().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
};

/** NIST SP 800-63B §5.1.1: length is what counts. */
const MIN_PASSWORD_CHARS = 12;
export const MAX_PASSWORD_CHARS = 256;

/** Of a password that is asked for again. */
export const NO_PASSWORD =
  'The password that is valid now. Not needed in a session by a company account that must set up a second factor.';

export const NewPassword = z.string().min(MIN_PASSWORD_CHARS).max(MAX_PASSWORD_CHARS);

/** An amount in grosze, an integer: 1 zł = 100 gr. */
export const Grosze = z.int();

export const Money = z.object({ netGrosze: Grosze, vatGrosze: Grosze, grossGrosze: Grosze }).meta({ id: 'Money' });

export const VatPercent = z.int().min(0).max(100);

/** What is charged. */
export const PricedService = z.enum(['plan', 'extended-retention', 'push', 'legal-hold']);

/** Services that are ordered in addition to a plan, and cancelled by e-mail. */
export const AddOn = z.enum(['extended-retention', 'push']);

export const Fee = z.enum(['monthly', 'activation']);

const MAX_PLAN_CHARS = 100;
export const PlanName = z.string().min(1).max(MAX_PLAN_CHARS);

/** Idempotency key. The client makes one for each order that a person confirms: the same key again makes no second order. */
export const OrderKey = z.uuid();

export const Direction = z.enum(DIRECTIONS).meta({ id: 'Direction' });

export const NoRecordingReason = z.enum(NO_RECORDING_REASONS).meta({ id: 'NoRecordingReason' });

export const AppliedRule = z
  .object({
    id: z.uuid(),
    name: z.string(),
    percent: z.int().min(1).max(99).exactOptional().describe('Of the calls that it fits, so many are recorded.'),
  })
  .meta({ id: 'AppliedRule' });
