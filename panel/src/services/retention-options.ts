import type { Money, Services } from '../api/client.ts';

/** What the standard retention lasts, and what each unit of extended retention adds: days. */
export const UNIT_DAYS = 30;

/** A year and a month: who needs more finds the next steps once there. */
const UNITS_OFFERED = 12;

/** The numbers of units to choose from: none is not among them, because the service is cancelled by e-mail only. */
export function unitsOffered(unitsNow: number): number[] {
  return Array.from({ length: Math.max(UNITS_OFFERED, unitsNow + 1) }, (_, index) => index + 1);
}

/** For how many days in all recordings are kept with that many units. */
export function totalDays(units: number): number {
  return UNIT_DAYS * (1 + units);
}

type Retention = Services['extendedRetention'];

/** What extended retention costs a month now, or, not in force, what its first 30 days would. Null: no price is set. */
export function retentionFee({ units, monthlyPerUnit }: Retention): Money | null {
  return monthlyPerUnit === null ? null : times(monthlyPerUnit, Math.max(1, units));
}

function times({ netGrosze, vatGrosze, grossGrosze }: Money, units: number): Money {
  return { netGrosze: netGrosze * units, vatGrosze: vatGrosze * units, grossGrosze: grossGrosze * units };
}
