import { addDays, addMonths, type WarsawDay } from '../base/warsaw-time.ts';

/** Warsaw days, both in it. */
export interface Period {
  readonly from: WarsawDay;
  readonly to: WarsawDay;
}

const firstOfMonth = (day: WarsawDay): WarsawDay => `${day.slice(0, 7)}-01`;
const endOfMonth = (day: WarsawDay): WarsawDay => addDays(addMonths(firstOfMonth(day), 1), -1);

export function lengthOf({ from, to }: Period): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
}

/**
 * What a period is compared with. Of whole months the months before; of the first days of a month, the same days of the one before; of others, as
 * many days before.
 */
export function periodBefore({ from, to }: Period): Period {
  if (from === firstOfMonth(from)) {
    const months = monthsBetween(from, to) + 1;
    if (to === endOfMonth(to)) return { from: addMonths(from, -months), to: addDays(from, -1) };
    if (months === 1) return { from: addMonths(from, -1), to: addMonths(to, -1) };
  }
  return { from: addDays(from, -lengthOf({ from, to })), to: addDays(from, -1) };
}

function monthsBetween(from: WarsawDay, to: WarsawDay): number {
  const [fromYear, fromMonth] = from.split('-').map(Number) as [number, number];
  const [toYear, toMonth] = to.split('-').map(Number) as [number, number];
  return (toYear - fromYear) * 12 + toMonth - fromMonth;
}
