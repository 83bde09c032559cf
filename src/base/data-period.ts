import { fail, ok, type Result } from './result.ts';
import { addDays, addMonths, startOfWarsawDay, warsawDay } from './warsaw-time.ts';

/** For how long data is kept: whole days or calendar months. */
export interface DataPeriod {
  readonly amount: number;
  readonly unit: 'days' | 'months';
}

/** As a setting has it: `90d`, `13m`. */
const PERIOD = /^([1-9]\d{0,3})([dm])$/;

export function readDataPeriod(text: string): Result<DataPeriod, 'not-a-period'> {
  const [, amount, unit] = PERIOD.exec(text) ?? [];
  if (amount === undefined) return fail('not-a-period');
  return ok({ amount: Number(amount), unit: unit === 'd' ? 'days' : 'months' });
}

/** `90 days`, `13 months`. */
export function formatDataPeriod({ amount, unit }: DataPeriod): string {
  return amount === 1 ? `1 ${unit.slice(0, -1)}` : `${amount} ${unit}`;
}

/** Data from before this instant (Unix ms) has been kept for the whole period: the start of a Warsaw day. */
export function endedBefore({ amount, unit }: DataPeriod, now: number): number {
  const today = warsawDay(now);
  return startOfWarsawDay(unit === 'days' ? addDays(today, -amount) : addMonths(today, -amount));
}
