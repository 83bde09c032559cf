/** The columns of an import with their Polish names; case, accents, spaces and hyphens do not matter. */
const COLUMN_NAMES = {
  external_id: ['id_zewnetrzny'],
  name: ['nazwa'],
  plan: ['pakiet'],
  numbers: ['numery', 'numer', 'number'],
  nip: [],
  address: ['adres'],
  address2: ['adres2'],
  country: ['kraj'],
  email: ['e_mail'],
  email_technical: ['email_techniczny'],
  email_billing: ['email_rozliczenia'],
  email_data_protection: ['email_ochrona_danych'],
  billing_day: ['dzien_rozliczenia'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ImportColumn = keyof typeof COLUMN_NAMES;

const BY_NAME = new Map<string, ImportColumn>(
  Object.entries(COLUMN_NAMES).flatMap(([column, others]) =>
    [column, ...others].map((name) => [name, column as ImportColumn] as const),
  ),
);

/** The column that a header names, or null. */
export function readColumnName(header: string): ImportColumn | null {
  const plain = header.trim().toLowerCase().replaceAll('ł', 'l').normalize('NFD').replaceAll(/\p{M}/gu, '');
  return BY_NAME.get(plain.replaceAll(/[\s-]+/g, '_')) ?? null;
}
