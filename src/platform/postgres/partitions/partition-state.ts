import { sql } from 'kysely';
import type { Clock } from '../../../base/clock.ts';
import type { Logger } from '../../logging.ts';
import { measureAtScrape } from '../../measured-gauges.ts';
import type { Registry } from '../../metrics.ts';
import type { Database } from '../database.ts';
import { coveredUntil, listPartitionedTables } from './partitions.ts';

/** More are not counted: one is too many. */
const MAX_COUNTED_ROWS = 10_000;

export interface PartitionState {
  readonly table: string;
  /** From then on rows have no partition of their month, Unix ms. */
  readonly coveredUntil: number;
  /** Rows that have none. */
  readonly rowsWithout: number;
}

/** How far each partitioned table has partitions. `now` is Unix ms. */
export async function partitionStates(db: Database, now: number): Promise<PartitionState[]> {
  const states: PartitionState[] = [];
  for (const table of await listPartitionedTables(db)) {
    const { rows } = await sql<{ count: number }>`SELECT count(*)::int AS count FROM (
      SELECT FROM ${sql.table(table.defaultPartition)} LIMIT ${MAX_COUNTED_ROWS}) AS counted`.execute(db);
    states.push({ table: table.table, coveredUntil: coveredUntil(table, now), rowsWithout: rows[0]!.count });
  }
  return states;
}

const MEASURE_EVERY_MS = 60_000;
const labelNames = ['table'];

/** Keeps the metrics of the partitions. */
export function showPartitions(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
}): void {
  measureAtScrape(deps, {
    everyMs: MEASURE_EVERY_MS,
    gauges: {
      covered: {
        name: 'fonoteka_partitions_until_timestamp_seconds',
        help: 'Until when rows of a partitioned table have a partition of their month.',
        labelNames,
      },
      rows: {
        name: 'fonoteka_rows_without_partition',
        help: 'Rows of a partitioned table that are in no partition of their month.',
        labelNames,
      },
    },
    measure: async ({ covered, rows }) => {
      for (const { table, coveredUntil, rowsWithout } of await partitionStates(deps.db, deps.clock.now())) {
        covered.set({ table }, coveredUntil / 1000);
        rows.set({ table }, rowsWithout);
      }
    },
  });
}
