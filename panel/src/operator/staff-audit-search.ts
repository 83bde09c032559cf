import { isWarsawDay } from '../format/warsaw-time.ts';

/** The filters, as they are in the address. */
export interface StaffAuditSearch {
  actor?: string;
  action?: string;
  tenantId?: string;
  from?: string;
  to?: string;
}

/** What of an address is a filter. */
export function readStaffAuditSearch(search: Record<string, unknown>): StaffAuditSearch {
  const text = (name: string): string | undefined => (typeof search[name] === 'string' ? search[name] : undefined);
  const day = (name: string): string | undefined => (isWarsawDay(text(name) ?? '') ? text(name) : undefined);
  const found = {
    actor: text('actor'),
    action: text('action'),
    tenantId: text('tenantId'),
    from: day('from'),
    to: day('to'),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
