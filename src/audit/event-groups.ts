import { AppError } from '../base/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { TenantId } from '../base/ids.ts';
import { type Database, inTransaction, isDataFault } from '../platform/postgres/index.ts';
import { appendAt, appendToChain } from './chain-store.ts';
import type { AuditEvent } from './audit-event.ts';
import type { ChainEnd } from './chain.ts';

/** The most events of one statement: bounds how much one failure takes with it. */
const EVENTS_PER_GROUP = 200;
/** What waits in this process, about 1 kB each. More than all sessions of the doors together: only a database that hangs reaches it. */
const MAX_WAITING = 10_000;
/** Chains whose end is remembered, about 200 bytes each; the oldest are forgotten, and looked up again. */
const MAX_REMEMBERED_ENDS = 10_000;

interface Waiting {
  readonly event: AuditEvent;
  readonly added: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Adds events that come one by one. Those of a chain that come while a statement of it runs are added together by the next one: a busy
 * tenant has one commit for many downloads. The chain's end is remembered, so that a group is one statement; where another process
 * has added to the chain, it is looked up in a transaction that locks it.
 */
export class EventGroups {
  readonly #db: Database;
  readonly #clock: Clock;
  /** Of the chains with a running statement: what waits for the next one. */
  readonly #waiting = new Map<TenantId | null, Waiting[]>();
  readonly #ends = new Map<TenantId | null, ChainEnd>();
  #size = 0;

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Resolves when the event is committed. */
  add(event: AuditEvent): Promise<void> {
    if (this.#size === MAX_WAITING) {
      return Promise.reject(new AppError('database-unreachable', 'too many audit events wait for the database'));
    }
    this.#size++;
    return new Promise((added, failed) => {
      const one: Waiting = { event, added, failed };
      const waiting = this.#waiting.get(event.tenantId);
      if (waiting === undefined) void this.#run(event.tenantId, [one]);
      else waiting.push(one);
    });
  }

  async #run(tenantId: TenantId | null, first: Waiting[]): Promise<void> {
    const waiting = first;
    this.#waiting.set(tenantId, waiting);
    // With it go those that are added in the same turn.
    await Promise.resolve();
    while (waiting.length > 0) {
      const group = waiting.splice(0, EVENTS_PER_GROUP);
      await this.#addGroup(tenantId, group);
      this.#size -= group.length;
    }
    this.#waiting.delete(tenantId);
  }

  async #addGroup(tenantId: TenantId | null, group: readonly Waiting[]): Promise<void> {
    try {
      await this.#append(
        tenantId,
        group.map(({ event }) => event),
      );
      for (const { added } of group) added();
    } catch (error) {
      this.#ends.delete(tenantId);
      // One event that the database refuses must not take the others with it.
      if (isDataFault(error) && group.length > 1) for (const one of group) await this.#addGroup(tenantId, [one]);
      else for (const { failed } of group) failed(error);
    }
  }

  async #append(tenantId: TenantId | null, events: readonly AuditEvent[]): Promise<void> {
    const known = this.#ends.get(tenantId);
    const appended = known === undefined ? null : await appendAt(this.#db, known, events, this.#clock);
    this.#remember(
      tenantId,
      appended ?? (await inTransaction(this.#db, (transaction) => appendToChain(transaction, events, this.#clock))),
    );
  }

  #remember(tenantId: TenantId | null, end: ChainEnd): void {
    this.#ends.delete(tenantId);
    if (this.#ends.size === MAX_REMEMBERED_ENDS) this.#ends.delete(this.#ends.keys().next().value!);
    this.#ends.set(tenantId, end);
  }
}
