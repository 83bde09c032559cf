import { sql } from 'kysely';
import type { TenantId } from '../../base/ids.ts';
import { warsawDay } from '../../base/warsaw-time.ts';
import { queueMail } from '../../mail/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { inForce, serviceHistories } from '../../tenants/index.ts';
import { failureLetter, notSetUpLetter, recoveryLetter } from './mail-texts.ts';
import { tenantsWithTarget } from '../targets/target-store.ts';

/** What has not arrived so long after it was made is told of even where nothing fails: it takes too long. */
const TOO_LONG_MS = 24 * 60 * 60 * 1000;

export interface NotifyOptions {
  readonly db: Database;
  /** Unix ms. */
  readonly now: number;
  /** Where the customer sees the days and sets the target. */
  readonly pushUrl: string;
}

/** Tells each customer once, the morning after, that a night's package did not get there. Gives how many were told. */
export async function notifyFailures(parts: NotifyOptions): Promise<number> {
  const { db, now } = parts;
  const untold = await db
    .selectFrom('push_targets')
    .select('tenant_id')
    .where('failure_notified_at', 'is', null)
    .where(isToTell(now))
    .execute();
  let told = 0;
  for (const row of untold) if (await tell(parts, row.tenant_id)) told += 1;
  return told;
}

function tell({ db, now, pushUrl }: NotifyOptions, tenantId: TenantId): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const target = await transaction
      .updateTable('push_targets')
      .set({ failure_notified_at: new Date(now) })
      .where('tenant_id', '=', tenantId)
      .where('failure_notified_at', 'is', null)
      .where(isToTell(now))
      .returning('tenant_id')
      .executeTakeFirst();
    if (target === undefined) return false;
    // Those after the first that failed were not tried, and wait as well.
    const waiting = await transaction
      .selectFrom('packages')
      .select(['day', 'error_code'])
      .where('tenant_id', '=', tenantId)
      .where('delivered_at', 'is', null)
      .orderBy('failed_at', (order) => order.desc().nullsLast())
      .execute();
    const days = [...new Set(waiting.map(({ day }) => day))].sort();
    const code = waiting[0]!.error_code;
    await queueMail(transaction, {
      tenantId,
      kind: 'push-failing',
      now,
      write: (language) => failureLetter(language, { day: days[0]!, days: days.length, code, pushUrl }),
    });
    return true;
  });
}

/** Of a target: the last attempt failed, or something waits for too long. */
function isToTell(now: number) {
  return sql<boolean>`EXISTS (
    SELECT FROM packages
    WHERE packages.tenant_id = push_targets.tenant_id AND packages.delivered_at IS NULL
      AND (packages.made_at <= ${new Date(now - TOO_LONG_MS)}
        OR (packages.error_code IS NOT NULL AND push_targets.failing_since IS NOT NULL)))`;
}

/** Tells each customer once who has the push since a day before and has set no target. Gives how many were told. */
export async function notifyNotSetUp({ db, now, pushUrl }: NotifyOptions): Promise<number> {
  const withTarget = new Set(await tenantsWithTarget(db));
  let told = 0;
  for (const [tenantId, history] of await serviceHistories(db)) {
    const push = inForce(history, 'push', now);
    if (push === null || withTarget.has(tenantId) || warsawDay(push.startsAt) === warsawDay(now)) continue;
    const queued = await queueMail(db, {
      tenantId,
      kind: 'push-not-set-up',
      dedupKey: `push-not-set-up ${push.id}`,
      now,
      write: (language) => notSetUpLetter(language, pushUrl),
    });
    if (queued > 0) told += 1;
  }
  return told;
}

/** Tells the customer that everything that waited has been delivered. */
export async function notifyRecovery(transaction: Database, tenantId: TenantId, now: number): Promise<void> {
  await queueMail(transaction, { tenantId, kind: 'push-recovered', now, write: recoveryLetter });
}
