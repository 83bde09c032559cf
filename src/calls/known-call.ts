import { sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { callFromRow } from './call-row.ts';
import type { CallFacts } from './merge-calls.ts';

/** Who tells of a call: its recording session (or upload), or its record. */
export type Teller = 'session' | 'record';

/**
 * How far apart the clocks of PBX and recorder may be for a session and a record without a common id to be of one
 * call. Nobody hangs up and is through to the same number again in this time.
 */
const SAME_CALL_MS = 5_000;

/** From here to the transaction's end nobody else tells of the tenant's calls: who looks for one finds what there is. */
export async function lockCallsOf(transaction: Database, tenantId: TenantId): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`fonoteka calls ${tenantId}`}, 0))`.execute(transaction);
}

/**
 * What is known of a call that is told of: by its id or one the PBX gave it; failing that by its parties and its
 * time, where that leaves no doubt.
 */
export async function knownCall(
  transaction: Database,
  tenantId: TenantId,
  told: CallFacts,
  teller: Teller,
): Promise<CallFacts | undefined> {
  return (await callWithId(transaction, tenantId, told)) ?? callAtThatTime(transaction, tenantId, told, teller);
}

async function callWithId(db: Database, tenantId: TenantId, told: CallFacts): Promise<CallFacts | undefined> {
  const given = told.correlationId ?? told.externalId;
  const row = await db
    .selectFrom('calls')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where((is) => is.or([is('id', '=', told.id), is('correlation_id', '=', given), is('external_id', '=', given)]))
    .orderBy((is) => is('correlation_id', 'is not distinct from', given), 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && callFromRow(row);
}

/**
 * The one call between the same two numbers that rang and was answered while this one did, and of which the other
 * teller has said nothing yet. None where a number is hidden, where there are two, and where nobody answered: such a
 * call has no session.
 */
async function callAtThatTime(
  db: Database,
  tenantId: TenantId,
  told: CallFacts,
  teller: Teller,
): Promise<CallFacts | undefined> {
  if (told.caller === null || told.callee === null || told.noRecordingReason === 'not-answered') return undefined;
  const from = new Date(told.startedAt - SAME_CALL_MS);
  const to = new Date((told.answeredAt ?? told.startedAt) + SAME_CALL_MS);
  const rows = await db
    .selectFrom('calls')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('caller', '=', told.caller)
    .where('callee', '=', told.callee)
    .where('started_at', '<=', to)
    .where((is) => is(is.fn.coalesce('answered_at', 'started_at'), '>=', from))
    .where('no_recording_reason', 'is distinct from', 'not-answered')
    .where((is) =>
      teller === 'record'
        ? is('external_id', 'is', null)
        : is.and([is('correlation_id', 'is', null), is('external_id', 'is not', null)]),
    )
    .limit(2)
    .execute();
  return rows.length === 1 ? callFromRow(rows[0]!) : undefined;
}
