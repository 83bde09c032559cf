import type { Selectable } from 'kysely';
import type { ListeningGrantId, RecordingId, TenantId, UserId } from '../base/ids.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';

/** Whoever still needs it after this long asks again: a request that was forgotten is not given by mistake. */
export const REQUEST_DAYS = 14;
const REQUEST_LIFE_MS = REQUEST_DAYS * 24 * 60 * 60 * 1000;

/**
 * - `requested`: the tenant has not decided. `lapsed`: it did not within `REQUEST_DAYS`. `refused`: it said no.
 * - `valid`: the operator's staff may listen. `expired`: its time is over. `taken-back`: the tenant ended it before.
 */
export type GrantState = 'requested' | 'lapsed' | 'refused' | 'valid' | 'expired' | 'taken-back';

/** A request of the operator's staff to hear a tenant's recordings, and what became of it. Instants are Unix ms. */
export interface ListeningGrant {
  readonly id: ListeningGrantId;
  readonly tenantId: TenantId;
  readonly tenantName: string;
  /** The login of one of the operator's staff; null: each of them. */
  readonly givenTo: string | null;
  readonly givenToId: UserId | null;
  /** Null: all of the tenant's. */
  readonly recordingId: RecordingId | null;
  /** Whether recordings may be downloaded, too. */
  readonly download: boolean;
  readonly reason: string;
  /** A login, or `cli`. */
  readonly requestedBy: string;
  readonly requestedAt: number;
  readonly state: GrantState;
  /** The login of the tenant's administrator who has given or refused it. */
  readonly decidedBy: string | null;
  readonly decidedAt: number | null;
  /** From when until when it was given; null: it was not. */
  readonly from: number | null;
  readonly until: number | null;
  readonly takenBackBy: string | null;
  readonly takenBackAt: number | null;
}

type GrantRow = Selectable<Schema['listening_grants']>;

export function grantState(row: GrantRow, now: number): GrantState {
  if (row.taken_back_at !== null) return 'taken-back';
  if (row.valid_until !== null) return now < row.valid_until.getTime() ? 'valid' : 'expired';
  if (row.decided_at !== null) return 'refused';
  return now < row.requested_at.getTime() + REQUEST_LIFE_MS ? 'requested' : 'lapsed';
}

/** Requests made since then wait for a decision, if there was none; Unix ms. */
export function openSince(now: number): Date {
  return new Date(now - REQUEST_LIFE_MS);
}

/** One page lists them all; older ones are in the audit log. */
const MAX_LISTED = 200;

interface ListQuery {
  /** Null: every tenant's, for the operator. */
  readonly tenantId: TenantId | null;
  /** Unix ms. */
  readonly now: number;
  readonly id?: ListeningGrantId;
}

/** Requests and grants, newest first. */
export async function listGrants(db: Database, { tenantId, now, id }: ListQuery): Promise<ListeningGrant[]> {
  const rows = await db
    .selectFrom('listening_grants')
    .innerJoin('tenants', 'tenants.id', 'listening_grants.tenant_id')
    .leftJoin('users', 'users.id', 'listening_grants.given_to')
    .selectAll('listening_grants')
    .select(['tenants.name as tenant_name', 'users.login as given_to_login'])
    .$if(tenantId !== null, (query) => query.where('listening_grants.tenant_id', '=', tenantId!))
    .$if(id !== undefined, (query) => query.where('listening_grants.id', '=', id!))
    .orderBy('requested_at', 'desc')
    .orderBy('listening_grants.id', 'desc')
    .limit(MAX_LISTED)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    tenantId: row.tenant_id,
    tenantName: row.tenant_name,
    givenTo: row.given_to_login,
    givenToId: row.given_to,
    recordingId: row.recording_id,
    download: row.download,
    reason: row.reason,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at.getTime(),
    state: grantState(row, now),
    decidedBy: row.decided_by,
    decidedAt: row.decided_at?.getTime() ?? null,
    from: row.valid_from?.getTime() ?? null,
    until: row.valid_until?.getTime() ?? null,
    takenBackBy: row.taken_back_by,
    takenBackAt: row.taken_back_at?.getTime() ?? null,
  }));
}
