import type { TenantId } from '../base/ids.ts';
import { sentCancellations, tenantOffer } from '../billing/index.ts';
import { tenantServices, type User } from '../tenants/index.ts';
import type { ApiOptions } from './api-options.ts';

type ServicesOptions = Pick<ApiOptions, 'db' | 'clock' | 'ftpAddress' | 'cancellationAddress'>;

/** A tenant's services as one of its users may see them: the FTP login is the admin's. */
export async function shownServices(
  { db, clock, ftpAddress, cancellationAddress }: ServicesOptions,
  { role }: User,
  tenantId: TenantId,
) {
  const now = clock.now();
  const { plan, callRecording, ftp } = await tenantServices(db, tenantId, now);
  const offer = await tenantOffer(db, tenantId, now);
  return {
    hostedPbx: { plan, ...offer.plan },
    callRecording,
    extendedRetention: offer.extendedRetention,
    push: offer.push,
    billing: offer.billing,
    cancellations: await sentCancellations(db, tenantId),
    cancellationAddress,
    ftp: role === 'admin' ? { ...ftpAddress(), ...ftp } : null,
  };
}
