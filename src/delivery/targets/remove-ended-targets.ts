import type { AuditLog } from '../../audit/index.ts';
import type { TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { serviceHistories, type ServiceHistory } from '../../tenants/index.ts';
import { lockTarget, removeTarget, tenantsWithTarget } from './target-store.ts';

/** A customer who orders the push again within this time finds it as it was. Waiting packages are tried until then. */
const KEPT_AFTER_END_MS = 30 * 24 * 60 * 60 * 1000;

interface RemoveEndedTargetsOptions {
  readonly db: Database;
  readonly audit: Pick<AuditLog, 'record'>;
  /** Unix ms. */
  readonly now: number;
}

/**
 * Removes the targets of pushes that ended 30 days ago, with their secrets and waiting packages: we keep no passwords that we
 * do not need. Returns how many were removed.
 */
export async function removeEndedTargets(options: RemoveEndedTargetsOptions): Promise<number> {
  const histories = await serviceHistories(options.db);
  let removed = 0;
  for (const tenantId of await tenantsWithTarget(options.db)) {
    if (!endedLongAgo(histories.get(tenantId) ?? [], options.now)) continue;
    await removeAll(options, tenantId);
    removed += 1;
  }
  return removed;
}

function endedLongAgo(history: ServiceHistory, now: number): boolean {
  const ends = history.filter(({ service }) => service === 'push').map(({ endsAt }) => endsAt ?? Infinity);
  return ends.length > 0 && Math.max(...ends) <= now - KEPT_AFTER_END_MS;
}

function removeAll({ db, audit }: RemoveEndedTargetsOptions, tenantId: TenantId): Promise<void> {
  return db.transaction().execute(async (transaction) => {
    if ((await lockTarget(transaction, tenantId)) === undefined) return;
    await removeWaitingPackages(transaction, tenantId);
    await removeTarget(transaction, tenantId);
    await transaction.deleteFrom('push_ssh_keys').where('tenant_id', '=', tenantId).execute();
    const event = { tenantId, actor: 'delivery', action: 'push-target-removed', subject: null, address: null } as const;
    await audit.record(event, transaction);
  });
}

async function removeWaitingPackages(transaction: Database, tenantId: TenantId): Promise<void> {
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
