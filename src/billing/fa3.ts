import { stringify } from 'csv-stringify/sync';
import type { TenantId } from '../base/ids.ts';
import { decimal } from '../base/money.ts';
import { addDays, type WarsawDay } from '../base/warsaw-time.ts';
import type { VatSum } from './charges.ts';
import type { Fee, VAT_RATES } from './prices.ts';
import { describeFee } from './service-names.ts';
import { type Statement, type StatementLine, UNITS } from './statements.ts';

/** The sums of an invoice in the schema's order: P_13 net and P_14 VAT of a rate, P_15 the amount to be paid. */
const SUM_FIELDS = ['P_13_1', 'P_14_1', 'P_13_2', 'P_14_2', 'P_13_3', 'P_14_3', 'P_13_6_1', 'P_15'] as const;
type SumField = (typeof SUM_FIELDS)[number];

/**
 * The part of a structured invoice that follows from a statement: names and forms are those of the logical schema FA(3) of
 * KSeF (crd.gov.pl/wzor/2025/06/25/13775), amounts decimals in PLN. `Podmiot2` has the fields of its `DaneIdentyfikacyjne` and its
 * `Adres` where the operator has entered them. The operator's invoicing adds number, dates and seller.
 */
interface Fa3Invoice extends Readonly<Partial<Record<Exclude<SumField, 'P_15'>, string>>> {
  readonly P_15: string;
  readonly Podmiot2: Fa3Buyer;
  readonly OkresFa: { readonly P_6_Od: WarsawDay; readonly P_6_Do: WarsawDay };
  readonly FaWiersz: readonly Fa3Line[];
}

interface Fa3Buyer {
  readonly NIP?: string;
  readonly Nazwa: string;
  readonly Adres?: { readonly KodKraju: string; readonly AdresL1: string; readonly AdresL2?: string };
}

interface Fa3Line {
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

/**
 * Null: nothing was charged, so there is nothing to invoice. A service without a price has no line: an invoice's line states what is to be
 * paid, and the service was not charged. The statement names it in `missingPrices`.
 */
export function fa3Invoice(statement: Statement): Fa3Invoice | null {
  return statement.lines.length === 0 ? null : invoiceOf(statement);
}

function invoiceOf({ tenant, buyer, periodStart, periodEnd, lines, vat, total }: Statement): Fa3Invoice {
  return {
    Podmiot2: fa3Buyer(tenant.name, buyer),
    OkresFa: { P_6_Od: periodStart, P_6_Do: addDays(periodEnd, -1) },
    ...Object.fromEntries(vat.flatMap(sumsOf)),
    P_15: decimal(total.grossGrosze),
    FaWiersz: lines.map(lineOf),
  };
}

function fa3Buyer(name: string, buyer: Statement['buyer']): Fa3Buyer {
  const { nip = null, address = null } = buyer ?? {};
  return {
    ...(nip !== null && { NIP: nip }),
    Nazwa: name,
    ...(address !== null && {
      Adres: {
        KodKraju: address.country,
        AdresL1: address.line1,
        ...(address.line2 !== null && { AdresL2: address.line2 }),
      },
    }),
  };
}

/** The columns of an invoice's line, and those to find and sum it. */
const CSV_COLUMNS = [
  'IDNabywcy',
  'Nazwa',
  'P_6_Od',
  'P_6_Do',
  'NrWierszaFa',
  'P_7',
  'P_8A',
  'P_8B',
  'P_9A',
  'P_11',
  'P_12',
  ...SUM_FIELDS,
  'NIP',
  'KodKraju',
  'AdresL1',
  'AdresL2',
  'Uwagi',
] as const;

/** In place of amounts. */
const NO_PRICE = 'cena do ustalenia';

type CsvRow = Partial<Record<(typeof CSV_COLUMNS)[number], string | number>>;

/**
 * Statements as CSV (RFC 4180) with the names of FA(3): one row per line. A statement's sums are only in its first row, so
 * that a column can be summed. A service without a price has a row without a number and amounts, with a remark. A text that a spreadsheet would run as a formula gets a leading `'`; the byte-order mark
 * marks the file as UTF-8 for spreadsheets.
 */
export function statementsCsv(statements: readonly Statement[]): string {
  return stringify(statements.flatMap(csvRowsOf), {
    header: true,
    columns: [...CSV_COLUMNS],
    bom: true,
    record_delimiter: 'windows',
    escape_formulas: true,
  });
}

function csvRowsOf(statement: Statement): CsvRow[] {
  const invoice = invoiceOf(statement);
  const { id } = statement.tenant;
  return [
    ...invoice.FaWiersz.map((line, index) => csvRowOf(id, invoice, line, index === 0)),
    ...statement.missingPrices.map((fee) => csvRowOf(id, invoice, unpricedLine(fee), false)),
  ];
}

/** No line of an invoice, so without a number; and no amount, not 0.00. */
function unpricedLine(fee: Fee): CsvRow {
  return { P_7: describeFee('pl', fee), P_8A: UNITS[fee.fee], Uwagi: NO_PRICE };
}

function csvRowOf(tenantId: TenantId, invoice: Fa3Invoice, line: Fa3Line | CsvRow, isFirst: boolean): CsvRow {
  const sums = isFirst ? Object.fromEntries(SUM_FIELDS.map((field) => [field, invoice[field]])) : {};
  const { Adres, ...buyer } = invoice.Podmiot2;
  return { IDNabywcy: tenantId, ...buyer, ...Adres, ...invoice.OkresFa, ...line, ...sums };
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
  /** Null: the rate has no VAT field. */
  readonly vat: SumField | null;
}

const RATE_FIELDS: Readonly<Record<(typeof VAT_RATES)[number], RateFields>> = {
  23: { rate: '23', net: 'P_13_1', vat: 'P_14_1' },
  8: { rate: '8', net: 'P_13_2', vat: 'P_14_2' },
  5: { rate: '5', net: 'P_13_3', vat: 'P_14_3' },
  0: { rate: '0 KR', net: 'P_13_6_1', vat: null },
};

function fieldsOf(vatPercent: number): RateFields {
  const fields: RateFields | undefined = RATE_FIELDS[vatPercent as keyof typeof RATE_FIELDS];
  if (fields === undefined) throw new Error(`no field of an invoice for a VAT rate of ${vatPercent}%`);
  return fields;
}
