import type { Clock } from '../base/clock.ts';
import type { TenantId } from '../base/ids.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { appendToChain } from './append-to-chain.ts';
import type { AuditEvent } from './audit-event.ts';
import { writeEntry } from './chain-entry.ts';
import { CHAIN_START, type ChainedEvent, type ChainEnd } from './chained-event.ts';
import { eventOf } from './event-row.ts';
import { chainRows, listChains, readChain } from './read-chain.ts';
import { type ChainBreak, verifyChain } from './verify-chain.ts';

/** The most events one listing gives. */
const MAX_LISTED = 200;

/**
 * Who did what. Events are only ever added: the database refuses to change or delete one, and the tenant's chain of
 * hashes shows it where somebody goes round the database. A `tenantId` of null is the operator's own log.
 */
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

  /** Adds events in their order, as `record` does, many of them at the cost of a few. */
  recordAll(events: readonly AuditEvent[], db: Database = this.#db): Promise<void> {
    return inTransaction(db, (transaction) => this.#append(transaction, events));
  }

  /** A tenant's events, newest first; `before` is the place of the last one already seen. */
  async list(
    tenantId: TenantId,
    { before, limit = MAX_LISTED }: { before?: number | undefined; limit?: number } = {},
  ): Promise<ChainedEvent[]> {
    let query = chainRows(this.#db, tenantId);
    if (before !== undefined) query = query.where('seq', '<', before);
    const rows = await query.orderBy('seq', 'desc').limit(Math.min(limit, MAX_LISTED)).execute();
    return rows.map(eventOf);
  }

  /** All that has a log: tenants and, null, the operator. */
  chains(): Promise<(TenantId | null)[]> {
    return listChains(this.#db);
  }

  /** A tenant's whole log with its hashes, oldest first: lines of JSON, each with its line's end. */
  async *exportChain(tenantId: TenantId | null): AsyncGenerator<string> {
    for await (const entry of readChain(this.#db, tenantId)) yield `${writeEntry(entry)}\n`;
  }

  /** Whether a tenant's log is whole and unaltered: where it ends, or the first place where it is broken. */
  verify(tenantId: TenantId | null): Promise<Result<ChainEnd, ChainBreak>> {
    return verifyChain(entriesOf(readChain(this.#db, tenantId)));
  }

  /** Whether the tenant's log still has the end of an export: nothing before it was written anew since. */
  async confirm(tenantId: TenantId | null, exported: ChainEnd): Promise<Result<ChainEnd, ChainBreak>> {
    const row = await chainRows(this.#db, tenantId).where('seq', '=', exported.seq).executeTakeFirst();
    const { seq, hash } = row === undefined ? CHAIN_START : eventOf(row);
    return seq === exported.seq && hash === exported.hash
      ? ok(exported)
      : fail({ seq: exported.seq, what: 'rewritten' });
  }

  /** Chains in the order of their names: two transactions that write to the same ones never wait for each other. */
  async #append(transaction: Database, events: readonly AuditEvent[]): Promise<void> {
    const byTenant = Map.groupBy(events, ({ tenantId }) => tenantId ?? '');
    for (const name of [...byTenant.keys()].sort()) {
      await appendToChain(transaction, byTenant.get(name)!, this.#clock);
    }
  }
}

async function* entriesOf<T>(entries: AsyncIterable<T>): AsyncGenerator<Result<T, never>> {
  for await (const entry of entries) yield ok(entry);
}
