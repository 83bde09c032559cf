import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';

/** RFC 5321 §4.5.3.1.3: a path is at most 256 octets, its brackets included. */
const MAX_EMAIL_CHARS = 254;

/**
 * Adds an address that mails to the tenant go to, and that its cancellations come from; one it has already stays.
 * Throws `request-invalid`, `tenant-unknown`.
 */
export async function addContact(db: Database, tenantId: TenantId, email: string): Promise<void> {
  const address = email.trim().toLowerCase();
  if (address.length > MAX_EMAIL_CHARS || !/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(address)) {
    throw new AppError('request-invalid', 'this is not an e-mail address');
  }
  const tenant = await db.selectFrom('tenants').select('id').where('id', '=', tenantId).executeTakeFirst();
  if (tenant === undefined) throw new AppError('tenant-unknown');
  await db
    .insertInto('tenant_contacts')
    .values({ tenant_id: tenantId, email: address })
    .onConflict((known) => known.doNothing())
    .execute();
}
