import { AppError } from '../../base/errors.ts';
import type { TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { lockTenant, orderedServices } from '../../tenants/index.ts';
import { billingAccount } from '../billing-account.ts';
import { endOfService } from '../cancellation-deadline.ts';
import { endService, saveEnds } from '../service-change.ts';
import type { CancellableService } from './requested-service.ts';

interface ConfirmedCancellation {
  readonly tenantId: TenantId;
  readonly service: CancellableService;
  /** When the customer sent the mail, Unix ms. */
  readonly sentAt: number;
  /** When the operator confirmed its receipt, Unix ms: now. */
  readonly confirmedAt: number;
}

/**
 * Ends a service at the instant that `endOfService` gives, in the transaction of the confirmation. Returns the first
 * instant (Unix ms) without the service; a service that ends earlier anyway ends then. The caller writes the audit event
 * and the mail. Throws `service-not-active` if the service is neither in force nor ordered for later, and `tenant-unknown`.
 */
export async function cancelService(
  transaction: Database,
  { tenantId, service, sentAt, confirmedAt }: ConfirmedCancellation,
): Promise<number> {
  await lockTenant(transaction, tenantId);
  // Also of a tenant that leaves: it may stay after all.
  const history = await orderedServices(transaction, tenantId);
  const ahead = endService(history, service, confirmedAt);
  if (ahead.length === 0) throw new AppError('service-not-active');
  const { anchor } = await billingAccount(transaction, tenantId);
  const end = endOfService({ anchor, sentAt, confirmedAt });
  await saveEnds(transaction, tenantId, endService(history, service, end));
  const ends = history.filter(({ id }) => ahead.some((one) => one.id === id)).map(({ endsAt }) => endsAt ?? end);
  return Math.min(end, Math.max(...ends));
}
