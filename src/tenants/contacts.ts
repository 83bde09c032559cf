import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { readNumber } from '../base/phone-number.ts';
import type { ContactKind, Database } from '../platform/postgres/index.ts';

/** RFC 5321 §4.5.3.1.3: a path is at most 256 octets, its brackets included. */
const MAX_EMAIL_CHARS = 254;
const MAX_NAME_CHARS = 100;
/** Each gets a copy of each mail of its kinds. */
const MAX_CONTACTS = 50;

export const CONTACT_KINDS = [
  'administrative',
  'technical',
  'billing',
  'data-protection',
] as const satisfies readonly ContactKind[];

/** A person or mailbox of a tenant. */
export interface Contact {
  readonly email: string;
  /** Which mails it gets: administrative contacts get all. */
  readonly kinds: readonly ContactKind[];
  readonly name: string | null;
  /** With its extension, if it has one: `+48221234567;ext=101`. */
  readonly phone: string | null;
}

export async function listContacts(db: Database, tenantId: TenantId): Promise<Contact[]> {
  return db
    .selectFrom('tenant_contacts')
    .select(['email', 'kinds', 'name', 'phone'])
    .where('tenant_id', '=', tenantId)
    .orderBy('email')
    .execute();
}

export interface NewContact extends Pick<Contact, 'email'>, Partial<Omit<Contact, 'email'>> {}

/**
 * Adds a contact, or changes the one with its e-mail address; what is not given stays, of a new one it is an administrative contact
 * without name and telephone. Returns whether it is new. Throws `request-invalid`, `tenant-unknown`.
 */
export async function saveContact(db: Database, tenantId: TenantId, contact: NewContact): Promise<boolean> {
  const email = requireEmail(contact.email);
  const given = {
    ...(contact.kinds !== undefined && { kinds: readKinds(contact.kinds) }),
    ...(contact.name !== undefined && { name: contact.name === null ? null : readName(contact.name) }),
    ...(contact.phone !== undefined && { phone: contact.phone === null ? null : readPhone(contact.phone) }),
  };
  const tenant = await db.selectFrom('tenants').select('id').where('id', '=', tenantId).executeTakeFirst();
  if (tenant === undefined) throw new AppError('tenant-unknown');
  const { isNew } = await db
    .insertInto('tenant_contacts')
    .values({ tenant_id: tenantId, email, ...given })
    .onConflict((known) => known.columns(['tenant_id', 'email']).doUpdateSet({ email, ...given }))
    // Of a row that the statement updates, `xmax` is its transaction.
    .returning(sql<boolean>`xmax = 0`.as('isNew'))
    .executeTakeFirstOrThrow();
  const { count } = await db
    .selectFrom('tenant_contacts')
    .select(sql<number>`count(*)`.as('count'))
    .where('tenant_id', '=', tenantId)
    .executeTakeFirstOrThrow();
  if (count > MAX_CONTACTS) throw new AppError('request-invalid', `a tenant has at most ${MAX_CONTACTS} contacts`);
  return isNew;
}

/** Returns false if there is no such contact. */
export async function removeContact(db: Database, tenantId: TenantId, email: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('tenant_contacts')
    .where('tenant_id', '=', tenantId)
    .where('email', '=', email.trim().toLowerCase())
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export function requireEmail(text: string): string {
  const email = text.trim().toLowerCase();
  if (email.length > MAX_EMAIL_CHARS || !/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(email)) {
    throw new AppError('request-invalid', 'not an e-mail address');
  }
  return email;
}

function readKinds(kinds: readonly ContactKind[]): ContactKind[] {
  const known = CONTACT_KINDS.filter((kind) => kinds.includes(kind));
  if (known.length === 0 || kinds.some((kind) => !CONTACT_KINDS.includes(kind))) {
    throw new AppError('request-invalid', `the kinds of a contact are ${CONTACT_KINDS.join(', ')}`);
  }
  return known;
}

function readName(text: string): string | null {
  const name = text.trim();
  if (name.length > MAX_NAME_CHARS) throw new AppError('request-invalid', 'the name of a contact is too long');
  return name === '' ? null : name;
}

function readPhone(text: string): string | null {
  if (text.trim() === '') return null;
  const { number, suffix } = readNumber(text);
  if (number === null) throw new AppError('number-invalid');
  return number + (suffix ?? '');
}
