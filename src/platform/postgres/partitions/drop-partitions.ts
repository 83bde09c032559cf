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
    if (!(await dropUnlessKept(db, { table, name, isKept }).catch(alreadyGone))) continue;
    dropped += 1;
    log.info({ table, partition: name }, 'database: a partition without rows to keep was dropped');
  }
  return dropped;
}

async function dropUnlessKept(
  db: Database,
  { table, name, isKept }: Required<Pick<DropRequest, 'table' | 'isKept'>> & Pick<Partition, 'name'>,
): Promise<boolean> {
  if (await hasRows(db, name, isKept)) return false;
  return changePartitions(db, async (transaction) => {
    // Readers go on while it is looked at again; nobody writes what is old.
    await sql`LOCK TABLE ${sql.table(name)} IN SHARE MODE`.execute(transaction);
    if (await hasRows(transaction, name, isKept)) return false;
    await sql.raw(`ALTER TABLE ${table} DETACH PARTITION ${name}`).execute(transaction);
    await sql.raw(`DROP TABLE ${name}`).execute(transaction);
    return true;
  });
}

/** SQLSTATE: there is no such table. */
const UNDEFINED_TABLE = '42P01';

/** Another run, as one by command, has dropped it meanwhile. */
function alreadyGone(error: unknown): false {
  if (error instanceof Error && 'code' in error && error.code === UNDEFINED_TABLE) return false;
  throw error;
}

async function hasRows(db: Database, name: Partition['name'], isKept: RawBuilder<boolean>): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    SELECT EXISTS (SELECT FROM ${sql.table(name)} WHERE ${isKept}) AS found`.execute(db);
  return rows[0]!.found;
}
