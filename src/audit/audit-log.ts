import type { Clock } from '../base/clock.ts';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { AuditedAction } from './audited-action.ts';

export interface AuditEvent {
  /** Whose log it belongs to; null: the operator's own. */
  readonly tenantId: TenantId | null;
  /** Who did it: a user's id, an FTP login, `cli`. */
  readonly actor: string;
  readonly action: AuditedAction;
  /** What it was done to, an id; null where the action says it all. */
  readonly subject: string | null;
  /** The peer's IP address, where there is one. */
  readonly address: string | null;
}

export interface RecordedAuditEvent extends AuditEvent {
  /** Grows from event to event. */
  readonly id: number;
  /** Unix ms. */
  readonly at: number;
}

/** The most events one listing gives. */
const MAX_LISTED = 200;

/** Who did what. Events are only ever added: the database refuses to change or delete one. */
export class AuditLog {
  readonly #db: Database;
  readonly #clock: Clock;

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Adds an event; given a transaction, together with what it tells of. */
  async record(event: AuditEvent, db: Database = this.#db): Promise<void> {
    const { tenantId, ...rest } = event;
    const at = new Date(this.#clock.now());
    await db
      .insertInto('audit_events')
      .values({ ...rest, tenant_id: tenantId, at })
      .execute();
  }

  /** A tenant's events, newest first; `before` is the id of the last one already seen. */
  async list(
    tenantId: TenantId,
    { before, limit = MAX_LISTED }: { before?: number; limit?: number } = {},
  ): Promise<RecordedAuditEvent[]> {
    let query = this.#db.selectFrom('audit_events').selectAll().where('tenant_id', '=', tenantId);
    if (before !== undefined) query = query.where('id', '<', before);
    const rows = await query.orderBy('id', 'desc').limit(Math.min(limit, MAX_LISTED)).execute();
    return rows.map(({ tenant_id, at, action, ...rest }) => ({
      ...rest,
      tenantId: tenant_id,
      action: action as AuditedAction,
      at: at.getTime(),
    }));
  }
}
