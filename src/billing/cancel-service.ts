import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { lockTenant, serviceHistory } from '../tenants/index.ts';
import { billingAccount } from './billing-account.ts';
import { endOfService } from './cancellation-deadline.ts';
import { endFrom, saveEnds } from './service-change.ts';

export interface ConfirmedCancellation {
  readonly tenantId: TenantId;
  readonly service: 'extended-retention' | 'push';
  /** When the customer sent the mail, Unix ms. */
  readonly sentAt: number;
  /** When the operator confirmed that it came, Unix ms: now. */
  readonly confirmedAt: number;
}

/**
 * Ends a service as `endOfService` says, in the transaction of the confirmation, and gives the first instant (Unix ms)
 * without it. One that ends sooner anyway ends then. Who confirms keeps the audit log and tells the customer. Throws
 * `service-not-active` where nothing of it is in force or to come, and `tenant-unknown`.
 */
export async function cancelService(
  transaction: Database,
  { tenantId, service, sentAt, confirmedAt }: ConfirmedCancellation,
): Promise<number> {
  await lockTenant(transaction, tenantId);
  const history = await serviceHistory(transaction, tenantId);
  const ahead = endFrom(history, service, confirmedAt);
  if (ahead.length === 0) throw new AppError('service-not-active');
  const { anchor } = await billingAccount(transaction, tenantId);
  const end = endOfService({ anchor, sentAt, confirmedAt });
  await saveEnds(transaction, tenantId, endFrom(history, service, end));
  const ends = history.filter(({ id }) => ahead.some((one) => one.id === id)).map(({ endsAt }) => endsAt ?? end);
  return Math.min(end, Math.max(...ends));
}
