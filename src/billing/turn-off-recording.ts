import type { AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import {
  lockTenant,
  planIncludesRecording,
  serviceHistories,
  serviceHistory,
  setCallRecording,
} from '../tenants/index.ts';
import type { OrderedBy } from './service-change.ts';

interface TurnOffOptions {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

const JOB: OrderedBy = { actor: 'billing', address: null };

/**
 * Turns recording off for tenants whose plan no longer includes it; returns for how many. Their calls are not recorded
 * anyway: this ensures that a tenant who returns to a plan with recording must turn it on again.
 */
export async function turnOffUnentitledRecording({ db, audit, clock, signal }: TurnOffOptions): Promise<number> {
  const histories = await serviceHistories(db);
  const enabled = await db.selectFrom('tenants').select('id').where('recording_enabled', '=', true).execute();
  const unentitled = enabled.filter(({ id }) => !planIncludesRecording(histories.get(id) ?? [], clock.now()));
  let turnedOff = 0;
  for (const { id: tenantId } of unentitled) {
    if (signal?.aborted) break;
    const wasOn = await db.transaction().execute(async (transaction) => {
      await lockTenant(transaction, tenantId);
      const now = clock.now();
      if (planIncludesRecording(await serviceHistory(transaction, tenantId), now)) return false;
      return turnOffRecording({ transaction, audit, tenantId, by: JOB, now });
    });
    if (wasOn) turnedOff++;
  }
  return turnedOff;
}

interface TurnOffRequest {
  /** Has the tenant locked. */
  readonly transaction: Database;
  readonly audit: AuditLog;
  readonly tenantId: TenantId;
  readonly by: OrderedBy;
  /** Unix ms. */
  readonly now: number;
}

/** Turns a tenant's recording off; returns whether it was on. */
export async function turnOffRecording(request: TurnOffRequest): Promise<boolean> {
  const { transaction, audit, tenantId, by, now } = request;
  const { recording_enabled: wasOn } = await transaction
    .selectFrom('tenants')
    .select('recording_enabled')
    .where('id', '=', tenantId)
    .executeTakeFirstOrThrow();
  if (!wasOn) return false;
  await setCallRecording(transaction, tenantId, { enabled: false }, now);
  const { actor, address } = by;
  await audit.record({ tenantId, actor, address, action: 'recording-switched-off', subject: null }, transaction);
  return true;
}
