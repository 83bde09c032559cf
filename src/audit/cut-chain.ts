import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { AuditLog } from './audit-log.ts';
import { breakBetween, type ChainEnd, type Checkpoint, cutEvent } from './chain.ts';
import { chainRows, checkpointOf, eventOf, eventsAfter, isInChain, moveCheckpoint } from './chain-store.ts';

/** Events one statement deletes: bounds its time and locks. */
const DELETED_PER_BATCH = 5000;

export interface CutRequest {
  /** Events from this instant on stay, Unix ms. */
  readonly before: number;
  /** Events about these subjects stay, and all after the first of them: a chain is cut at its beginning only. */
  readonly neededSubjects: readonly string[];
}

/**
 * Cuts the oldest events of a chain: a checkpoint with their number and the last one's hash takes their place, and an event records
 * the cut. What is cut is verified before; a broken chain is not cut (`audit-chain-broken`), so that the traces of a manipulation
 * stay. The rows are deleted later (`deleteCutEvents`): who reads the chain now can finish. Returns how many events were cut.
 */
export async function cutChain(
  db: Database,
  log: AuditLog,
  tenantId: TenantId | null,
  request: CutRequest,
): Promise<number> {
  const from = await checkpointOf(db, tenantId);
  const to = await lastToCut(db, tenantId, request);
  if (to === null) return 0;
  await requireUnbroken(db, tenantId, { from, to });
  return db.transaction().execute(async (transaction) => {
    // Another worker has cut it meanwhile.
    if (!(await moveCheckpoint(transaction, tenantId, { from, to }))) return 0;
    await log.record(cutEvent(tenantId, to), transaction);
    return to.count - from.count;
  });
}

/** Deletes events that were cut. Only those: a trigger refuses others. */
export async function deleteCutEvents(db: Database, tenantId: TenantId | null): Promise<number> {
  const { count } = await checkpointOf(db, tenantId);
  const { numAffectedRows = 0n } = await sql`
    DELETE FROM audit_events WHERE ${isInChain(tenantId)} AND seq <= (
      SELECT max(seq) FROM (
        SELECT seq FROM audit_events WHERE ${isInChain(tenantId)} AND seq <= ${count} ORDER BY seq LIMIT ${DELETED_PER_BATCH}
      ) AS batch)`.execute(db);
  return Number(numAffectedRows);
}

/** The event before the first one that stays; null: nothing is to be cut. */
async function lastToCut(
  db: Database,
  tenantId: TenantId | null,
  { before, neededSubjects }: CutRequest,
): Promise<Checkpoint | null> {
  const stays = sql<boolean>`(at >= ${new Date(before)} OR subject = ANY (${[...neededSubjects]}::text[]))`;
  const first = await chainRows(db, tenantId).where(stays).orderBy('seq').limit(1).executeTakeFirst();
  let rows = chainRows(db, tenantId);
  if (first !== undefined) rows = rows.where('seq', '<', first.seq);
  const last = await rows.orderBy('seq', 'desc').limit(1).executeTakeFirst();
  if (last === undefined) return null;
  const { seq, hash } = eventOf(last);
  return { count: seq, hash };
}

async function requireUnbroken(
  db: Database,
  tenantId: TenantId | null,
  { from, to }: { readonly from: Checkpoint; readonly to: Checkpoint },
): Promise<void> {
  let last: ChainEnd = { seq: from.count, hash: from.hash };
  while (last.seq < to.count) {
    const events = await eventsAfter(db, tenantId, { after: last.seq, last: to.count });
    if (events.length === 0) throw new AppError('audit-chain-broken', `at event ${last.seq + 1}: missing`);
    for (const event of events) {
      const broken = breakBetween(last, event);
      if (broken !== null) throw new AppError('audit-chain-broken', `at event ${last.seq + 1}: ${broken}`);
      last = event;
    }
  }
}
