import { sql } from 'kysely';
import type { Clock } from '../../base/clock.ts';
import type { TenantId } from '../../base/ids.ts';
import { claimDue, isAnyDue, type Lease, type Outbox, withLease } from '../../platform/outbox.ts';
import type { Database } from '../../platform/postgres/index.ts';

const TARGETS: Outbox<'push_targets'> = {
  table: 'push_targets',
  key: 'tenant_id',
  isWaiting: sql<boolean>`EXISTS (
    SELECT FROM packages WHERE packages.tenant_id = push_targets.tenant_id AND packages.delivered_at IS NULL)`,
  maxDelayMs: 2 * 60 * 60 * 1000,
  crashDelaysMs: null,
};

/** One worker's right to deliver to a tenant's target, as long as its settings do not change. */
export interface TargetLease {
  readonly tenantId: TenantId;
  readonly lease: Lease<'push_targets'>;
  readonly changedAt: Date;
}

/** Leases targets that are due and have waiting packages, those due longest first. */
export async function claimTargets(db: Database, now: number, limit: number): Promise<TargetLease[]> {
  const claimed = await claimDue(db, TARGETS, { now, limit });
  return claimed.map(({ lease, row }) => ({ tenantId: row.tenant_id, lease, changedAt: row.changed_at }));
}

/** The signal aborts when the lease is lost, or may be, or the settings have changed. */
export function withTargetLease(
  deps: { readonly db: Database; readonly clock: Clock },
  { lease, changedAt }: TargetLease,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  return withLease(deps, lease, work, { validWhile: sql<boolean>`changed_at = ${changedAt}` });
}

export function isAnyTargetDue(db: Database, now: number): Promise<boolean> {
  return isAnyDue(db, TARGETS, { now });
}

/** Puts a target behind all others that are due. */
export async function requeue(db: Database, tenantId: TenantId, now: number): Promise<void> {
  await db
    .updateTable('push_targets')
    .set({ next_attempt_at: new Date(now) })
    .where('tenant_id', '=', tenantId)
    .execute();
}
