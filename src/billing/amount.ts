import { type Grosze, vatOn } from '../base/money.ts';
import type { Charge } from './charges.ts';

/** An amount with its VAT. */
export interface Amount {
  readonly netGrosze: Grosze;
  readonly vatGrosze: Grosze;
  readonly grossGrosze: Grosze;
}

/** The amounts of one VAT rate. */
export interface VatSum extends Amount {
  readonly vatPercent: number;
}

export function amountOf(netGrosze: Grosze, vatPercent: number): Amount {
  return amount(netGrosze, vatOn(netGrosze, vatPercent));
}

/** What charges come to at each rate, the highest first: the VAT once, on the sum of the net amounts. */
export function vatSums(charges: readonly Charge[]): VatSum[] {
  const byRate = Map.groupBy(charges, ({ price }) => price.vatPercent);
  return [...byRate]
    .toSorted(([a], [b]) => b - a)
    .map(([vatPercent, own]) => ({ vatPercent, ...amountOf(sum(own.map(netOf)), vatPercent) }));
}

export function netOf({ price, quantity }: Charge): Grosze {
  return price.netGrosze * quantity;
}

/** What charges come to in all. */
export function totalOf(charges: readonly Charge[]): Amount {
  const sums = vatSums(charges);
  return amount(sum(sums.map(({ netGrosze }) => netGrosze)), sum(sums.map(({ vatGrosze }) => vatGrosze)));
}

/** What the one has more than the other. */
export function difference(one: Amount, other: Amount): Amount {
  return amount(one.netGrosze - other.netGrosze, one.vatGrosze - other.vatGrosze);
}

function amount(netGrosze: Grosze, vatGrosze: Grosze): Amount {
  return { netGrosze, vatGrosze, grossGrosze: netGrosze + vatGrosze };
}

function sum(amounts: readonly Grosze[]): Grosze {
  return amounts.reduce((total, one) => total + one, 0);
}
