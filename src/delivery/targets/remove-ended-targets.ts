import type { AuditLog } from '../../audit/index.ts';
import type { TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { serviceHistories, type ServiceHistory } from '../../tenants/index.ts';
import { lockTarget, removeTarget, tenantsWithTarget } from './target-store.ts';

/** Who takes the push again within so long finds it as it was; what waits is tried until then. */
const FORGOTTEN_AFTER_MS = 30 * 24 * 60 * 60 * 1000;

export interface RemoveEndedTargetsOptions {
  readonly db: Database;
  readonly audit: Pick<AuditLog, 'record'>;
  /** Unix ms. */
  readonly now: number;
}

/**
 * Removes the targets of pushes that ended a month ago, with their secrets and all that still waits: we keep no passwords
 * that we have no use for. Gives how many were removed.
 */
export async function removeEndedTargets(parts: RemoveEndedTargetsOptions): Promise<number> {
  const histories = await serviceHistories(parts.db);
  let forgotten = 0;
  for (const tenantId of await tenantsWithTarget(parts.db)) {
    if (!isLongOver(histories.get(tenantId) ?? [], parts.now)) continue;
    await forget(parts, tenantId);
    forgotten += 1;
  }
  return forgotten;
}

function isLongOver(history: ServiceHistory, now: number): boolean {
  const ends = history.filter(({ service }) => service === 'push').map(({ endsAt }) => endsAt ?? Infinity);
  return ends.length > 0 && Math.max(...ends) <= now - FORGOTTEN_AFTER_MS;
}

function forget({ db, audit }: RemoveEndedTargetsOptions, tenantId: TenantId): Promise<void> {
  return db.transaction().execute(async (transaction) => {
    if ((await lockTarget(transaction, tenantId)) === undefined) return;
    await removeWaiting(transaction, tenantId);
    await removeTarget(transaction, tenantId);
    await transaction.deleteFrom('push_ssh_keys').where('tenant_id', '=', tenantId).execute();
    const event = { tenantId, actor: 'delivery', action: 'push-target-removed', subject: null, address: null } as const;
    await audit.record(event, transaction);
  });
}

async function removeWaiting(transaction: Database, tenantId: TenantId): Promise<void> {
  const waiting = transaction
    .selectFrom('packages')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('delivered_at', 'is', null);
  await transaction.deleteFrom('package_files').where('package_id', 'in', waiting).execute();
  await transaction
    .deleteFrom('packages')
    .where('tenant_id', '=', tenantId)
    .where('delivered_at', 'is', null)
    .execute();
}
