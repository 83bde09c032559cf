import { randomUUID } from 'node:crypto';
import { type Expression, type Selectable, sql, type SqlBool, type Updateable } from 'kysely';
import { type Clock, repeat } from '../base/clock.ts';
import type { Database, Schema } from './postgres/index.ts';

/** The tables with the columns `lease`, `leased_until` and `next_attempt_at`. All but `push_targets` have `attempts`, too. */
type OutboxTable = 'mails' | 'push_hooks' | 'call_hook_deliveries' | 'push_targets';

/** A table whose rows are to be sent: each by one worker at a time, again and again until it succeeds or is given up. */
export interface Outbox<Table extends OutboxTable> {
  readonly table: Table;
  readonly key: Table extends 'push_targets' ? 'tenant_id' : 'id';
  /** Which rows are neither sent nor given up. */
  readonly isWaiting: Expression<SqlBool>;
  /** No attempt is put off for longer. One that seems to be was put off by a clock that ran ahead, and is due. */
  readonly maxDelayMs: number;
  /**
   * How long after its 1st, 2nd, … claim a row is due again if the worker dies, so that a row that kills its worker backs off.
   * Claims are counted in `attempts`. Null: the row is due when the lease ends.
   */
  readonly crashDelaysMs: Table extends 'push_targets' ? null : readonly [number, ...number[]];
}

interface DueOptions {
  /** Unix ms. */
  readonly now: number;
  /** Only rows for which this holds. */
  readonly where?: Expression<SqlBool>;
}

/** How long after a worker was killed another may claim its rows. By the database's clock. */
const LEASE_SECONDS = 60;
const RENEW_EVERY_MS = 20_000;
const CHECK_EVERY_MS = 5_000;
/** A worker that could not renew its lease for so long stops before the lease ends, also where the database just does not answer. */
const ABANDON_AFTER_MS = 45_000;

/** One worker's right to send a row. */
export interface Lease<Table extends OutboxTable = OutboxTable> {
  readonly outbox: Outbox<Table>;
  readonly id: string;
  readonly token: string;
}

export interface Claimed<Table extends OutboxTable> {
  readonly lease: Lease<Table>;
  /** As it was before the claim. */
  readonly row: Selectable<Schema[Table]>;
}

/** Leases rows that are due and that no other worker holds, those due longest first. */
export async function claimDue<Table extends OutboxTable>(
  db: Database,
  outbox: Outbox<Table>,
  { limit, ...options }: DueOptions & { readonly limit: number },
): Promise<Claimed<Table>[]> {
  const { table, key, crashDelaysMs } = outbox;
  const token = randomUUID();
  const due = dueRows(db, outbox, options).selectAll().orderBy('next_attempt_at').orderBy(sql.ref(key)).limit(limit);
  const rows = await db
    // Materialized: PostgreSQL may run a plain subquery more than once, and then lease more rows than the limit.
    .with(
      (cte) => cte('due').materialized(),
      () => due.forUpdate().skipLocked(),
    )
    .updateTable(anyOf(table))
    .from('due')
    .set({ lease: token, leased_until: leaseEnd() })
    .$if(crashDelaysMs !== null, (query) => query.set(countedClaim(crashDelaysMs!, options.now)))
    .whereRef(sql.ref(`${table}.${key}`), '=', sql.ref(`due.${key}`))
    .returningAll('due')
    .execute();
  return rows.map((row) => ({
    lease: { outbox, id: (row as unknown as Record<string, string>)[key]!, token },
    row: row as unknown as Selectable<Schema[Table]>,
  }));
}

/** What became of an attempt. */
interface Attempt<Table extends OutboxTable> {
  readonly succeeded: boolean;
  readonly changes: Updateable<Schema[Table]>;
}

