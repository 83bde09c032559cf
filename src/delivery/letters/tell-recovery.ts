import type { TenantId } from '../../base/ids.ts';
import { queueMail } from '../../mail/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { recoveryLetter } from './letters.ts';

/** Tells the customer that everything that waited has been delivered. */
export async function notifyRecovery(transaction: Database, tenantId: TenantId, now: number): Promise<void> {
  await queueMail(transaction, { tenantId, kind: 'push-recovered', now, write: recoveryLetter });
}
