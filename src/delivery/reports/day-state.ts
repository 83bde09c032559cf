import type { DayCounts } from './day-counts.ts';
import type { PackageReport } from './package-reports.ts';

export type DayState = 'delivered' | 'partial' | 'failing' | 'sending' | 'pending' | 'not-set-up' | 'not-due';

export interface DayFacts {
  /** The tenant has a right to the day's package, today's included. */
  readonly isDue: boolean;
  readonly hasTarget: boolean;
  readonly counts: Pick<DayCounts, 'missing' | 'destroyedUndelivered'>;
  readonly packages: readonly Pick<PackageReport, 'state'>[];
}

/** What a day looks like in the calendar. */
export function dayState({ isDue, hasTarget, counts, packages }: DayFacts): DayState {
  const has = (state: PackageReport['state']): boolean => packages.some((one) => one.state === state);
  if (has('sending')) return 'sending';
  if (has('delivered')) return counts.missing === 0 && counts.destroyedUndelivered === 0 ? 'delivered' : 'partial';
  const isAwaited = isDue || packages.length > 0;
  if (isAwaited && !hasTarget) return 'not-set-up';
  if (has('failing')) return 'failing';
  return isAwaited ? 'pending' : 'not-due';
}
