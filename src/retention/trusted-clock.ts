import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { Database } from '../platform/postgres/index.ts';

/** Two correct clocks differ by far less. */
const MAX_DIFFERENCE_MS = 5 * 60 * 1000;
/** Runs come at least daily. After a longer gap either the clock has jumped or the service was down: a person must decide. */
const MAX_SINCE_LAST_RUN_MS = 3 * 24 * 60 * 60 * 1000;

/** Other sources of time, to compare this machine's clock with. */
export interface ClockSamples {
  readonly db: Database;
  /** The time by the database's clock, Unix ms. */
  readonly databaseNow: () => Promise<number>;
  /** Only in a process that has run for a while. Needed as well because the database may be on the same machine. */
  readonly monotonicReference?: MonotonicReference;
}

/**
 * Checks that this may be the current time (Unix ms): a recording destroyed because of a wrong clock cannot be restored.
 * Throws `clock-not-trusted`.
 */
export async function requireTrustedClock(now: number, samples: ClockSamples): Promise<void> {
  const { db, databaseNow, monotonicReference } = samples;
  const difference = now - (await databaseNow());
  if (isTooLarge(difference)) {
    throw new AppError(
      'clock-not-trusted',
      `the database's clock differs by ${Math.abs(Math.round(difference / 1000))} s`,
    );
  }
  const last = await lastRunAt(db);
  if (monotonicReference !== undefined) {
    const reference = monotonicReference.now();
    // If the last run is later than the reference, a person has confirmed the clock since.
    const confirmedSince = last !== null && last > reference;
    if (now - reference > MAX_DIFFERENCE_MS && !confirmedSince) {
      const expected = new Date(reference).toISOString();
      throw new AppError('clock-not-trusted', `the clock was set ahead, or the machine slept: expected ${expected}`);
    }
  }
  if (last !== null && now - last > MAX_SINCE_LAST_RUN_MS) {
    throw new AppError('clock-not-trusted', `the last run was at ${new Date(last).toISOString()}, days ago`);
  }
}

/** Whether this machine's clock and the database's agree so far that something may be destroyed here. */
export async function clocksAgree({
  clock,
  databaseNow,
}: Pick<ClockSamples, 'databaseNow'> & { readonly clock: Clock }): Promise<boolean> {
  return !isTooLarge(clock.now() - (await databaseNow()));
}

const isTooLarge = (differenceMs: number): boolean => Math.abs(differenceMs) > MAX_DIFFERENCE_MS;

/** When the last run with a trusted clock began, Unix ms; null: there was none. */
async function lastRunAt(db: Database): Promise<number | null> {
  const last = await db.selectFrom('retention_runs').select('at').orderBy('at', 'desc').limit(1).executeTakeFirst();
  return last?.at.getTime() ?? null;
}

/**
 * The time by the monotonic clock since this process last trusted the wall clock: setting the wall clock does not change
 * it. It stops while the machine is suspended.
 */
export class MonotonicReference {
  readonly #clock: Clock;
  /** Unix time minus monotonic time. */
  #offsetMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.trustClock();
  }

  /** Unix ms. */
  now(): number {
    return this.#clock.monotonicMs() + this.#offsetMs;
  }

  /** Takes the wall clock's time as correct. */
  trustClock(): void {
    this.#offsetMs = this.#clock.now() - this.#clock.monotonicMs();
  }
}
