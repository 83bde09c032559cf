import type { TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { inForce, serviceHistory } from '../../tenants/index.ts';
import { type TargetView, targetView } from '../targets/shown-target.ts';
import { readPublicKey } from '../targets/ssh-keys.ts';
import { type FailureView, failureView } from './shown-failure.ts';

/** Where a tenant's packages go, and how it goes. Instants are Unix ms. */
export interface PushSetup {
  /** Whether the daily push is in force. */
  readonly active: boolean;
  readonly target: TargetView | null;
  /** Our SSH key, a line of `authorized_keys`; null: none was made. */
  readonly publicKey: string | null;
  /** Of the last attempt; null: it did not fail. */
  readonly failure: FailureView | null;
  readonly failingSince: number | null;
  /** Null: nothing waits for one. */
  readonly nextAttemptAt: number | null;
}

export async function pushSetup(db: Database, tenantId: TenantId, now: number): Promise<PushSetup> {
  const row = await db.selectFrom('push_targets').selectAll().where('tenant_id', '=', tenantId).executeTakeFirst();
  const waiting = row === undefined ? [] : await waitingPackages(db, tenantId);
  const isFailing = row !== undefined && row.failing_since !== null;
  return {
    active: inForce(await serviceHistory(db, tenantId), 'push', now) !== null,
    target: row === undefined ? null : targetView(row),
    publicKey: await readPublicKey(db, tenantId),
    failure: isFailing ? (waiting.flatMap((one) => failureView(one) ?? [])[0] ?? null) : null,
    failingSince: row?.failing_since?.getTime() ?? null,
    nextAttemptAt: waiting.length === 0 ? null : row!.next_attempt_at.getTime(),
  };
}

/** The last that failed first. */
function waitingPackages(db: Database, tenantId: TenantId) {
  return db
    .selectFrom('packages')
    .select(['error_code', 'error_detail', 'failed_at'])
    .where('tenant_id', '=', tenantId)
    .where('delivered_at', 'is', null)
    .orderBy('failed_at', (order) => order.desc().nullsLast())
    .execute();
}
