import { sql } from 'kysely';
import type { CallId, TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';

/** Added together: a fraction of a second, for which reports about the same calls wait. */
const CALLS_PER_BATCH = 1000;
/** Of one run: some minutes, so that the job is not taken for one that hangs. */
const MAX_BATCHES = 300;

interface IndexDeps {
  readonly db: Database;
  readonly signal: AbortSignal;
}

/**
 * Adds the calls from before the search by index to it (migration 0066), each tenant's newest first. May be killed anywhere: it goes on from there,
 * with the next run, and then too if others hold some of them just now. Those that come meanwhile, and all changes, are added by triggers.
 */
export async function indexEarlierCalls({ db, signal }: IndexDeps): Promise<void> {
  for (let batch = 0; batch < MAX_BATCHES && !signal.aborted; batch++) {
    if (!(await db.transaction().execute(indexSome))) return;
  }
}

/** Whether there may be more that can be added now. */
async function indexSome(transaction: Database): Promise<boolean> {
  const { rows } = await sql<{ tenant_id: TenantId; id: CallId | null; at: string | null }>`
    SELECT next.tenant_id, calls.id, calls.started_at::text AS at
    FROM (SELECT * FROM calls_to_index ORDER BY tenant_id LIMIT 1 FOR UPDATE) AS next
    LEFT JOIN LATERAL (
      SELECT id, started_at FROM calls
      WHERE tenant_id = next.tenant_id AND (started_at, id) < (next.before_at, next.before_id)
      ORDER BY started_at DESC, id DESC LIMIT ${CALLS_PER_BATCH}
    ) AS calls ON true
    ORDER BY calls.started_at DESC, calls.id DESC`.execute(transaction);
  const [first] = rows;
  if (first === undefined) return false;
  const ids = rows.flatMap(({ id }) => id ?? []);
  if (!(await lockCalls(transaction, ids))) return false;
  if (ids.length > 0) await sql`SELECT index_calls(${ids}::uuid[])`.execute(transaction);
  if (ids.length < CALLS_PER_BATCH) {
    await transaction.deleteFrom('calls_to_index').where('tenant_id', '=', first.tenant_id).execute();
  } else {
    const { at, id } = rows.at(-1)!;
    await sql`UPDATE calls_to_index SET before_at = ${at}::timestamptz, before_id = ${id} WHERE tenant_id = ${first.tenant_id}`.execute(
      transaction,
    );
  }
  return true;
}

/** Whether all of them could be locked. Waits for none: a transaction that holds one may be waiting for another. */
async function lockCalls(transaction: Database, ids: readonly CallId[]): Promise<boolean> {
  const { rows } = await sql`SELECT FROM calls WHERE id = ANY (${ids}::uuid[]) FOR NO KEY UPDATE SKIP LOCKED`.execute(
    transaction,
  );
  return rows.length === ids.length;
}
