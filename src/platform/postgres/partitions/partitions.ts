import { sql } from 'kysely';
import type { Database } from '../database.ts';

/** A table whose rows are in a partition for each month. */
export interface PartitionedTable {
  readonly table: string;
  /** The column by which a row belongs to a month. */
  readonly column: string;
  /** Oldest first, without the default one. */
  readonly partitions: readonly Partition[];
  /** The partition of rows of months that have none. */
  readonly defaultPartition: string;
  /** Whether this database user may make and drop partitions: it may not where another one migrates. */
  readonly isOwned: boolean;
}

export interface Partition {
  readonly name: string;
  /** Unix ms; null: from ever. */
  readonly from: number | null;
  /** Unix ms; the first instant that is not in it. */
  readonly until: number;
}

/** Every table that is partitioned by month, as the database says. */
export async function listPartitionedTables(db: Database): Promise<PartitionedTable[]> {
  const { rows } = await sql<{
    table: string;
    column: string;
    name: string;
    from: Date | null;
    until: Date | null;
    isOwned: boolean;
  }>`
    WITH partitions AS (
      SELECT parent.relname AS "table", attname AS "column", child.relname AS name,
        pg_get_expr(child.relpartbound, child.oid) AS bound, pg_has_role(parent.relowner, 'USAGE')
          AND has_schema_privilege(parent.relnamespace, 'CREATE') AS "isOwned"
      FROM pg_partitioned_table
        JOIN pg_class parent ON parent.oid = partrelid
        JOIN pg_attribute ON attrelid = partrelid AND attnum = partattrs[0]
        JOIN pg_inherits ON inhparent = partrelid
        JOIN pg_class child ON child.oid = inhrelid
      WHERE parent.relnamespace = current_schema()::regnamespace
    )
    SELECT "table", "column", name, "isOwned", substring(bound FROM 'FROM \\(''([^'']+)''\\)')::timestamptz AS "from",
      substring(bound FROM 'TO \\(''([^'']+)''\\)')::timestamptz AS until
    FROM partitions ORDER BY "table", until NULLS LAST`.execute(db);
  return [...Map.groupBy(rows, ({ table }) => table)].map(([table, each]) => ({
    table,
    column: each[0]!.column,
    isOwned: each[0]!.isOwned,
    partitions: each.flatMap(({ name, from, until }) =>
      until === null ? [] : [{ name, from: from?.getTime() ?? null, until: until.getTime() }],
    ),
    defaultPartition: each.find(({ until }) => until === null)!.name,
  }));
}

/** Whether a row of this instant has a partition of its month. */
export function isCovered({ partitions }: PartitionedTable, instant: number): boolean {
  return partitions.some(({ from, until }) => (from === null || from <= instant) && instant < until);
}

/** Until when each row from now on has a partition of its month, Unix ms. */
export function coveredUntil({ partitions }: PartitionedTable, now: number): number {
  let covered = now;
  for (const { from, until } of partitions) if (from === null || from <= covered) covered = Math.max(covered, until);
  return covered;
}
