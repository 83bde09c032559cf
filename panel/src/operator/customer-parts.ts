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

export interface CustomerSearch {
  /** Missing: the first one. */
  part?: CustomerPart;
}

export function isCustomerPart(text: unknown): text is CustomerPart {
  return CUSTOMER_PARTS.some((part) => part === text);
}

export function readCustomerSearch({ part }: Record<string, unknown>): CustomerSearch {
  return isCustomerPart(part) ? { part } : {};
}
