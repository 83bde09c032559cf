import { AppError } from '../base/errors.ts';
import { newId, type TenantId } from '../base/ids.ts';
import { isShortNumber, type PhoneNumber, readPhoneNumber } from '../base/phone-number.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import type { Credentials } from './credentials.ts';
import { addFtpAccount } from './ftp-accounts.ts';
import { requireOfferedPlan } from './plans.ts';
import { addSubscription } from './subscriptions.ts';
import { addUser } from './users.ts';

/** RFC 5321 §4.5.3.1.3: a path is at most 256 octets, its brackets included. */
const MAX_EMAIL_CHARS = 254;

export interface NewTenant {
  readonly name: string;
  readonly plan: string;
  /** Telephone numbers, in any notation. */
  readonly numbers: readonly string[];
  /** The day of the month on which its billing periods begin, 1 – 31; default: today's. */
  readonly billingDay?: number | undefined;
  /** Its first contact. */
  readonly email?: string | undefined;
}

export interface AddedTenant {
  readonly tenantId: TenantId;
  readonly panel: Credentials;
  readonly ftp: Credentials;
}

/**
 * Adds a tenant with its numbers, its first panel user (an admin) and its FTP account, in one transaction. Recording is
 * off. Throws `request-invalid`, `plan-unknown`, `plan-retired`, `number-invalid`, `number-taken`.
 */
export async function addTenant(db: Database, tenant: NewTenant, nowMs: number): Promise<AddedTenant> {
  const { name, plan, numbers, billingDay, email } = tenant;
  if (name.trim() === '') throw new AppError('request-invalid', 'a tenant needs a name');
  const ownNumbers = new Set(numbers.map(publicNumber));
  return inTransaction(db, async (transaction) => {
    await requireOfferedPlan(transaction, plan);
    const tenantId = newId<TenantId>(nowMs);
    await transaction
      .insertInto('tenants')
      .values({ id: tenantId, name: name.trim(), billing_from: warsawDay(nowMs), billing_day: billingDay ?? null })
      .execute();
    const order = { startsAt: nowMs, orderedAt: nowMs, orderedBy: 'operator' };
    await addSubscription(transaction, { tenantId, service: 'plan', plan, ...order });
    for (const number of ownNumbers) await addNumber(transaction, tenantId, number);
    if (email !== undefined) await addContact(transaction, tenantId, email);
    const user = await addUser(transaction, { tenantId, name, role: 'admin' }, nowMs);
    const ftp = await addFtpAccount(transaction, { tenantId, name }, nowMs);
    return { tenantId, panel: { login: user.login, password: user.password }, ftp };
  });
}

/**
 * Adds an e-mail address of the tenant: it receives mails, and cancellations from it are accepted. An existing address
 * stays. Throws `request-invalid`, `tenant-unknown`.
 */
export async function addContact(db: Database, tenantId: TenantId, email: string): Promise<void> {
  const address = email.trim().toLowerCase();
  if (address.length > MAX_EMAIL_CHARS || !/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(address)) {
    throw new AppError('request-invalid', 'not an e-mail address');
  }
  const tenant = await db.selectFrom('tenants').select('id').where('id', '=', tenantId).executeTakeFirst();
  if (tenant === undefined) throw new AppError('tenant-unknown');
  await db
    .insertInto('tenant_contacts')
    .values({ tenant_id: tenantId, email: address })
    .onConflict((known) => known.doNothing())
    .execute();
}

/** Refuses extensions: they belong to no tenant, as every tenant may have a 101. */
function publicNumber(text: string): PhoneNumber {
  const number = readPhoneNumber(text);
  if (number === null || isShortNumber(number)) throw new AppError('number-invalid');
  return number;
}

async function addNumber(db: Database, tenantId: TenantId, number: PhoneNumber): Promise<void> {
  const inserted = await db
    .insertInto('tenant_numbers')
    .values({ number, tenant_id: tenantId })
    .onConflict((taken) => taken.column('number').doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows !== 1n) throw new AppError('number-taken');
}
