import { expressionBuilder } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import { addDays, startOfWarsawDay, warsawDay } from '../base/warsaw-time.ts';
import type { queueMail } from '../mail/index.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { retentionDays, type ServiceHistory, serviceHistories, type Subscription } from '../tenants/index.ts';
import { countRecordings } from './count-affected.ts';
import { endingOptionLetter } from './ending-option-letter.ts';
import { isDue } from './awaiting-delivery.ts';
import { isExpired } from './recording-conditions.ts';

/** How many days before it ends a tenant is warned of what goes with an option. */
const WARNING_DAYS = 7;

export interface WarningParts {
  readonly db: Database;
  /** Unix ms. */
  readonly now: number;
  readonly queueMail: typeof queueMail;
  /** Where a customer finds the recordings in the panel. */
  readonly historyUrl: string;
}

/**
 * Warns every tenant whose extended retention ends, or becomes shorter, within days and takes recordings with it: from
 * the seventh Warsaw day before on, once for each end. Gives how many mails were queued.
 */
export async function warnOfEndingOptions(parts: WarningParts): Promise<number> {
  let queued = 0;
  for (const [tenantId, history] of await serviceHistories(parts.db)) {
    for (const { id, endsAt } of endingSoon(history, parts.now)) {
      queued += await warn(parts, { tenantId, history, onceKey: `retention-warning ${id} ${endsAt}`, endsAt });
    }
  }
  return queued;
}

interface Ending {
  readonly tenantId: TenantId;
  readonly history: ServiceHistory;
  readonly onceKey: string;
  readonly endsAt: number;
}

function endingSoon(history: ServiceHistory, now: number): (Subscription & { readonly endsAt: number })[] {
  return history.filter(
    (one): one is Subscription & { endsAt: number } =>
      one.service === 'extended-retention' && one.endsAt !== null && isSoon(one.endsAt, now),
  );
}

function isSoon(endsAt: number, now: number): boolean {
  return now < endsAt && now >= startOfWarsawDay(addDays(warsawDay(endsAt), -WARNING_DAYS));
}

const is = expressionBuilder<Schema, 'recordings'>();

async function warn(
  { db, now, queueMail, historyUrl }: WarningParts,
  { tenantId, history, onceKey, endsAt }: Ending,
): Promise<number> {
  const [daysBefore, daysAfter] = [retentionDays(history, endsAt - 1), retentionDays(history, endsAt)];
  if (daysAfter >= daysBefore) return 0;
  const goesWithIt = is.and([isDue(daysAfter, endsAt, null), is.not(isExpired(daysBefore, endsAt))]);
  const { recordings } = await countRecordings(db, tenantId, goesWithIt);
  if (recordings === 0) return 0;
  return db.transaction().execute((transaction) =>
    queueMail(transaction, {
      tenantId,
      kind: 'retention-warning',
      onceKey,
      now,
      write: (language) => endingOptionLetter(language, { endsAt, daysAfter, recordings, historyUrl }),
    }),
  );
}
