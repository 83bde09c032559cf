import type { Money, Services } from '../api/client.ts';

/** Days of the standard retention period, and days that each unit of extended retention adds. */
export const UNIT_DAYS = 30;

/** 13 periods of 30 days in all. Longer periods are offered once these are ordered. */
const UNITS_OFFERED = 12;

/** The numbers of units to choose from. Zero is not offered, because the service is cancelled by e-mail only. */
export function unitsOffered(unitsNow: number): number[] {
  return Array.from({ length: Math.max(UNITS_OFFERED, unitsNow + 1) }, (_, index) => index + 1);
}

/** The retention period in days with that many units. */
export function totalDays(units: number): number {
  return UNIT_DAYS * (1 + units);
}

type Retention = Services['extendedRetention'];

/** The monthly fee; while extended retention is not active, that of the first 30 days. Null: no price is set. */
export function retentionFee({ units, monthlyPerUnit }: Retention): Money | null {
  return monthlyPerUnit === null ? null : times(monthlyPerUnit, Math.max(1, units));
}

function times({ netGrosze, vatGrosze, grossGrosze }: Money, units: number): Money {
  return { netGrosze: netGrosze * units, vatGrosze: vatGrosze * units, grossGrosze: grossGrosze * units };
}
