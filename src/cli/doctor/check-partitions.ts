import { type Database, partitionStates } from '../../platform/postgres/index.ts';
import { type CheckResult, passed, problem } from './check-result.ts';

/** The worker makes them three months ahead: with fewer than two weeks left it has not for long. */
const MIN_AHEAD_MS = 14 * 24 * 60 * 60 * 1000;

/** Rows that come have a partition of their month. */
export async function checkPartitions(db: Database, now: number): Promise<CheckResult> {
  const states = await partitionStates(db, now);
  const bad = states.filter(({ coveredUntil, rowsWithout }) => rowsWithout > 0 || coveredUntil < now + MIN_AHEAD_MS);
  const described = (bad.length > 0 ? bad : states).map(
    ({ table, coveredUntil, rowsWithout }) =>
      `${table}: made until ${new Date(coveredUntil).toISOString()}${rowsWithout > 0 ? `, ${rowsWithout} rows without a partition of their month` : ''}`,
  );
  if (bad.length === 0) return passed('partitions', described.join('; '));
  return problem(
    'partitions',
    described.join('; '),
    'Nothing is lost, but the tables become slow. See that a worker runs: its job “partitions” makes them each hour; its log says what it waits for. If its database user does not own the tables, run fonoteka migrate as the one that does.',
  );
}
