import { decimal } from '../base/money.ts';
import { addDays, type WarsawDay } from '../base/warsaw-time.ts';
import type { VatSum } from './amount.ts';
import type { Statement, StatementLine } from './statement.ts';

/** The sums of an invoice in the schema's order: P_13 net and P_14 VAT of a rate, P_15 the amount to be paid. */
export const SUM_FIELDS = ['P_13_1', 'P_14_1', 'P_13_2', 'P_14_2', 'P_13_3', 'P_14_3', 'P_13_6_1', 'P_15'] as const;
type SumField = (typeof SUM_FIELDS)[number];

/**
 * A statement as the part of a structured invoice that follows from it: names and forms are those of the logical schema
 * FA(3) of KSeF (crd.gov.pl/wzor/2025/06/25/13775), amounts decimals in PLN. Number, dates, seller and the buyer's NIP
 * are the operator's to add.
 */
export interface Fa3Invoice extends Readonly<Partial<Record<Exclude<SumField, 'P_15'>, string>>> {
  readonly P_15: string;
  readonly Podmiot2: { readonly Nazwa: string };
  readonly OkresFa: { readonly P_6_Od: WarsawDay; readonly P_6_Do: WarsawDay };
  readonly FaWiersz: readonly Fa3Line[];
}

export interface Fa3Line {
  readonly NrWierszaFa: number;
  /** Name. */
  readonly P_7: string;
  /** Unit. */
  readonly P_8A: string;
  /** Quantity. */
  readonly P_8B: string;
  /** Net price of a unit. */
  readonly P_9A: string;
  /** Net value. */
  readonly P_11: string;
  /** VAT rate. */
  readonly P_12: string;
}

export function fa3Invoice({ tenant, periodStart, periodEnd, lines, vat, total }: Statement): Fa3Invoice {
  return {
    Podmiot2: { Nazwa: tenant.name },
    OkresFa: { P_6_Od: periodStart, P_6_Do: addDays(periodEnd, -1) },
    ...Object.fromEntries(vat.flatMap(sumsOf)),
    P_15: decimal(total.grossGrosze),
    FaWiersz: lines.map(lineOf),
  };
}

function lineOf(line: StatementLine, index: number): Fa3Line {
  return {
    NrWierszaFa: index + 1,
    P_7: line.description,
    P_8A: line.unit,
    P_8B: String(line.quantity),
    P_9A: decimal(line.unitNetGrosze),
    P_11: decimal(line.netGrosze),
    P_12: fieldsOf(line.vatPercent).rate,
  };
}

function sumsOf({ vatPercent, netGrosze, vatGrosze }: VatSum): [SumField, string][] {
  const { net, vat } = fieldsOf(vatPercent);
  const sums: [SumField, string][] = [[net, decimal(netGrosze)]];
  return vat === null ? sums : [...sums, [vat, decimal(vatGrosze)]];
}

interface RateFields {
  /** The rate as P_12 names it. */
  readonly rate: string;
  readonly net: SumField;
  /** Null: there is no VAT to be told. */
  readonly vat: SumField | null;
}

const RATES: ReadonlyMap<number, RateFields> = new Map([
  [23, { rate: '23', net: 'P_13_1', vat: 'P_14_1' }],
  [8, { rate: '8', net: 'P_13_2', vat: 'P_14_2' }],
  [5, { rate: '5', net: 'P_13_3', vat: 'P_14_3' }],
  [0, { rate: '0 KR', net: 'P_13_6_1', vat: null }],
]);

/** The VAT rates an invoice in Poland can have, percent. */
export const VAT_RATES: readonly number[] = [...RATES.keys()];

function fieldsOf(vatPercent: number): RateFields {
  const fields = RATES.get(vatPercent);
  if (fields === undefined) throw new Error(`a price has a VAT rate of ${vatPercent}%`);
  return fields;
}
