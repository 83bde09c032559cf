import type { CancellationRequestId, TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { type BillingAnchor, periodAt } from '../billing-period.ts';
import { cancellationDeadline, endOfService } from '../cancellation-deadline.ts';
import type { Authenticity } from './authenticity.ts';
import type { CancellableService } from './requested-service.ts';

export type CancellationState = 'waiting' | 'confirmed' | 'rejected';

/** A cancellation that came by mail, for the operator. Times are Unix ms. */
export interface Cancellation {
  readonly id: CancellationRequestId;
  /** Null: the sender is no tenant's contact. */
  readonly tenant: { readonly id: TenantId; readonly name: string } | null;
  /** Null: the text does not say clearly which service. */
  readonly service: CancellableService | null;
  readonly sender: string;
  readonly subject: string;
  readonly body: string;
  readonly authenticity: Authenticity;
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly state: CancellationState;
  /** If confirmed later, the service ends a period later; null: not known, or already decided. */
  readonly confirmBy: number | null;
  readonly endsAtIfConfirmedNow: number | null;
  readonly serviceEndsAt: number | null;
  readonly decidedAt: number | null;
  readonly decidedBy: string | null;
  readonly decisionNote: string | null;
}

/** The rows that `cancellationFromRow` needs. */
export function selectCancellations(db: Database) {
  return db
    .selectFrom('cancellation_requests')
    .leftJoin('tenants', 'tenants.id', 'cancellation_requests.tenant_id')
    .selectAll('cancellation_requests')
    .select(['tenants.name as tenant_name', 'tenants.billing_from', 'tenants.billing_day']);
}

type CancellationRow = Awaited<ReturnType<ReturnType<typeof selectCancellations>['execute']>>[number];

export function cancellationFromRow(row: CancellationRow, now: number): Cancellation {
  return {
    id: row.id,
    tenant: row.tenant_id === null ? null : { id: row.tenant_id, name: row.tenant_name! },
    service: row.service,
    sender: row.sender,
    subject: row.subject,
    body: row.body,
    authenticity: row.authenticity,
    sentAt: row.sent_at.getTime(),
    receivedAt: row.received_at.getTime(),
    state: row.state,
    ...outlook(row, now),
    serviceEndsAt: row.service_ends_at?.getTime() ?? null,
    decidedAt: row.decided_at?.getTime() ?? null,
    decidedBy: row.decided_by,
    decisionNote: row.decision_note,
  };
}

/** When the service ends if the request is confirmed now, and until when that stays the same. */
function outlook(
  { state, billing_from: from, billing_day: day, sent_at }: CancellationRow,
  now: number,
): Pick<Cancellation, 'confirmBy' | 'endsAtIfConfirmedNow'> {
  if (state !== 'waiting' || from === null) return { confirmBy: null, endsAtIfConfirmedNow: null };
  const anchor: BillingAnchor = { from, day };
  const sentAt = sent_at.getTime();
  const end = endOfService({ anchor, sentAt, confirmedAt: now });
  const deadline = cancellationDeadline(periodAt(anchor, sentAt));
  return { confirmBy: Math.max(sentAt, now) <= deadline ? deadline : end, endsAtIfConfirmedNow: end };
}

/** The most requests a customer sees; older ones are in the audit log. */
const MAX_SENT_LISTED = 20;

/** A cancellation as its sender sees it. Times are Unix ms. */
interface SentCancellation {
  /** Null: the operator has not decided yet which service is meant. */
  readonly service: CancellableService | null;
  readonly state: CancellationState;
  readonly sentAt: number;
  readonly serviceEndsAt: number | null;
}

/** A tenant's own cancellations, newest first. */
export async function sentCancellations(db: Database, tenantId: TenantId): Promise<SentCancellation[]> {
  const rows = await db
    .selectFrom('cancellation_requests')
    .select(['service', 'state', 'sent_at', 'service_ends_at'])
    .where('tenant_id', '=', tenantId)
    .orderBy('received_at', 'desc')
    .limit(MAX_SENT_LISTED)
    .execute();
  return rows.map(({ service, state, sent_at, service_ends_at }) => ({
    service,
    state,
    sentAt: sent_at.getTime(),
    serviceEndsAt: service_ends_at?.getTime() ?? null,
  }));
}
