import { type RawBuilder, sql } from 'kysely';
import type { CallId, TenantId } from '../base/ids.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import type { CallDescription, NoRecordingReason } from '../recording/index.ts';
import { type Call, callFromRow, mergeCalls, rowFromCall } from './call.ts';
import { findReports, removeReports } from './same-call.ts';

/** A call of a known tenant that has no recording. */
export interface UnrecordedCall extends Omit<CallDescription, 'recordingId'> {
  /** Unix ms; null while it is not known. */
  readonly endedAt: number | null;
  readonly reason: NoRecordingReason;
}

/**
 * Writes the row of a recorded call, in the caller's transaction with its recording. Returns the id of the row, which
 * the recording refers to. It differs from the description's id if the call has a row already (same tenant and
 * correlation id). Saving a call again changes nothing. `endedAt` is Unix ms.
 */
export function saveCall(
  db: Database,
  call: CallDescription,
  { endedAt }: { readonly endedAt: number | null },
): Promise<CallId> {
  const row = { ...call, id: call.callId, endedAt, externalId: null, noRecordingReason: null };
  return save(db, call.tenantId, row, 'session');
}

/**
 * Writes the row of a call without a recording. A call that has a recording keeps it. Saving a call again changes nothing,
 * also not what a CDR has added since.
 */
export function saveUnrecordedCall(db: Database, call: UnrecordedCall): Promise<CallId> {
  const row = { ...call, id: call.callId, externalId: null, noRecordingReason: call.reason };
  return save(db, call.tenantId, row, 'session');
}

/** What reported the call: its recording session (or an upload), or a CDR. */
type Reporter = 'session' | 'cdr';

function save(db: Database, tenantId: TenantId, call: Call, reporter: Reporter): Promise<CallId> {
  return inTransaction(db, async (transaction) => {
    await lockCallsOf(transaction, tenantId);
    return saveLocked(transaction, tenantId, call, reporter);
  });
}

/** In a transaction that has locked the tenant's calls. */
export async function saveLocked(
  transaction: Database,
  tenantId: TenantId,
  call: Call,
  reporter: Reporter,
): Promise<CallId> {
  const [known = await findByPartiesAndTime(transaction, tenantId, call, reporter), ...others] = await findReports(
    transaction,
    tenantId,
    call,
  );
  if (known === undefined) {
    await insertCalls(transaction, tenantId, [call]);
    return call.id;
  }
  if (reporter === 'session' && known.id === call.id && call.noRecordingReason !== null) return known.id;
  const { caller, callee, dialled, extensions, metadata, correlation_id, external_id, ...merged } = rowFromCall(
    [...others, call].reduce(mergeCalls, known),
  );
  await removeReports(
    transaction,
    others.map(({ id }) => id),
    known.id,
  );
  await transaction
    .updateTable('calls')
    .set({
      ...merged,
      // No later report brings back what was erased at the request of a data subject.
      caller: unlessErased('caller', sql`${caller}::text`),
      callee: unlessErased('callee', sql`${callee}::text`),
      dialled: unlessErased('dialled', sql`${dialled}::text`),
      extensions: unlessErased('extensions', sql`${extensions}::text[]`),
      // A PBX's id of a call may have a number in it.
      correlation_id: unlessErased('correlation_id', sql`${correlation_id}::text`),
      external_id: unlessErased('external_id', sql`${external_id}::text`),
      metadata: unlessErased('metadata', sql`${metadata}::text[]`),
    })
    .where('id', '=', known.id)
    .execute();
  return known.id;
}

function unlessErased<T>(column: string, value: RawBuilder<unknown>): RawBuilder<T> {
  return sql<T>`CASE WHEN calls.erased_by IS NULL THEN ${value} ELSE ${sql.ref(`calls.${column}`)} END`;
}

/** Until the transaction ends, no other one writes calls of this tenant, so that two reports of a call find each other. */
export async function lockCallsOf(transaction: Database, tenantId: TenantId): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`fonoteka calls ${tenantId}`}, 0))`.execute(transaction);
}

/**
 * How far apart the clocks of PBX and recorder may be when a session and a CDR without a common id are matched. Nobody
 * hangs up and calls the same number again within this time.
 */
export const MAX_CLOCK_DIFFERENCE_MS = 5_000;

/**
 * The only call between the same two numbers whose time overlaps and that the other reporter has not reported yet. There
 * is none if a number is withheld, if two calls match, or if nobody answered: an unanswered call has no session.
 */
async function findByPartiesAndTime(
  db: Database,
  tenantId: TenantId,
  reported: Call,
  reporter: Reporter,
): Promise<Call | undefined> {
  const { caller, callee, startedAt, answeredAt, noRecordingReason } = reported;
  if (caller === null || callee === null || noRecordingReason === 'not-answered') return undefined;
  const from = new Date(startedAt - MAX_CLOCK_DIFFERENCE_MS);
  const to = new Date((answeredAt ?? startedAt) + MAX_CLOCK_DIFFERENCE_MS);
  const rows = await db
    .selectFrom('calls')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('caller', '=', caller)
    .where('callee', '=', callee)
    .where('started_at', '<=', to)
    .where((is) => is(is.fn.coalesce('answered_at', 'started_at'), '>=', from))
    .where('no_recording_reason', 'is distinct from', 'not-answered')
    .where((is) =>
      reporter === 'cdr'
        ? is('external_id', 'is', null)
        : is.and([is('correlation_id', 'is', null), is('external_id', 'is not', null)]),
    )
    .limit(2)
    .execute();
  return rows.length === 1 ? callFromRow(rows[0]!) : undefined;
}

/** Writes the rows of new calls. Throws if there is one of them already. */
export async function insertCalls(transaction: Database, tenantId: TenantId, calls: readonly Call[]): Promise<void> {
  const rows = calls.map((call) => ({ ...rowFromCall(call), id: call.id, tenant_id: tenantId }));
  const inserted = await transaction
    .insertInto('calls')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows !== BigInt(calls.length)) {
    throw new Error(`calls ${calls.map(({ id }) => id).join(', ')} could neither be inserted nor found`);
  }
}
