import type { RetentionOption, RetentionSimulation } from '../api/client.ts';

type Totals = RetentionSimulation['stored'];

/** A month with what is deleted in it, and what is left at its end. */
export interface MonthOfDeletions {
  readonly month: string;
  readonly deleted: Totals;
  readonly left: Totals;
}

const NOTHING: Totals = { recordings: 0, durationMs: 0, bytes: 0 };

/** The months in which one of the options deletes something, in order. */
export function deletionMonths(stored: Totals, option: RetentionOption, months: readonly string[]): MonthOfDeletions[] {
  let left = stored;
  return months.map((month) => {
    const { recordings, durationMs, bytes } = option.deletions.find((one) => one.month === month) ?? NOTHING;
    const deleted = { recordings, durationMs, bytes };
    left = {
      recordings: left.recordings - deleted.recordings,
      durationMs: left.durationMs - deleted.durationMs,
      bytes: left.bytes - deleted.bytes,
    };
    return { month, deleted, left };
  });
}

export function monthsOf(...options: readonly RetentionOption[]): string[] {
  return [...new Set(options.flatMap(({ deletions }) => deletions.map(({ month }) => month)))].toSorted();
}
