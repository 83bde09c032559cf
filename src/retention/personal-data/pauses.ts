import { AppError } from '../../base/errors.ts';
import { isId, type TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';

/** While a tenant's dispute with the operator runs, or a statement of its is unpaid, its personal data does not end. */
export interface RetentionPause {
  readonly tenantId: TenantId;
  readonly reason: string;
  readonly pausedBy: string;
  readonly pausedAt: number;
  /** The first instant without the pause, Unix ms; null: until it is ended. */
  readonly until: number | null;
}

/** Pauses a tenant, or changes the reason and end of its pause. Throws `tenant-unknown`. */
export async function pauseRetention(db: Database, pause: RetentionPause): Promise<void> {
  const { tenantId, reason, pausedBy, pausedAt, until } = pause;
  const exists = isId(tenantId) && db.selectFrom('tenants').select('id').where('id', '=', tenantId);
  if (exists === false || (await exists.executeTakeFirst()) === undefined) throw new AppError('tenant-unknown');
  const values = {
    reason,
    paused_by: pausedBy,
    paused_at: new Date(pausedAt),
    until: until === null ? null : new Date(until),
  };
  await db
    .insertInto('retention_pauses')
    .values({ tenant_id: tenantId, ...values })
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(values))
    .execute();
}

/** Ends a tenant's pause; returns whether there was one. */
export async function resumeRetention(db: Database, tenantId: TenantId): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('retention_pauses')
    .where('tenant_id', '=', tenantId)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** The pauses in force at an instant (Unix ms), of all tenants or of one. */
export async function retentionPauses(db: Database, at: number, only?: TenantId): Promise<RetentionPause[]> {
  let query = db
    .selectFrom('retention_pauses')
    .selectAll()
    .where((eb) => eb.or([eb('until', 'is', null), eb('until', '>', new Date(at))]))
    .orderBy('tenant_id');
  if (only !== undefined) query = query.where('tenant_id', '=', only);
  return (await query.execute()).map((row) => ({
    tenantId: row.tenant_id,
    reason: row.reason,
    pausedBy: row.paused_by,
    pausedAt: row.paused_at.getTime(),
    until: row.until?.getTime() ?? null,
  }));
}
