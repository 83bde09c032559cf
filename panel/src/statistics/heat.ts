import type { Statistics } from './use-statistics.ts';

export type HeatOf = 'calls' | 'missed';

export interface Heat {
  /** Of an hour. */
  readonly most: number;
  /** By weekday, Monday first, and hour. */
  readonly rows: readonly (readonly number[])[];
}

export function heatOf(hours: Statistics['hours'], what: HeatOf): Heat {
  const rows = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  for (const sums of hours) rows[sums.weekday - 1]![sums.hour] = sums[what];
  return { rows, most: Math.max(0, ...hours.map((sums) => sums[what])) };
}
