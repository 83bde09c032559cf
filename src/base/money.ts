/** An amount of money in grosze: an integer, so that no sum is rounded. 1 zł = 100 gr. */
export type Grosze = number;

/**
 * The VAT on a net amount, rounded half up to a grosz. The only rounding rule: a statement's VAT is calculated once for
 * each rate, from the sum of its net amounts.
 */
export function vatOn(net: Grosze, vatPercent: number): Grosze {
  return Math.floor((net * vatPercent + 50) / 100);
}

/** As written in Poland: `1 234,50 zł`, with no-break spaces. */
export function formatZloty(amount: Grosze): string {
  const [zloty, grosze] = decimal(Math.abs(amount)).split('.') as [string, string];
  const grouped = zloty.replace(/\B(?=(\d{3})+$)/g, '\u00a0');
  return `${amount < 0 ? '−' : ''}${grouped},${grosze}\u00a0zł`;
}

/** For machines: `1234.50`. */
export function decimal(amount: Grosze): string {
  const digits = String(Math.abs(amount)).padStart(3, '0');
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
