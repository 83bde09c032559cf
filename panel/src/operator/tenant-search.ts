import type { OperatorTenant } from '../api/client.ts';
import { formatPhoneNumber } from '../format/numbers.ts';

/** The zero that is dialled inside the country only, and the international prefix: stored numbers have neither. */
const NOT_STORED = /^00|\(0\)|^0/g;

/** The tenants whose name or one of whose numbers contains the text; numbers may be typed with spaces, `+48 (0)`, `0048`, `0`. */
export function findTenants(tenants: readonly OperatorTenant[], text: string): readonly OperatorTenant[] {
  const words = text.trim().toLocaleLowerCase('pl');
  if (words === '') return tenants;
  const isNumber = /^[\d\s+().-]+$/.test(words);
  const digits = isNumber ? words.replaceAll(/\s/g, '').replaceAll(NOT_STORED, '').replaceAll(/\D/g, '') : '';
  return tenants.filter(
    ({ name, numbers }) =>
      name.toLocaleLowerCase('pl').includes(words) ||
      (digits !== '' && numbers.some((number) => number.replaceAll(/\D/g, '').includes(digits))),
  );
}

/** A tenant's numbers with non-breaking spaces: lines break between numbers only. */
export function formatNumbers({ numbers }: Pick<OperatorTenant, 'numbers'>): string {
  return numbers.map((number) => formatPhoneNumber(number).replaceAll(' ', '\u00a0')).join(', ');
}
