import type { Call } from '../api/client.ts';
import { startOfWarsawDay, warsawDay } from '../format/warsaw-time.ts';

/** When the recordings of a call are destroyed, as the list says it. */
export type Deletion =
  | { readonly kind: 'held' }
  | { readonly kind: 'due'; readonly at: string; readonly days: number; readonly urgency: 'none' | 'soon' | 'now' };

/** Within so many days it is soon: the tenant is warned by e-mail then, too. */
const SOON_DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Of the first of its recordings that goes; null: it has none that still exists. */
export function deletionOf({ recordings }: Pick<Call, 'recordings'>, nowMs: number): Deletion | null {
  const existing = recordings.filter(({ destroyedAt }) => destroyedAt === null);
  const free = existing.filter(({ hold }) => hold === null).map(({ availableUntil }) => availableUntil);
  const at = free.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0];
  if (at === undefined) return existing.length === 0 ? null : { kind: 'held' };
  const days = daysBetween(nowMs, Date.parse(at));
  return { kind: 'due', at, days, urgency: days <= 1 ? 'now' : days <= SOON_DAYS ? 'soon' : 'none' };
}

/** Calendar days in Warsaw; none for what is due already. */
function daysBetween(fromMs: number, untilMs: number): number {
  // A day has 23 to 25 hours.
  return Math.max(0, Math.round((startOfDay(untilMs) - startOfDay(fromMs)) / DAY_MS));
}

function startOfDay(ms: number): number {
  return Date.parse(startOfWarsawDay(warsawDay(new Date(ms))));
}
