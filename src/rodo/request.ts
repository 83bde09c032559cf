import type { Selectable } from 'kysely';
import { AppError } from '../base/errors.ts';
import { isId, type RodoRequestId, type TenantId } from '../base/ids.ts';
import type { PhoneNumber } from '../base/phone-number.ts';
import type { WarsawDay } from '../base/warsaw-time.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';

/** `access`: a copy of the data (Art. 15). `erasure`: Art. 17. */
export type RodoKind = 'access' | 'erasure';

/**
 * - `open`: nothing is ordered. `awaiting-release`: ordered, a second administrator must release it.
 * - `working`: the package is being made, or the erasure is under way. `done`: it has been. `closed`: answered.
 */
export type RodoState = 'open' | 'awaiting-release' | 'working' | 'done' | 'closed';

/** A request of a data subject. Instants are Unix ms. */
export interface RodoRequest {
  readonly id: RodoRequestId;
  readonly tenantId: TenantId;
  readonly kind: RodoKind;
  /** Null once the request is closed. */
  readonly number: PhoneNumber | null;
  readonly maskedNumber: string;
  /** Who the requester is to the tenant: a case number. */
  readonly note: string;
  readonly openedBy: string;
  readonly openedAt: number;
  readonly receivedOn: WarsawDay;
  /** The last day for the answer. */
  readonly dueOn: WarsawDay;
  readonly state: RodoState;
  readonly orderedBy: string | null;
  readonly releasedBy: string | null;
  /** Error of the last attempt; it is tried again. */
  readonly failure: string | null;
  readonly outcome: 'fulfilled' | 'refused' | null;
  readonly closedAt: number | null;
}

export function requestFromRow(row: Selectable<Schema['rodo_requests']>): RodoRequest {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    kind: row.kind,
    number: row.number,
    maskedNumber: row.masked_number,
    note: row.note,
    openedBy: row.opened_by,
    openedAt: row.opened_at.getTime(),
    receivedOn: row.received_on,
    dueOn: row.due_on,
    state: row.state,
    orderedBy: row.ordered_by,
    releasedBy: row.released_by,
    failure: row.failure,
    outcome: row.outcome,
    closedAt: row.closed_at?.getTime() ?? null,
  };
}

/** Which request, of which tenant; another tenant's id is not found. */
export interface RequestKey {
  readonly tenantId: TenantId;
  /** Any text. */
  readonly requestId: string;
}

/** A request's row; locked until the transaction ends if `lock`. Throws `not-found`. */
export async function requestRow(
  db: Database,
  { tenantId, requestId }: RequestKey,
  { lock = false } = {},
): Promise<Selectable<Schema['rodo_requests']>> {
  if (!isId(requestId)) throw new AppError('not-found');
  const row = await db
    .selectFrom('rodo_requests')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', requestId as RodoRequestId)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst();
  if (row === undefined) throw new AppError('not-found');
  return row;
}

/** The tenant of any request; only for the operator. Throws `not-found`. */
export async function tenantOfRequest(db: Database, id: RodoRequestId): Promise<TenantId> {
  const row = await db.selectFrom('rodo_requests').select('tenant_id').where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new AppError('not-found');
  return row.tenant_id;
}
