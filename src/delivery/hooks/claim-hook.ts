import { backoffTable } from '../../base/backoff.ts';
import type { PushHookId, TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const BACKOFF = backoffTable(MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS);

export interface ClaimedHook {
  readonly id: PushHookId;
  readonly tenantId: TenantId;
  readonly body: string;
  /** Unix ms. */
  readonly createdAt: number;
  /** When it is tried again if it is not ended till then, Unix ms. */
  readonly nextAttemptAt: number;
}

/**
 * Takes the event that is due longest, of a tenant not to be passed over; null: there is none. From then on it is as if the
 * attempt had failed, so that a worker that is killed leaves it to the next time and holds up nobody.
 */
export function claimHook(db: Database, now: number, passedOver: ReadonlySet<TenantId>): Promise<ClaimedHook | null> {
  return db.transaction().execute(async (transaction) => {
    const row = await transaction
      .selectFrom('push_hooks')
      .select(['id', 'tenant_id', 'body', 'created_at', 'attempts'])
      .where('ended_at', 'is', null)
      .where('next_attempt_at', '<=', new Date(now))
      .where((eb) => eb.not(eb('tenant_id', '=', eb.fn.any(eb.val([...passedOver])))))
      .orderBy('next_attempt_at')
      .orderBy('id')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (row === undefined) return null;
    const nextAttemptAt = now + BACKOFF(row.attempts);
    await transaction
      .updateTable('push_hooks')
      .set({ attempts: row.attempts + 1, next_attempt_at: new Date(nextAttemptAt) })
      .where('id', '=', row.id)
      .execute();
    const { id, tenant_id: tenantId, body, created_at: createdAt } = row;
    return { id, tenantId, body, createdAt: createdAt.getTime(), nextAttemptAt };
  });
}