/** Saves a success always; a failure only while the lease is held and the row waits, because another worker may have sent it. */
export async function saveAttempt<Table extends OutboxTable>(
  db: Database,
  { outbox: { table, key, isWaiting }, id, token }: Lease<Table>,
  { succeeded, changes }: Attempt<Table>,
): Promise<void> {
  await db
    .updateTable(anyOf(table))
    .set(changes as Updateable<Schema['mails']>)
    .where(sql.ref(key), '=', id)
    .$if(!succeeded, (query) => query.where('lease', '=', token).where(isWaiting))
    .execute();
}

/** Whether `claimDue` would find a row. */
export async function isAnyDue<Table extends OutboxTable>(
  db: Database,
  outbox: Outbox<Table>,
  options: DueOptions,
): Promise<boolean> {
  return (await dueRows(db, outbox, options).select('lease').limit(1).executeTakeFirst()) !== undefined;
}

interface WithLeaseOptions {
  /** The lease is lost when this no longer holds for the row. */
  readonly validWhile?: Expression<SqlBool>;
}

/** Renews a lease while the work lasts and releases it after that. The signal aborts when the lease is lost, or may be. */
export async function withLease<Result>(
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  lease: Lease,
  work: (signal: AbortSignal) => Promise<Result>,
  { validWhile }: WithLeaseOptions = {},
): Promise<Result> {
  const lost = new AbortController();
  let renewedAt = clock.monotonicMs();
  const renew = async (): Promise<void> => {
    const askedAt = clock.monotonicMs();
    if (await renewLease(db, lease, validWhile)) renewedAt = askedAt;
    else lost.abort(new Error('the lease was lost, or the settings have changed'));
  };
  const renewing = repeat(clock, { intervalMs: RENEW_EVERY_MS }, renew);
  const checking = clock.every(CHECK_EVERY_MS, () => {
    if (clock.monotonicMs() - renewedAt >= ABANDON_AFTER_MS) lost.abort(new Error('the lease could not be renewed'));
  });
  try {
    return await work(lost.signal);
  } finally {
    void renewing.stop();
    checking.cancel();
    await releaseLease(db, lease);
  }
}

/** Until when a lease that is taken or renewed now lasts. */
export function leaseEnd() {
  return sql<Date>`now() + make_interval(secs => ${LEASE_SECONDS})`;
}

function dueRows<Table extends OutboxTable>(
  db: Database,
  { table, isWaiting, maxDelayMs }: Outbox<Table>,
  { now, where }: DueOptions,
) {
  return db
    .selectFrom(anyOf(table))
    .where(isWaiting)
    .where((eb) =>
      eb.or([eb('next_attempt_at', '<=', new Date(now)), eb('next_attempt_at', '>', new Date(now + maxDelayMs))]),
    )
    .where((eb) => eb.or([eb('lease', 'is', null), sql<boolean>`leased_until < now()`]))
    .$if(where !== undefined, (query) => query.where(where!));
}

function countedClaim(crashDelaysMs: readonly number[], now: number) {
  const delayMs = sql<number>`(${[...crashDelaysMs]}::bigint[])[least(due.attempts + 1, ${crashDelaysMs.length}::integer)]`;
  return {
    attempts: sql<number>`due.attempts + 1`,
    next_attempt_at: sql<Date>`${new Date(now)}::timestamptz + ${delayMs} * interval '1 ms'`,
  };
}

async function renewLease(db: Database, lease: Lease, validWhile?: Expression<SqlBool>): Promise<boolean> {
  const { numUpdatedRows } = await leasedRow(db, lease)
    .set({ leased_until: leaseEnd() })
    .$if(validWhile !== undefined, (query) => query.where(validWhile!))
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

async function releaseLease(db: Database, lease: Lease): Promise<void> {
  await leasedRow(db, lease).set({ lease: null, leased_until: null }).execute();
}

function leasedRow(db: Database, { outbox: { table, key }, id, token }: Lease) {
  return db.updateTable(anyOf(table)).where(sql.ref(key), '=', id).where('lease', '=', token);
}

/** The queries use the columns that the tables have in common, so one table stands for all in their types. */
function anyOf(table: OutboxTable): 'mails' {
  return table as 'mails';
}
