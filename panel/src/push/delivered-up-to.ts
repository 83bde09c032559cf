import type { PushDay } from '../api/client.ts';
import type { WarsawDay } from '../format/warsaw-time.ts';

/** The last day up to which nothing is missing, of days newest first; null: not even the oldest due one is delivered. */
export function deliveredUpTo(days: readonly Pick<PushDay, 'day' | 'state'>[]): WarsawDay | null {
  const due = days.filter(({ state }) => state !== 'not-due').toReversed();
  const missing = due.findIndex(({ state }) => state !== 'delivered');
  const whole = missing === -1 ? due : due.slice(0, missing);
  return whole.at(-1)?.day ?? null;
}
