import type { Clock } from '../base/clock.ts';
import type { TenantId } from '../base/ids.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { appendToChain, chainRows, checkpointOf, endOf, eventOf, listChains, readChain } from './chain-store.ts';
import type { AuditEvent } from './audit-event.ts';
import { type ActorEvent, type ActorPage, eventsOfActors } from './events-of-actors.ts';
import { type EventFilter, filteredRows } from './filtered-events.ts';
import { EventGroups } from './event-groups.ts';
import { formatEntry } from './chain-export.ts';
import { type ChainBreak, type ChainedEvent, type ChainEnd, type VerifiedChain, verifyChain } from './chain.ts';
import { cutChain, type CutRequest, deleteCutEvents } from './cut-chain.ts';

/** The most events of one extract, the newest: 5 MB. */
const MAX_EXTRACTED = 10_000;
/** The most events one listing gives. */
const MAX_LISTED = 200;

/** Which of a tenant's events. */
export interface EventPage extends EventFilter {
  /** The `seq` of the last event already seen. */
  readonly before?: number | undefined;
  readonly limit?: number;
}

/**
 * Who did what. Events are only ever added: the database refuses to change or delete one, and the tenant's hash chain
 * reveals a change made past those triggers. A `tenantId` of null is the operator's own log.
 */
export class AuditLog {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #groups: EventGroups;

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
    this.#groups = new EventGroups(db, clock);
  }

  /**
   * Adds an event, together with others of the tenant that come at the same time; it is committed when this resolves. Or pass the
   * transaction of the change that the event describes: then both are committed or neither. The tenant's chain stays locked
   * until that transaction ends, so record last.
   */
  record(event: AuditEvent, transaction?: Database): Promise<void> {
    return transaction?.isTransaction ? this.recordAll([event], transaction) : this.#groups.add(event);
  }

  /** Adds events in this order, as `record` does; cheap for many events. */
  recordAll(events: readonly AuditEvent[], db: Database = this.#db): Promise<void> {
    return inTransaction(db, (transaction) => this.#append(transaction, events));
  }

  /** A tenant's events, newest first. */
  async list(tenantId: TenantId, { limit = MAX_LISTED, ...page }: EventPage = {}): Promise<ChainedEvent[]> {
    const rows = await filteredRows(this.#db, tenantId, { ...page, limit: Math.min(limit, MAX_LISTED) });
    return rows.map(eventOf);
  }

  /** What some actors did, in the logs of all tenants and of the operator, newest first. */
  listByActors(actors: readonly string[], page: ActorPage): Promise<ActorEvent[]> {
    return eventsOfActors(this.#db, actors, page);
  }

  /**
   * A tenant's events about these subjects, as lines of an export, oldest first, and where the chain ends. Between them are others, so they are
   * no chain; each has its place and hash in it.
   */
  async extract(
    tenantId: TenantId,
    subjects: readonly string[],
  ): Promise<{ readonly lines: readonly string[]; readonly end: ChainEnd }> {
    const rows = await chainRows(this.#db, tenantId)
      .where('subject', 'in', subjects)
      .orderBy('seq', 'desc')
      .limit(MAX_EXTRACTED)
      .execute();
    const lines = rows.toReversed().map((row) => formatEntry({ event: eventOf(row) }));
    return { lines, end: await endOf(this.#db, tenantId) };
  }

  /** Whose logs there are: tenants and, as null, the operator. */
  chains(): Promise<(TenantId | null)[]> {
    return listChains(this.#db);
  }

  /** A tenant's complete log with its hashes, oldest event first: lines of JSON, each with its line break. */
  async *exportChain(tenantId: TenantId | null): AsyncGenerator<string> {
    for await (const entry of readChain(this.#db, tenantId)) yield `${formatEntry(entry)}\n`;
  }

  /** Checks that a tenant's log is complete and unaltered. Returns where it ends, or the first place where it is broken. */
  verify(tenantId: TenantId | null): Promise<Result<VerifiedChain, ChainBreak>> {
    return verifyChain(entriesOf(readChain(this.#db, tenantId)));
  }

  /**
   * Checks that the tenant's log still contains the end of an export: then nothing before it was rewritten since. The cut must not
   * reach the export's `firstYoung`: the first event that the retention period does not allow to cut.
   */
  async confirm(
    tenantId: TenantId | null,
    exported: ChainEnd & Pick<VerifiedChain, 'firstYoung'>,
  ): Promise<Result<ChainEnd, ChainBreak>> {
    const cut = await checkpointOf(this.#db, tenantId);
    const { firstYoung } = exported;
    if (firstYoung !== undefined && firstYoung <= cut.count) return fail({ seq: firstYoung, what: 'cut-early' });
    if (exported.seq < cut.count) return fail({ seq: exported.seq, what: 'cut-since' });
    const row = await chainRows(this.#db, tenantId).where('seq', '=', exported.seq).executeTakeFirst();
    const hash = row === undefined ? cut.hash : eventOf(row).hash;
    const isThere = row !== undefined || exported.seq === cut.count;
    return isThere && hash === exported.hash ? ok(exported) : fail({ seq: exported.seq, what: 'rewritten' });
  }

  /** Cuts the events of a tenant from before an instant, and leaves a checkpoint in their place. See `cutChain`. */
  cut(tenantId: TenantId | null, request: CutRequest): Promise<number> {
    return cutChain(this.#db, this, tenantId, request);
  }

  /** Deletes at most a batch of a tenant's events that were cut; returns how many. */
  deleteCut(tenantId: TenantId | null): Promise<number> {
    return deleteCutEvents(this.#db, tenantId);
  }

  /** Locks the chains in the order of their names, so that two transactions cannot deadlock. */
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
