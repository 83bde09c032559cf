import { AppError } from '../base/errors.ts';
import { newId, type TenantId } from '../base/ids.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { type NewContact, saveContact } from './contacts.ts';
import type { Credentials } from './credentials.ts';
import { changeCustomer, type CustomerChange } from './customer.ts';
import { addFirstFileCredential } from './file-credentials.ts';
import { requireOfferedPlan } from './plans.ts';
import { addSubscription } from './subscriptions.ts';
import { addNumber, publicNumber } from './tenant-numbers.ts';
import { addUser } from './users.ts';

export interface NewTenant extends Pick<CustomerChange, 'nip' | 'address' | 'externalId'> {
  readonly name: string;
  readonly plan: string;
  /** Telephone numbers, in any notation. */
  readonly numbers: readonly string[];
  /** The day of the month on which its billing periods begin, 1 – 31; default: today's. */
  readonly billingDay?: number | undefined;
  /** Its first contact, an administrative one. */
  readonly email?: string | undefined;
  readonly contacts?: readonly NewContact[] | undefined;
  /** Its user’s password must be changed at the first sign-in, as staff have seen it. Default: it need not be. */
  readonly passwordTemporary?: boolean;
}

export interface AddedTenant {
  readonly tenantId: TenantId;
  readonly panel: Credentials;
  readonly ftp: Credentials;
}

/**
 * Adds a tenant with its numbers, its first panel user (an admin) and its first file credential, in one transaction. Recording is
 * off. Throws `request-invalid`, `plan-unknown`, `plan-retired`, `number-invalid`, `number-taken`,
 * `nip-invalid`, `external-id-taken`.
 */
export async function addTenant(db: Database, tenant: NewTenant, nowMs: number): Promise<AddedTenant> {
  const { name, plan, numbers, billingDay, email, contacts = [], passwordTemporary = false } = tenant;
  if (name.trim() === '') throw new AppError('request-invalid', 'a tenant needs a name');
  // In one order: each is locked, and two tenants that get the same numbers do not wait for each other.
  const ownNumbers = [...new Set(numbers.map(publicNumber))].toSorted();
  return inTransaction(db, async (transaction) => {
    await requireOfferedPlan(transaction, plan);
    const tenantId = newId<TenantId>(nowMs);
    await transaction
      .insertInto('tenants')
      .values({ id: tenantId, name: name.trim(), billing_from: warsawDay(nowMs), billing_day: billingDay ?? null })
      .execute();
    const order = { startsAt: nowMs, orderedAt: nowMs, orderedBy: 'operator' };
    await addSubscription(transaction, { tenantId, service: 'plan', plan, ...order });
    await changeCustomer(transaction, tenantId, tenant);
    for (const number of ownNumbers) await addNumber(transaction, { tenantId, number, now: nowMs });
    for (const contact of [...(email === undefined ? [] : [{ email }]), ...contacts]) {
      await saveContact(transaction, tenantId, contact);
    }
    const user = await addUser(transaction, { tenantId, name, role: 'admin', passwordTemporary }, nowMs);
    const ftp = await addFirstFileCredential(transaction, { tenantId, name }, nowMs);
    return { tenantId, panel: { login: user.login, password: user.password }, ftp };
  });
}
