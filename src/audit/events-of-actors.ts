import { sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { AuditEvent } from './audit-event.ts';

/** Instants are Unix ms. */
export interface ActorPage {
  readonly limit: number;
  /** From then on. */
  readonly from?: number | undefined;
  /** Before then. */
  readonly until?: number | undefined;
  readonly action?: string | undefined;
  readonly tenantId?: TenantId | undefined;
  /** Of the last event already seen. */
  readonly before?: { readonly at: number; readonly id: number } | undefined;
}

export interface ActorEvent extends Omit<AuditEvent, 'action' | 'detail'> {
  readonly id: number;
  readonly at: number;
  readonly action: string;
  readonly detail: unknown;
}

/**
 * Each actor's own newest events by the index, then the newest of these: a few rows, however long the logs are. Events have whole milliseconds
 * (`appendAt`), so one order, by time and id, serves the actors, the page and its cursor: none is left out or comes twice.
 */
export async function eventsOfActors(
  db: Database,
  actors: readonly string[],
  { limit, from, until, action, tenantId, before }: ActorPage,
): Promise<ActorEvent[]> {
  const conditions = sql.join(
    [
      sql`true`,
      ...(from === undefined ? [] : [sql`at >= ${new Date(from)}`]),
      ...(until === undefined ? [] : [sql`at < ${new Date(until)}`]),
      ...(action === undefined ? [] : [sql`action = ${action}`]),
      ...(tenantId === undefined ? [] : [sql`tenant_id = ${tenantId}::uuid`]),
      ...(before === undefined ? [] : [sql`(at, id) < (${new Date(before.at)}::timestamptz, ${before.id}::bigint)`]),
    ],
    sql` AND `,
  );
  const { rows } = await sql<Omit<ActorEvent, 'at'> & { at: Date }>`
    SELECT own.* FROM unnest(${actors}::text[]) AS who (actor) CROSS JOIN LATERAL (
      SELECT id, at, tenant_id AS "tenantId", audit_events.actor, action, subject, address, detail FROM audit_events
      WHERE audit_events.actor = who.actor AND ${conditions}
      ORDER BY at DESC, id DESC LIMIT ${limit}
    ) AS own ORDER BY at DESC, id DESC LIMIT ${limit}`.execute(db);
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}
