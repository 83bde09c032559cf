import type { OperatorTenant } from '../api/client.ts';
import { formatPhoneNumber } from '../format/numbers.ts';

/** The tenants whose name or one of whose numbers contains the text; numbers may be typed with spaces. */
export function findTenants(tenants: readonly OperatorTenant[], text: string): readonly OperatorTenant[] {
  const words = text.trim().toLocaleLowerCase('pl');
  if (words === '') return tenants;
  const digits = /^[\d\s+-]+$/.test(words) ? words.replaceAll(/\D/g, '') : '';
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
