import { type RawBuilder, sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { chainRows, isAfterCut, isInChain } from './chain-store.ts';

/** Which of a tenant's events are asked for. */
export interface EventFilter {
  /** As events have it: the id of a user, `key:` and one of an API key, a login for files, `cli`. */
  readonly actor?: string | undefined;
  /** One of these was done. */
  readonly actions?: readonly string[] | undefined;
  /** What it was done to: the id of a recording, of a call, a name. */
  readonly subject?: string | undefined;
  /** Unix ms; then or later. */
  readonly from?: number | undefined;
  /** Unix ms; before. */
  readonly until?: number | undefined;
  /** Only what the operator's staff did under this listening grant. */
  readonly grant?: string | undefined;
}

/** The conditions of a filter on `audit_events`, but for the actions. */
function conditionsOf({ actor, subject, from, until, grant }: EventFilter): RawBuilder<boolean>[] {
  return [
    ...(actor === undefined ? [] : [sql<boolean>`actor = ${actor}`]),
    ...(subject === undefined ? [] : [sql<boolean>`subject = ${subject}`]),
    // By them only the months of the time are read.
    ...(from === undefined ? [] : [sql<boolean>`at >= ${new Date(from)}`]),
    ...(until === undefined ? [] : [sql<boolean>`at < ${new Date(until)}`]),
    ...(grant === undefined ? [] : [sql<boolean>`detail ->> 'grant' = ${grant}`]),
  ];
}

interface FilteredPage extends EventFilter {
  /** The `seq` of the last event already seen. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/**
 * Rows of a tenant's chain, newest first. Of actions the newest of each by `audit_events_of_action`, then the newest of these; of an actor by
 * `audit_events_of_actor`, of a time by the chain's own index, all month by month.
 */
export async function filteredRows(
  db: Database,
  tenantId: TenantId,
  { before, limit, actions, ...filter }: FilteredPage,
) {
  const conditions = conditionsOf(filter);
  if (before !== undefined) conditions.push(sql<boolean>`seq < ${before}`);
  let query = chainRows(db, tenantId).orderBy('seq', 'desc').limit(limit);
  if (actions === undefined) {
    for (const condition of conditions) query = query.where(condition);
    return query.execute();
  }
  const more = sql.join([isInChain(tenantId), isAfterCut(db, tenantId), ...conditions], sql` AND `);
  const { rows } = await sql<{ seq: number; at: Date }>`
    SELECT own.seq, own.at FROM unnest(${[...new Set(actions)]}::text[]) AS asked (action) CROSS JOIN LATERAL (
      SELECT seq, at FROM audit_events WHERE audit_events.action = asked.action AND ${more}
      ORDER BY seq DESC LIMIT ${limit}
    ) AS own ORDER BY own.seq DESC LIMIT ${limit}`.execute(db);
  if (rows.length === 0) return [];
  const times = rows.map(({ at }) => at.getTime());
  return (
    query
      .where(sql<boolean>`seq = ANY (${rows.map(({ seq }) => seq)}::bigint[])`)
      .where('at', '>=', new Date(Math.min(...times)))
      // The instants of the database are finer than ours.
      .where('at', '<', new Date(Math.max(...times) + 1))
      .execute()
  );
}
