import type { Clock } from '../../base/clock.ts';
import { type Database, databaseNow } from '../../platform/postgres/index.ts';
import { warsawTimeOfDay } from '../../base/warsaw-time.ts';
import { type Finding, well, wrong } from './check.ts';

/** Times name the files: beyond this the machines disagree about when a call began. */
const MAX_DIFFERENCE_MS = 2_000;
/** A machine that lost its clock starts in the past. */
const EARLIEST_SANE = Date.parse('2026-01-01T00:00:00Z');

/** This machine's clock is sane and agrees with the database's. */
export async function checkClock(clock: Clock, db: Database): Promise<Finding> {
  const remedy = 'Keep the clock right by NTP: apt-get install chrony.';
  const before = clock.now();
  if (before < EARLIEST_SANE) return wrong('clock', `says ${new Date(before).toISOString()}`, remedy);
  const there = await databaseNow(db);
  const middle = (before + clock.now()) / 2;
  const differenceMs = Math.round(Math.abs(there - middle));
  if (differenceMs > MAX_DIFFERENCE_MS) {
    return wrong('clock', `${differenceMs} ms away from the database's clock`, remedy);
  }
  return well(
    'clock',
    `${warsawTimeOfDay(middle).replaceAll('-', ':')} in Warsaw, ${differenceMs} ms from the database's`,
  );
}
