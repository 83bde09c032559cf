import { type AuditSearch, readAuditSearch } from '../audit/audit-search.ts';

/** The parts of a customer's page, as its address names them (`?part=users`), in the order of the tabs. */
export const CUSTOMER_PARTS = [
  'data',
  'numbers',
  'users',
  'services',
  'statements',
  'cancellations',
  'push',
  'holds',
  'storage',
  'audit',
  'notes',
  'leave',
] as const;

export type CustomerPart = (typeof CUSTOMER_PARTS)[number];

/** The filters are those of its audit log. */
export interface CustomerSearch extends AuditSearch {
  /** Missing: the first one. */
  part?: CustomerPart;
}

export function isCustomerPart(text: unknown): text is CustomerPart {
  return CUSTOMER_PARTS.some((part) => part === text);
}

export function readCustomerSearch({ part, ...query }: Record<string, unknown>): CustomerSearch {
  return { ...(part === 'audit' && readAuditSearch(query)), ...(isCustomerPart(part) && { part }) };
}
