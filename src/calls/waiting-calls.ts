import { sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';

/** Six reports: what a recorder said before that is not true any more. */
const REPORT_VALID_MS = 60_000;

/** Calls of a tenant that have ended and are not archived yet. */
export interface WaitingCalls {
  readonly calls: number;
  /** When the last of them is, Unix ms; null: not known. */
  readonly expectedAt: number | null;
}

/** `reportedAt`, Unix ms: a recorder of the release before leaves what another release had reported, and is seen itself. */
type Reported = WaitingCalls & { readonly reportedAt: number };

export type WaitingOfTenants = ReadonlyMap<TenantId, WaitingCalls>;

/** JSON for the recorder's row; null: none. */
export function reportedWaiting(waiting: WaitingOfTenants, reportedAt: number): string | null {
  if (waiting.size === 0) return null;
  return JSON.stringify(
    Object.fromEntries([...waiting].map(([tenantId, calls]) => [tenantId, { ...calls, reportedAt }])),
  );
}

/** The calls of a tenant that wait at any recorder; null: none. */
export async function waitingCalls(db: Database, tenantId: TenantId, now: number): Promise<WaitingCalls | null> {
  const ofTenant = sql<Reported>`waiting_of_tenants -> ${tenantId}::text`;
  const rows = await db
    .selectFrom('recorders')
    .select(ofTenant.as('waiting'))
    .where(ofTenant, 'is not', null)
    .execute();
  return rows
    .map(({ waiting }) => waiting)
    .filter(({ reportedAt }) => reportedAt > now - REPORT_VALID_MS)
    .reduce<WaitingCalls | null>(both, null);
}

function both(one: WaitingCalls | null, { calls, expectedAt }: WaitingCalls): WaitingCalls {
  if (one === null) return { calls, expectedAt };
  const isKnown = one.expectedAt !== null && expectedAt !== null;
  return {
    calls: one.calls + calls,
    expectedAt: isKnown ? Math.max(one.expectedAt, expectedAt) : null,
  };
}
