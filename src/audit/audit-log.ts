import type { Clock } from '../base/clock.ts';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { AuditDetail, AuditEvent, RecordedAuditEvent } from './audit-event.ts';
import { appendToChain } from './append-to-chain.ts';
import type { AuditedAction } from './audited-action.ts';

/** The most events one listing gives. */
const MAX_LISTED = 200;

/** Who did what. Events are only ever added: the database refuses to change or delete one, and a chain would show it. */
export class AuditLog {
  readonly #db: Database;
  readonly #clock: Clock;

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /**
   * Adds an event; given a transaction, together with what it tells of. The tenant's other events wait until that
   * transaction ends, so it is best the last thing in it.
   */
  record(event: AuditEvent, db: Database = this.#db): Promise<void> {
    return this.recordAll([event], db);
  }

  /** Adds events in their order, as `record` does, and many of them at the cost of a few. */
  async recordAll(events: readonly AuditEvent[], db: Database = this.#db): Promise<void> {
    if (db.isTransaction) return this.#append(db, events);
    await db.transaction().execute((transaction) => this.#append(transaction, events));
  }

  /** Chains in the order of their ids: two transactions that write to the same ones never wait for each other. */
  async #append(transaction: Database, events: readonly AuditEvent[]): Promise<void> {
    const chains = Map.groupBy(events, ({ tenantId }) => tenantId ?? '');
    for (const chain of [...chains.keys()].sort()) {
      await appendToChain(transaction, chains.get(chain)!, this.#clock);
    }
  }

  /** A tenant's events, newest first; `before` is the id of the last one already seen. */
  async list(
    tenantId: TenantId,
    { before, limit = MAX_LISTED }: { before?: number | undefined; limit?: number } = {},
  ): Promise<RecordedAuditEvent[]> {
    let query = this.#db
      .selectFrom('audit_events')
      .select(['id', 'seq', 'at', 'tenant_id as tenantId', 'actor', 'action', 'subject', 'address', 'detail'])
      .where('tenant_id', '=', tenantId);
    if (before !== undefined) query = query.where('id', '<', before);
    const rows = await query.orderBy('id', 'desc').limit(Math.min(limit, MAX_LISTED)).execute();
    return rows.map(({ at, action, detail, ...rest }) => ({
      ...rest,
      action: action as AuditedAction,
      detail: detail as AuditDetail | null,
      at: at.getTime(),
    }));
  }
}
