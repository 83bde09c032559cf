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
import type { OrderedBy } from './ordered-by.ts';

export interface SwitchingOptions {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

const JOB: OrderedBy = { actor: 'billing', address: null };

/**
 * Turns recording off where a plan without it has begun; gives for how many tenants. Nothing is recorded there anyway;
 * this is so that a tenant that returns to a plan with recording turns it on itself.
 */
export async function switchOffRecording({ db, audit, clock, signal }: SwitchingOptions): Promise<number> {
  const histories = await serviceHistories(db);
  const recording = await db.selectFrom('tenants').select('id').where('recording_enabled', '=', true).execute();
  const without = recording.filter(({ id }) => !planIncludesRecording(histories.get(id) ?? [], clock.now()));
  let switched = 0;
  for (const { id: tenantId } of without) {
    if (signal?.aborted) break;
    const wasOn = await db.transaction().execute(async (transaction) => {
      await lockTenant(transaction, tenantId);
      const now = clock.now();
      if (planIncludesRecording(await serviceHistory(transaction, tenantId), now)) return false;
      return switchOff({ transaction, audit, tenantId, by: JOB, now });
    });
    if (wasOn) switched++;
  }
  return switched;
}

export interface SwitchingOff {
  readonly transaction: Database;
  readonly audit: AuditLog;
  readonly tenantId: TenantId;
  readonly by: OrderedBy;
  /** Unix ms. */
  readonly now: number;
}

/** Turns a locked tenant's recording off, if it is on; gives whether it was. */
export async function switchOff({ transaction, audit, tenantId, by, now }: SwitchingOff): Promise<boolean> {
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
