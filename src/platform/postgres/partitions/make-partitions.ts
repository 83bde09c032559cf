import { sql } from 'kysely';
import { giveSameRights } from '../../../../migrations/same-rights.ts';
import { addMonths, startOfWarsawDay, type WarsawDay, warsawDay } from '../../../base/warsaw-time.ts';
import type { Logger } from '../../logging.ts';
import type { Database } from '../database.ts';
import { isCovered, listPartitionedTables, type PartitionedTable } from './partitions.ts';

/** So much time has somebody to notice that the job does not run: rows go to the default partition only after it. */
const MONTHS_AHEAD = 3;
/** Each query that comes meanwhile waits behind the statement that waits; the job tries again. */
const LOCK_TIMEOUT_MS = 2_000;

interface PartitionDeps {
  readonly db: Database;
  readonly log: Logger;
}

/**
 * Makes the partitions of months that have rows without one, of this month and the next ones. `now` is Unix ms. A database user that may
 * not leaves it to `migrate`, which is run as another one then.
 */
export async function makePartitions(deps: PartitionDeps, now: number): Promise<void> {
  const { db, log } = deps;
  // First: no partition can be made of a month that has rows in the default one.
  for (const table of await listOwnTables(db)) await moveFromDefault(deps, table);
  for (const table of await listOwnTables(db)) {
    const months = Array.from({ length: MONTHS_AHEAD + 1 }, (_, ahead) => addMonths(firstOfMonth(now), ahead));
    for (const month of months.filter((each) => !isCovered(table, startOfWarsawDay(each)))) {
      await changePartitions(db, async (transaction) => {
        if (await isCoveredNow(transaction, table, month)) return;
        await makePartition(transaction, table, month);
        log.info({ table: table.table, month: month.slice(0, 7) }, 'database: a partition was made');
      });
    }
  }
}

async function listOwnTables(db: Database): Promise<PartitionedTable[]> {
  return (await listPartitionedTables(db)).filter(({ isOwned }) => isOwned);
}

/**
 * Rows of the default partition get partitions of their months. It is replaced as a whole, since rows of the audit log cannot be deleted.
 * Others wait meanwhile: it is read once where it can become a partition itself, as when no worker has run for months; else there are
 * few rows, those of a wrong clock.
 */
async function moveFromDefault({ db, log }: PartitionDeps, table: PartitionedTable): Promise<void> {
  const source = table.defaultPartition;
  if ((await monthsOf(db, table)).length === 0) return;
  const moved = `${source}_moved`;
  const months = await changePartitions(db, async (transaction) => {
    if ((await monthsOf(transaction, table)).length === 0) return [];
    await sql.raw(`ALTER TABLE ${table.table} DETACH PARTITION ${source}`).execute(transaction);
    await sql.raw(`ALTER TABLE ${source} RENAME TO ${moved}`).execute(transaction);
    // More may have come until it was locked.
    const found = await monthsOf(transaction, { ...table, defaultPartition: moved });
    if (isOneStretch(found) && !found.some((month) => isCovered(table, startOfWarsawDay(month)))) {
      const name = partitionName(table, found[0]!);
      await sql.raw(`ALTER TABLE ${moved} RENAME TO ${name}`).execute(transaction);
      await attach(transaction, table, name, [found[0]!, found.at(-1)!]);
    } else {
      for (const month of found) await makePartition(transaction, table, month);
      await sql.raw(`INSERT INTO ${table.table} SELECT * FROM ${moved}`).execute(transaction);
      await sql.raw(`DROP TABLE ${moved}`).execute(transaction);
    }
    await makeTable(transaction, table, source);
    await sql.raw(`ALTER TABLE ${table.table} ATTACH PARTITION ${source} DEFAULT`).execute(transaction);
    return found;
  });
  if (months.length > 0)
    log.warn({ table: table.table, months }, 'database: rows of months without a partition have partitions now');
}

function isOneStretch(months: readonly WarsawDay[]): boolean {
  return months.every((month, at) => month === addMonths(months[0]!, at));
}

/** Another worker may have made it. */
async function isCoveredNow(transaction: Database, { table }: PartitionedTable, month: WarsawDay): Promise<boolean> {
  const tables = await listPartitionedTables(transaction);
  return tables.some((each) => each.table === table && isCovered(each, startOfWarsawDay(month)));
}

/** The months of the rows of the default partition, as their first days. */
async function monthsOf(db: Database, { column, defaultPartition }: PartitionedTable): Promise<WarsawDay[]> {
  const { rows } = await sql<{ month: WarsawDay }>`
    SELECT DISTINCT to_char(${sql.ref(column)} AT TIME ZONE 'Europe/Warsaw', 'YYYY-MM-01') AS month
    FROM ${sql.table(defaultPartition)} ORDER BY 1`.execute(db);
  return rows.map(({ month }) => month);
}

/** Attached when it is complete: unlike `PARTITION OF`, that lets others read and write the table. */
async function makePartition(transaction: Database, table: PartitionedTable, month: WarsawDay): Promise<void> {
  const name = partitionName(table, month);
  await makeTable(transaction, table, name);
  await attach(transaction, table, name, [month, month]);
}

function partitionName({ table }: PartitionedTable, month: WarsawDay): string {
  return `${table}_${month.slice(0, 7).replace('-', '_')}`;
}

/** For rows of the first month to the last one. */
async function attach(
  transaction: Database,
  { table }: PartitionedTable,
  name: string,
  [first, last]: readonly [WarsawDay, WarsawDay],
): Promise<void> {
  const [from, until] = [first, addMonths(last, 1)].map((day) => new Date(startOfWarsawDay(day)).toISOString());
  await sql
    .raw(`ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${until}')`)
    .execute(transaction);
}

/** Attaching it adds indexes, keys and triggers for each row; rights, and triggers for each statement, it does not add. */
async function makeTable(transaction: Database, { table }: PartitionedTable, name: string): Promise<void> {
  await sql
    .raw(`CREATE TABLE ${name} (LIKE ${table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)`)
    .execute(transaction);
  await giveSameRights(transaction, { from: table, to: name });
  const { rows } = await sql<{ definition: string }>`
    SELECT pg_get_triggerdef(oid) AS definition FROM pg_trigger
    WHERE tgrelid = ${table}::regclass AND NOT tgisinternal AND tgtype & 1 = 0`.execute(transaction);
  for (const { definition } of rows) {
    await sql.raw(definition.replace(/ ON \S+ /, ` ON ${name} `)).execute(transaction);
  }
}

/** Runs statements that change partitions in one transaction, one worker after another, which does not wait long for others. */
export function changePartitions<T>(db: Database, change: (transaction: Database) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (transaction) => {
    await sql`SELECT pg_advisory_xact_lock(hashtextextended('fonoteka partitions', 0))`.execute(transaction);
    await sql`SET LOCAL lock_timeout = ${sql.lit(LOCK_TIMEOUT_MS)}`.execute(transaction);
    return change(transaction);
  });
}

function firstOfMonth(instant: number): WarsawDay {
  return `${warsawDay(instant).slice(0, 7)}-01`;
}
