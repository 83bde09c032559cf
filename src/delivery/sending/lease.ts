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
};

/** One worker's right to deliver to a tenant's target, alone, as its settings are. */
export interface TargetLease {
  readonly tenantId: TenantId;
  readonly lease: Lease;
  readonly settingsOf: Date;
}

/** Leases targets that have something to be delivered and that it is time to try, those that wait longest first. */
export async function claimTargets(db: Database, now: number, limit: number): Promise<TargetLease[]> {
  const claimed = await claimDue(db, TARGETS, { now, limit });
  return claimed.map(({ lease, row }) => ({ tenantId: row.tenant_id, lease, settingsOf: row.changed_at }));
}

/** Whether something waits to be leased. */
export function isTargetDue(db: Database, now: number): Promise<boolean> {
  return isAnyDue(db, TARGETS, { now });
}

/** All others that are due come before this one. */
export async function putBehind(db: Database, tenantId: TenantId, now: number): Promise<void> {
  await db
    .updateTable('push_targets')
    .set({ next_attempt_at: new Date(now) })
    .where('tenant_id', '=', tenantId)
    .execute();
}

/** Holds a lease while some work lasts; its signal aborts when the lease may be lost, or the settings have changed. */
export function whileLeased(
  parts: { readonly db: Database; readonly clock: Clock },
  { lease, settingsOf }: TargetLease,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  return withLease(parts, lease, work, { validWhile: sql<boolean>`changed_at = ${settingsOf}` });
}
