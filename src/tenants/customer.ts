import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { type Contact, listContacts } from './contacts.ts';
import { readNip } from './nip.ts';
import { type Leave, LEAVE_COLUMNS, leaveOf } from './leave.ts';
import { lockTenant } from './subscriptions.ts';
import { type Suspension, SUSPENSION_COLUMNS, suspensionOf } from './suspension.ts';
import { type NumberSpan, numberSpans } from './tenant-numbers.ts';

/** KSeF, FA(3): `Nazwa` and `AdresL1`, `AdresL2` of a buyer have at most 512 characters. */
const MAX_TEXT_CHARS = 512;
const MAX_EXTERNAL_ID_CHARS = 100;

/** What an invoice names of its buyer, besides the name. */
export interface Buyer {
  /** The tax number, ten digits. */
  readonly nip: string | null;
  readonly address: Address | null;
}

/** As on an invoice: lines of text and the country. */
interface Address {
  readonly line1: string;
  readonly line2: string | null;
  /** ISO 3166-1, two capital letters. */
  readonly country: string;
}

/** The operator's data of a tenant. */
export interface Customer extends Buyer {
  readonly id: TenantId;
  readonly name: string;
  /** The id of the customer in the operator's other systems; unique. */
  readonly externalId: string | null;
  readonly language: 'pl' | 'en';
  readonly billingDay: number | null;
  /** Null: it is not suspended. */
  readonly suspension: Suspension | null;
  /** Null: it stays. */
  readonly leave: Leave | null;
  readonly contacts: readonly Contact[];
  /** Past and planned ones too. */
  readonly numbers: readonly NumberSpan[];
}

/** Throws `tenant-unknown`. */
export async function customerOf(db: Database, tenantId: TenantId): Promise<Customer> {
  const row = await db
    .selectFrom('tenants')
    .select([
      'id',
      'name',
      'external_id',
      'language',
      'billing_day',
      ...BUYER_COLUMNS,
      ...SUSPENSION_COLUMNS,
      ...LEAVE_COLUMNS,
    ])
    .where('id', '=', tenantId)
    .executeTakeFirst();
  if (row === undefined) throw new AppError('tenant-unknown');
  return {
    id: row.id,
    name: row.name,
    ...buyerOf(row),
    externalId: row.external_id,
    language: row.language,
    billingDay: row.billing_day,
    suspension: suspensionOf(row),
    leave: leaveOf(row),
    contacts: await listContacts(db, tenantId),
    numbers: await numberSpans(db, tenantId),
  };
}

/** The columns of `tenants` that a buyer is made of. */
interface BuyerRow {
  readonly nip: string | null;
  readonly address_line1: string | null;
  readonly address_line2: string | null;
  readonly country: string;
}

export const BUYER_COLUMNS = ['nip', 'address_line1', 'address_line2', 'country'] as const;

export function buyerOf({ nip, address_line1: line1, address_line2: line2, country }: BuyerRow): Buyer {
  return { nip, address: line1 === null ? null : { line1, line2, country } };
}

/** What is undefined stays. */
export type CustomerChange = {
  readonly [Field in 'name' | 'nip' | 'address' | 'externalId' | 'language']?: Customer[Field] | undefined;
};

/**
 * Changes what is given and different; returns the names of the fields that changed. The change applies to invoices of statements
 * that are exported from then on, to mails and to the panel. Throws `request-invalid`, `nip-invalid`, `external-id-taken`,
 * `tenant-unknown`.
 */
export function changeCustomer(db: Database, tenantId: TenantId, change: CustomerChange): Promise<string[]> {
  const values = requireValidChange(change);
  return inTransaction(db, async (transaction) => {
    await lockTenant(transaction, tenantId);
    const before = await transaction
      .selectFrom('tenants')
      .selectAll()
      .where('id', '=', tenantId)
      .executeTakeFirstOrThrow();
    const changed = Object.entries(values).filter(([column, value]) => before[column as keyof typeof before] !== value);
    if (changed.length === 0) return [];
    await transaction.updateTable('tenants').set(Object.fromEntries(changed)).where('id', '=', tenantId).execute();
    return changed.map(([column]) => column.replaceAll('_', '-'));
  });
}

/** The columns of a change. Throws `request-invalid`, `nip-invalid`. */
export function requireValidChange({ name, nip, address, externalId, language }: CustomerChange) {
  return {
    ...(name !== undefined && { name: text(name, 'the name') }),
    ...(nip !== undefined && { nip: nip === null ? null : requireNip(nip) }),
    ...(address !== undefined && addressColumns(address)),
    ...(externalId !== undefined && {
      external_id: externalId === null ? null : text(externalId, 'the external id', MAX_EXTERNAL_ID_CHARS),
    }),
    ...(language !== undefined && { language }),
  };
}

function addressColumns(address: Address | null) {
  if (address === null) return { address_line1: null, address_line2: null };
  const { line1, line2, country } = address;
  if (!/^[A-Z]{2}$/.test(country)) throw new AppError('request-invalid', 'a country is two capital letters, like PL');
  return {
    address_line1: text(line1, 'the first line of the address'),
    address_line2: line2 === null || line2.trim() === '' ? null : text(line2, 'the second line of the address'),
    country,
  };
}

function text(given: string, what: string, maxChars = MAX_TEXT_CHARS): string {
  const trimmed = given.trim();
  if (trimmed === '' || trimmed.length > maxChars || /\p{Cc}/u.test(trimmed)) {
    throw new AppError('request-invalid', `${what} must have 1 to ${maxChars} characters, in one line`);
  }
  return trimmed;
}

function requireNip(given: string): string {
  const nip = readNip(given);
  if (nip.ok) return nip.value;
  throw new AppError(
    'nip-invalid',
    nip.reason === 'wrong-checksum' ? 'the check digit of the NIP is wrong' : 'a NIP has ten digits',
  );
}
