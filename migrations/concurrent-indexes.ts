import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A migration that cannot run in a transaction: it may be interrupted anywhere, and must go on from there when it runs again. */
export interface MigrationOutsideTransaction extends Migration {
  readonly outsideTransaction: true;
}

/**
 * A migration that adds indexes to large tables, by name and with what follows it: `{ calls_by_day: 'ON calls (day)' }`, or
 * `'UNIQUE ON …'`. Each is built concurrently: writers go on, however long it takes. One that an interrupted run left behind invalid is built again. `replaced`:
 * indexes that are dropped once the others are there. An index of a partitioned table is built partition by
 * partition; its name begins with the table's.
 */
export function concurrentIndexes(
  indexes: Readonly<Record<string, `${'UNIQUE ' | ''}ON ${string}`>>,
  { replaced = [] }: { readonly replaced?: readonly string[] } = {},
): MigrationOutsideTransaction {
  return {
    outsideTransaction: true,
    up: async (db) => {
      for (const [name, definition] of Object.entries(indexes)) {
        const [, unique = '', table = '', on = ''] = /^(UNIQUE )?ON (\w+) (.*)$/s.exec(definition)!;
        await ((await isPartitioned(db, table)) ? buildInPartitions : build)(db, { name, unique, table, on });
      }
      for (const name of replaced) await sql`DROP INDEX CONCURRENTLY IF EXISTS ${sql.id(name)}`.execute(db);
    },
  };
}

interface Index {
  readonly name: string;
  /** `UNIQUE ` or nothing. */
  readonly unique: string;
  readonly table: string;
  readonly on: string;
}

async function build(db: Kysely<unknown>, { name, unique, table, on }: Index): Promise<void> {
  const invalid = await sql`
    SELECT FROM pg_index WHERE indexrelid = to_regclass(${name}) AND NOT indisvalid`.execute(db);
  if (invalid.rows.length > 0) await sql`DROP INDEX CONCURRENTLY ${sql.id(name)}`.execute(db);
  await sql`CREATE ${sql.raw(unique)}INDEX CONCURRENTLY IF NOT EXISTS ${sql.id(name)} ON ${sql.id(table)} ${sql.raw(on)}`.execute(
    db,
  );
}

/** The partitioned table's index is valid once each partition has its own; a partition that is made meanwhile gets it at once. */
async function buildInPartitions(db: Kysely<unknown>, index: Index): Promise<void> {
  const { name, unique, table, on } = index;
  await sql`CREATE ${sql.raw(unique)}INDEX IF NOT EXISTS ${sql.id(name)} ON ONLY ${sql.id(table)} ${sql.raw(on)}`.execute(
    db,
  );
  for (const partition of await partitionsWithout(db, index)) {
    const own = `${partition}_${name.slice(table.length + 1)}`;
    await build(db, { ...index, name: own, table: partition });
    await sql`ALTER INDEX ${sql.id(name)} ATTACH PARTITION ${sql.id(own)}`.execute(db);
  }
}

async function isPartitioned(db: Kysely<unknown>, table: string): Promise<boolean> {
  const { rows } = await sql`SELECT FROM pg_partitioned_table WHERE partrelid = ${table}::regclass`.execute(db);
  return rows.length > 0;
}

async function partitionsWithout(db: Kysely<unknown>, { name, table }: Index): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = ${table}::regclass AND inhrelid NOT IN (
      SELECT indrelid FROM pg_index JOIN pg_inherits ON inhrelid = indexrelid WHERE inhparent = ${name}::regclass)`.execute(
    db,
  );
  return rows.map((row) => row.name);
}

export function isOutsideTransaction(migration: Migration): boolean {
  return (migration as Partial<MigrationOutsideTransaction>).outsideTransaction === true;
}
