import { AppError } from '../base/errors.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { ReckonedTime } from './reckoned-time.ts';
import { lastRunAt } from './run-record.ts';

/** Two clocks that are both right differ by far less. */
const MAX_DIFFERENCE_MS = 5 * 60 * 1000;
/** Runs come at least daily. A clock that stands further on has jumped, or the service was away: a person knows which. */
const MAX_SINCE_LAST_RUN_MS = 3 * 24 * 60 * 60 * 1000;

export interface ClockWitnesses {
  readonly db: Database;
  /** The time by another clock, Unix ms. */
  readonly databaseNow: () => Promise<number>;
  /** What a process that has run for a while knows better than any clock; the database's may be of the same machine. */
  readonly reckoned?: ReckonedTime;
}

/**
 * Whether this may be the time (Unix ms), by what else there is to ask; destroying by a wrong clock cannot be undone.
 * Throws `clock-not-trusted`.
 */
export async function requireTrustedClock(now: number, { db, databaseNow, reckoned }: ClockWitnesses): Promise<void> {
  const difference = Math.abs(now - (await databaseNow()));
  if (difference > MAX_DIFFERENCE_MS) {
    throw new AppError('clock-not-trusted', `the database's clock differs by ${Math.round(difference / 1000)} s`);
  }
  const last = await lastRunAt(db);
  // A run that is ahead of what has passed here: a person has confirmed the clock since.
  if (reckoned && now - reckoned.now() > MAX_DIFFERENCE_MS && (last ?? 0) <= reckoned.now()) {
    const passed = new Date(reckoned.now()).toISOString();
    throw new AppError('clock-not-trusted', `the clock was set ahead, or the machine slept: it would be ${passed}`);
  }
  if (last !== null && now - last > MAX_SINCE_LAST_RUN_MS) {
    throw new AppError('clock-not-trusted', `the last run was at ${new Date(last).toISOString()}, days ago`);
  }
}
