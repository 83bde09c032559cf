/**
 * Where the parts of a statement stand in a structured invoice: the logical schema FA(3) of KSeF (Ministry of Finance,
 * 2025). P_13 is the sum of the net amounts of a rate, P_14 its VAT, P_15 the amount to be paid.
 */
interface RateFields {
  /** How a line names the rate, `P_12`. */
  readonly code: string;
  readonly net: string;
  /** Null: there is no VAT to be told. */
  readonly vat: string | null;
}

const FIELDS: ReadonlyMap<number, RateFields> = new Map([
  [23, { code: '23', net: 'P_13_1', vat: 'P_14_1' }],
  [8, { code: '8', net: 'P_13_2', vat: 'P_14_2' }],
  [5, { code: '5', net: 'P_13_3', vat: 'P_14_3' }],
  [0, { code: '0 KR', net: 'P_13_6_1', vat: null }],
]);

/** The VAT rates there are in Poland, percent. */
export const VAT_RATES: readonly number[] = [...FIELDS.keys()];

export function isVatRate(vatPercent: number): boolean {
  return FIELDS.has(vatPercent);
}
