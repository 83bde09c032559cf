import { randomUUID } from 'node:crypto';
import { type Expression, type Selectable, sql, type SqlBool } from 'kysely';
import type { Database, Schema } from '../postgres/index.ts';
import { type Lease, leaseEnd } from './lease.ts';

/** The tables with the columns `lease`, `leased_until`, `next_attempt_at` and `attempts`. */
export type OutboxTable = 'mails' | 'push_hooks' | 'push_targets';

/** A table whose rows are to be sent: each by one worker at a time, again and again until it succeeds or is given up. */
export interface Outbox<Table extends OutboxTable> {
  readonly table: Table;
  readonly key: Table extends 'push_targets' ? 'tenant_id' : 'id';
  /** Which rows are neither sent nor given up. */
  readonly isWaiting: Expression<SqlBool>;
  /** No attempt is put off for longer. One that seems to be was put off by a clock that ran ahead, and is due. */
  readonly maxDelayMs: number;
}

interface DueOptions {
  /** Unix ms. */
  readonly now: number;
  /** Only rows for which this holds. */
  readonly where?: Expression<SqlBool>;
}

export interface Claimed<Table extends OutboxTable> {
  readonly lease: Lease;
  readonly row: Selectable<Schema[Table]>;
}

/** Leases rows that are due and that no other worker holds, those due longest first. */
export async function claimDue<Table extends OutboxTable>(
  db: Database,
  outbox: Outbox<Table>,
  { limit, ...options }: DueOptions & { readonly limit: number },
): Promise<Claimed<Table>[]> {
  const { table, key } = outbox;
  const token = randomUUID();
  const due = dueRows(db, outbox, options).orderBy('next_attempt_at').orderBy(sql.ref(key)).limit(limit);
  const rows = await db
    // Materialized: PostgreSQL may run a plain subquery more than once, and then lease more rows than the limit.
    .with(
      (cte) => cte('due').materialized(),
      () => due.forUpdate().skipLocked(),
    )
    .updateTable(anyOf(table))
    .set({ lease: token, leased_until: leaseEnd() })
    .where(sql<boolean>`${sql.ref(key)} IN (SELECT key FROM due)`)
    .returningAll()
    .execute();
  return rows.map((row) => ({
    lease: { table, key, id: (row as unknown as Record<string, string>)[key]!, token },
    row: row as unknown as Selectable<Schema[Table]>,
  }));
}

/** Whether `claimDue` would find a row. */
export async function isAnyDue<Table extends OutboxTable>(
  db: Database,
  outbox: Outbox<Table>,
  options: DueOptions,
): Promise<boolean> {
  return (await dueRows(db, outbox, options).limit(1).executeTakeFirst()) !== undefined;
}

function dueRows<Table extends OutboxTable>(
  db: Database,
  { table, key, isWaiting, maxDelayMs }: Outbox<Table>,
  { now, where }: DueOptions,
) {
  return db
    .selectFrom(anyOf(table))
    .select(sql.ref<string>(key).as('key'))
    .where(isWaiting)
    .where((eb) =>
      eb.or([eb('next_attempt_at', '<=', new Date(now)), eb('next_attempt_at', '>', new Date(now + maxDelayMs))]),
    )
    .where((eb) => eb.or([eb('lease', 'is', null), sql<boolean>`leased_until < now()`]))
    .$if(where !== undefined, (query) => query.where(where!));
}

/** The tables have the same columns here; one of them stands for all, so that the queries can be typed. */
function anyOf(table: OutboxTable): 'push_targets' {
  return table as 'push_targets';
}
