import type { Hold } from '../api/client.ts';
import { addDays, startOfWarsawDay, type WarsawDay, warsawDay } from '../format/warsaw-time.ts';

/** The first instant (ISO) after a hold whose last day is given; a hold without one lasts until it is lifted. */
export function endOfHold(lastDay: WarsawDay | null): string | null {
  return lastDay === null ? null : startOfWarsawDay(addDays(lastDay, 1));
}

/** The last day of a hold; null: there is no hold, or it has no end. */
export function lastDayOfHold(hold: Pick<Hold, 'until'> | null): WarsawDay | null {
  if (hold === null || hold.until === null) return null;
  return warsawDay(new Date(Date.parse(hold.until) - 1));
}
