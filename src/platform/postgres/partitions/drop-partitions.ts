import { type RawBuilder, sql } from 'kysely';
import type { Logger } from '../../logging.ts';
import type { Database } from '../database.ts';
import { changePartitions } from './make-partitions.ts';
import { listPartitionedTables, type Partition } from './partitions.ts';

interface DropRequest {
  readonly table: string;
  /** Partitions of rows from before this instant, Unix ms. */
  readonly before: number;
  /** Condition on its rows: those that must stay. Missing: all. */
  readonly isKept?: RawBuilder<boolean>;
}

/** Drops the table's old partitions that have no row to keep; returns how many. */
export async function dropPartitions(
  { db, log }: { readonly db: Database; readonly log: Logger },
  { table, before, isKept = sql`true` }: DropRequest,
): Promise<number> {
  const tables = await listPartitionedTables(db);
  const old = tables
    .filter((each) => each.table === table && each.isOwned)
    .flatMap(({ partitions }) => partitions.filter(({ until }) => until <= before));
  let dropped = 0;
  for (const { name } of old) {
    if (await hasRows(db, name, isKept)) continue;
    const isDropped = await changePartitions(db, async (transaction) => {
      // Readers go on while it is looked at again; nobody writes what is old.
      await sql`LOCK TABLE ${sql.table(name)} IN SHARE MODE`.execute(transaction);
      if (await hasRows(transaction, name, isKept)) return false;
      await sql.raw(`ALTER TABLE ${table} DETACH PARTITION ${name}`).execute(transaction);
      await sql.raw(`DROP TABLE ${name}`).execute(transaction);
      return true;
    });
    if (!isDropped) continue;
    dropped += 1;
    log.info({ table, partition: name }, 'database: a partition without rows to keep was dropped');
  }
  return dropped;
}

async function hasRows(db: Database, name: Partition['name'], isKept: RawBuilder<boolean>): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    SELECT EXISTS (SELECT FROM ${sql.table(name)} WHERE ${isKept}) AS found`.execute(db);
  return rows[0]!.found;
}
