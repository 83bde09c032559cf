import type { Money, Services } from '../api/client.ts';

type Retention = Services['extendedRetention'];

/** What extended retention costs a month now, or, not in force, what its first 30 days would. Null: no price is set. */
export function retentionFee({ units, monthlyPerUnit }: Retention): Money | null {
  return monthlyPerUnit === null ? null : times(monthlyPerUnit, Math.max(1, units));
}

function times({ netGrosze, vatGrosze, grossGrosze }: Money, units: number): Money {
  return { netGrosze: netGrosze * units, vatGrosze: vatGrosze * units, grossGrosze: grossGrosze * units };
}
