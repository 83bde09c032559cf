import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { CancellableService, CancellationState } from './cancellation/index.ts';

/** The most a customer is shown; older ones are in the audit log. */
const MAX_SHOWN = 20;

/** A cancellation as its sender sees it; instants in Unix ms. */
export interface SentCancellation {
  /** Null: the operator has yet to read which. */
  readonly service: CancellableService | null;
  readonly state: CancellationState;
  readonly sentAt: number;
  readonly serviceEndsAt: number | null;
}

/** What a tenant has sent, the newest first. */
export async function sentCancellations(db: Database, tenantId: TenantId): Promise<SentCancellation[]> {
  const rows = await db
    .selectFrom('cancellation_requests')
    .select(['service', 'state', 'sent_at', 'service_ends_at'])
    .where('tenant_id', '=', tenantId)
    .orderBy('received_at', 'desc')
    .limit(MAX_SHOWN)
    .execute();
  return rows.map(({ service, state, sent_at, service_ends_at }) => ({
    service,
    state,
    sentAt: sent_at.getTime(),
    serviceEndsAt: service_ends_at?.getTime() ?? null,
  }));
}
