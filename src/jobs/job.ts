/** Something to be done again and again, by one worker at a time whatever their number. */
export interface Job {
  /** Names its queue, its metrics and its row in `job_runs`; lower case with dashes. */
  readonly name: string;
  readonly schedule: Schedule;
  /** Whether this worker can do it now: otherwise its runs are left to other workers, which is no failure. Missing: always. */
  readonly canRunHere?: () => Promise<boolean>;
  /**
   * Does what is due. It may be repeated, and be killed at any point: what was done is not done twice. When the signal aborts
   * it ends as soon as the data is consistent; the next run does the rest.
   */
  run(signal: AbortSignal): Promise<unknown>;
}

interface Schedule {
  /** Five fields, in Europe/Warsaw. */
  readonly cron: string;
  /** A job that has not succeeded for so long is late: its period, and time for a retry or a restart. */
  readonly lateAfterMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export const EVERY_MINUTE: Schedule = { cron: '* * * * *', lateAfterMs: 15 * MINUTE_MS };

/** At a minute of each hour, not all jobs at the full one. */
export function hourly(minute: number): Schedule {
  return { cron: `${minute} * * * *`, lateAfterMs: 3 * HOUR_MS };
}

/**
 * Each day at `HH:MM` in Warsaw. Not between 02:00 and 03:00: when the clocks change that hour is missing on one day of the
 * year, and comes twice on another.
 */
export function daily(time: string): Schedule {
  const [hour, minute] = time.split(':').map(Number) as [number, number];
  return { cron: `${minute} ${hour} * * *`, lateAfterMs: 26 * HOUR_MS };
}
