import { sql } from 'kysely';
import type { CallId, TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { type Call, callFromRow } from './call.ts';

/**
 * How long nothing may be between two sessions of a call: while the target of a transfer rings (three minutes at most: RFC 3261
 * §16.6, timer C) or the call is parked. PBXs use an id again for another call, after a restart or when their counter is full:
 * hours later or more.
 */
const MAX_SESSION_GAP_MS = 5 * 60_000;

/**
 * The rows of a reported call, oldest first: the one with our own id, and those with the PBX's id whose time overlaps the report's, or
 * nearly. More than one: a session that was reported late is between them.
 */
export async function findReports(db: Database, tenantId: TenantId, reported: Call): Promise<readonly Call[]> {
  const pbxId = reported.correlationId ?? reported.externalId;
  const from = new Date(reported.startedAt - MAX_SESSION_GAP_MS);
  const until = new Date(endOf(reported) + MAX_SESSION_GAP_MS);
  const rows = await db
    .selectFrom('calls')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where((is) =>
      is.or([
        is('id', '=', reported.id),
        is.and([
          is.or([is('correlation_id', '=', pbxId), is('external_id', '=', pbxId)]),
          is('started_at', '<=', until),
          is(is.fn.coalesce('ended_at', 'answered_at', 'started_at'), '>=', from),
        ]),
      ]),
    )
    .orderBy('started_at')
    .orderBy('id')
    .execute();
  // What was erased at the request of a data subject is not brought together with what was not.
  const erased = rows.find(({ id, erased_by }) => id === reported.id && erased_by !== null);
  const first = erased ?? rows[0];
  return rows.filter((row) => row === first || (row.erased_by === null && first?.erased_by === null)).map(callFromRow);
}

function endOf({ endedAt, answeredAt, startedAt }: Call): number {
  return Math.max(endedAt ?? answeredAt ?? startedAt, startedAt);
}

/** Removes rows of a call that another one has taken over, with their recordings. */
export async function removeReports(db: Database, ids: readonly CallId[], of: CallId): Promise<void> {
  if (ids.length === 0) return;
  await sql`UPDATE recordings SET call_id = ${of} WHERE call_id = ANY(${[...ids]}::uuid[])`.execute(db);
  await db
    .deleteFrom('calls')
    .where('id', 'in', [...ids])
    .execute();
}
