import { type Kysely, sql } from 'kysely';
import { concurrentIndexes, type MigrationOutsideTransaction } from './concurrent-indexes.ts';

interface PartitionedTable {
  readonly table: string;
  /** By whose months, of Warsaw, the table is partitioned. */
  readonly column: string;
}

const boundOf = (table: string): string => `${table}_before_partitions`;

/**
 * A migration after which a large table can become the first partition of a partitioned one in an instant (`firstPartition`): it has the
 * indexes of that, built concurrently, and a validated bound, so that nothing is scanned then. The release before goes on writing. The
 * bound is the beginning of the month after next, or of the one after the latest row: a row beyond it would be refused, and an
 * interrupted upgrade has at least a month until there is one.
 */
export function beforeFirstPartition(
  { table, column }: PartitionedTable,
  indexes: Parameters<typeof concurrentIndexes>[0],
): MigrationOutsideTransaction {
  return {
    outsideTransaction: true,
    up: async (db) => {
      await concurrentIndexes(indexes).up(db);
      const { rows } = await sql<{ bound: string }>`
        SELECT (date_trunc('month', greatest(now() + interval '1 month', max(${sql.ref(column)})) AT TIME ZONE 'Europe/Warsaw')
          + interval '1 month') AT TIME ZONE 'Europe/Warsaw' AS bound FROM ${sql.table(table)}`.execute(db);
      const bound = new Date(rows[0]!.bound).toISOString();
      // In one message, so in one transaction, as long as the lock is waited for.
      await sql
        .raw(
          `SET LOCAL lock_timeout = '5s'; ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS ${boundOf(table)},
            ADD CONSTRAINT ${boundOf(table)} CHECK (${column} < '${bound}') NOT VALID`,
        )
        .execute(db);
      await sql.raw(`ALTER TABLE ${table} VALIDATE CONSTRAINT ${boundOf(table)}`).execute(db);
    },
  };
}

/** The bound of a table that `beforeFirstPartition` has given it, as an SQL literal. */
export async function boundFor(db: Kysely<unknown>, table: string): Promise<string> {
  const { rows } = await sql<{ bound: string }>`
    SELECT substring(pg_get_constraintdef(oid) FROM '''[^'']+''') AS bound FROM pg_constraint
    WHERE conrelid = ${table}::regclass AND conname = ${boundOf(table)}`.execute(db);
  return rows[0]!.bound;
}

/** Who may insert into a table must be allowed to use the sequence of its ids, unlike that of an identity column. */
export async function letInsertersUse(db: Kysely<unknown>, ids: string, { table }: { table: string }): Promise<void> {
  const { rows } = await sql<{ statement: string }>`
    SELECT format('GRANT USAGE ON SEQUENCE %I TO %s', ${ids}::text,
      CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE grantee::regrole::text END) AS statement
    FROM pg_class, aclexplode(relacl)
    WHERE oid = ${table}::regclass AND grantee <> relowner AND privilege_type = 'INSERT'`.execute(db);
  for (const { statement } of rows) await sql.raw(statement).execute(db);
}
