import { sql } from 'kysely';
import type { TenantId } from '../../base/ids.ts';
import { warsawDay } from '../../base/warsaw-time.ts';
import { queueMail } from '../../mail/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { inForce, serviceHistories } from '../../tenants/index.ts';
import { tenantsWithTarget } from '../targets/target-store.ts';
import { failureMail, notSetUpMail, recoveryMail } from './mail-texts.ts';

/** A package that has not arrived so long after it was made is reported even where no attempt failed. */
const TOO_LONG_MS = 24 * 60 * 60 * 1000;

interface NotifyOptions {
  readonly db: Database;
  /** Unix ms. */
  readonly now: number;
  /** Where the customer sees the days and sets the target. */
  readonly pushUrl: string;
}

/** Mails each customer whose packages do not arrive, once until they do. Returns how many were notified. */
export async function notifyFailures(options: NotifyOptions): Promise<number> {
  const { db, now } = options;
  const targets = await db
    .selectFrom('push_targets')
    .select('tenant_id')
    .where('failure_notified_at', 'is', null)
    .where(isFailing(now))
    .execute();
  let notified = 0;
  for (const target of targets) if (await notifyFailure(options, target.tenant_id)) notified += 1;
  return notified;
}

function notifyFailure({ db, now, pushUrl }: NotifyOptions, tenantId: TenantId): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const target = await transaction
      .updateTable('push_targets')
      .set({ failure_notified_at: new Date(now) })
      .where('tenant_id', '=', tenantId)
      .where('failure_notified_at', 'is', null)
      .where(isFailing(now))
      .returning('tenant_id')
      .executeTakeFirst();
    if (target === undefined) return false;
    // The packages after the one that failed were not tried, and wait as well.
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
      to: 'technical',
      now,
      write: (language) => failureMail(language, { day: days[0]!, days: days.length, code, pushUrl }),
    });
    return true;
  });
}

/** Of a target: the last attempt failed, or a package takes too long. */
function isFailing(now: number) {
  return sql<boolean>`EXISTS (
    SELECT FROM packages
    WHERE packages.tenant_id = push_targets.tenant_id AND packages.delivered_at IS NULL
      AND (packages.made_at <= ${new Date(now - TOO_LONG_MS)}
        OR (packages.error_code IS NOT NULL AND push_targets.failing_since IS NOT NULL)))`;
}

/** Mails a customer that all waiting packages have been delivered, in the transaction that saves it. */
export async function notifyRecovery(transaction: Database, tenantId: TenantId, now: number): Promise<void> {
  await queueMail(transaction, { tenantId, kind: 'push-recovered', to: 'technical', now, write: recoveryMail });
}

/** Mails, once, each customer who has the push since an earlier day and has set no target. Returns how many were notified. */
export async function notifyNotSetUp({ db, now, pushUrl }: NotifyOptions): Promise<number> {
  const withTarget = new Set(await tenantsWithTarget(db));
  let notified = 0;
  for (const [tenantId, history] of await serviceHistories(db)) {
    const push = inForce(history, 'push', now);
    if (push === null || withTarget.has(tenantId) || warsawDay(push.startsAt) === warsawDay(now)) continue;
    const queued = await queueMail(db, {
      tenantId,
      kind: 'push-not-set-up',
      to: 'technical',
      idempotencyKey: `push-not-set-up ${push.id}`,
      now,
      write: (language) => notSetUpMail(language, pushUrl),
    });
    if (queued > 0) notified += 1;
  }
  return notified;
}
