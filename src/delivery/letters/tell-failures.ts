import type { TenantId } from '../../base/ids.ts';
import { queueMail } from '../../mail/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { failureLetter } from './letters.ts';

export interface TellingParts {
  readonly db: Database;
  /** Unix ms. */
  readonly now: number;
  /** Where the customer sees the days and sets the target. */
  readonly pushUrl: string;
}

/** Tells each customer once, the morning after, that a night's package did not get there. Gives how many were told. */
export async function tellFailures(parts: TellingParts): Promise<number> {
  const failing = await parts.db
    .selectFrom('push_targets')
    .select('tenant_id')
    .where('failing_since', 'is not', null)
    .where('failure_told_at', 'is', null)
    .execute();
  let told = 0;
  for (const row of failing) if (await tell(parts, row.tenant_id)) told += 1;
  return told;
}

function tell({ db, now, pushUrl }: TellingParts, tenantId: TenantId): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const target = await transaction
      .updateTable('push_targets')
      .set({ failure_told_at: new Date(now) })
      .where('tenant_id', '=', tenantId)
      .where('failing_since', 'is not', null)
      .where('failure_told_at', 'is', null)
      .where((eb) => eb.exists(waitingPackages(transaction, tenantId).where('error_code', 'is not', null)))
      .returning('tenant_id')
      .executeTakeFirst();
    if (target === undefined) return false;
    const waiting = await waitingPackages(transaction, tenantId)
      .orderBy('failed_at', (order) => order.desc().nullsLast())
      .execute();
    const days = [...new Set(waiting.map(({ day }) => day))].sort();
    const code = waiting[0]!.error_code!;
    await queueMail(transaction, {
      tenantId,
      kind: 'push-failing',
      now,
      write: (language) => failureLetter(language, { day: days[0]!, days: days.length, code, pushUrl }),
    });
    return true;
  });
}

/** Those after the first that failed were not tried, and wait as well. */
function waitingPackages(transaction: Database, tenantId: TenantId) {
  return transaction
    .selectFrom('packages')
    .select(['day', 'error_code'])
    .where('tenant_id', '=', tenantId)
    .where('delivered_at', 'is', null);
}
