import { AppError } from '../base/errors.ts';
import { newId, type TenantId } from '../base/ids.ts';
import { isShortNumber, type PhoneNumber, readPhoneNumber } from '../base/phone-number.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { addFtpAccount, addUser } from './accounts.ts';
import { addContact } from './contacts.ts';
import { requirePlan } from './plans.ts';
import { inForce, retentionDays, type ServiceHistory, serviceHistories, serviceHistory } from './service-history.ts';
import { addSubscription, lockTenant } from './subscriptions.ts';
import type { Credentials } from './user.ts';

export interface NewTenant {
  readonly name: string;
  readonly plan: string;
  /** In any written form. */
  readonly numbers: readonly string[];
  /** The day of the month its billing periods begin on, 1 – 31; default: that of today. */
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
 * Makes a tenant with its numbers, its first panel user (an admin) and its FTP account. Recording is off.
 * Throws `request-invalid`, `plan-unknown`, `number-invalid`, `number-taken`; then nothing is left behind.
 */
export async function addTenant(db: Database, tenant: NewTenant, nowMs: number): Promise<AddedTenant> {
  const { name, plan, numbers, billingDay, email } = tenant;
  if (name.trim() === '') throw new AppError('request-invalid', 'a tenant needs a name');
  const ownNumbers = new Set(numbers.map(publicNumber));
  return inTransaction(db, async (transaction) => {
    await requirePlan(transaction, plan);
    const tenantId = newId<TenantId>(nowMs);
    await transaction
      .insertInto('tenants')
      .values({ id: tenantId, name: name.trim(), billing_from: warsawDay(nowMs), billing_day: billingDay ?? null })
      .execute();
    const order = { startsAt: nowMs, orderedAt: nowMs, orderedBy: 'operator' };
    await addSubscription(transaction, { tenantId, service: 'plan', plan, ...order });
    for (const number of ownNumbers) await giveNumber(transaction, tenantId, number);
    if (email !== undefined) await addContact(transaction, tenantId, email);
    const user = await addUser(transaction, { tenantId, name, role: 'admin' }, nowMs);
    const ftp = await addFtpAccount(transaction, { tenantId, name }, nowMs);
    return { tenantId, panel: { login: user.login, password: user.password }, ftp };
  });
}

export interface ListedTenant {
  readonly id: TenantId;
  readonly name: string;
  /** Null: none at the moment. */
  readonly plan: string | null;
  readonly numbers: readonly PhoneNumber[];
  readonly callRecording: CallRecording;
  readonly retentionDays: number;
  readonly pushActive: boolean;
}

/** The tenant's service of call recording. */
export interface CallRecording {
  /** Hosted PBX on a plan that includes recording. */
  readonly included: boolean;
  readonly enabled: boolean;
  readonly recordInternal: boolean;
}

/** Every tenant, or one, by name, with what it has at an instant (Unix ms). */
export async function listTenants(db: Database, nowMs: number, only?: TenantId): Promise<ListedTenant[]> {
  let query = db.selectFrom('tenants').select(TENANT_COLUMNS).orderBy('name').orderBy('id');
  if (only !== undefined) query = query.where('id', '=', only);
  const tenants = await query.execute();
  const histories = await serviceHistories(db, only);
  const numbers = await db.selectFrom('tenant_numbers').selectAll().orderBy('number').execute();
  const numbersOf = Map.groupBy(numbers, (row) => row.tenant_id);
  return tenants.map((row) => {
    const history = histories.get(row.id) ?? [];
    return {
      id: row.id,
      name: row.name,
      numbers: (numbersOf.get(row.id) ?? []).map(({ number }) => number),
      ...servicesAt(row, history, nowMs),
      retentionDays: retentionDays(history, nowMs),
      pushActive: inForce(history, 'push', nowMs) !== null,
    };
  });
}

/** All tenants, in the order of their ids. */
export async function listTenantIds(db: Database): Promise<TenantId[]> {
  const rows = await db.selectFrom('tenants').select('id').orderBy('id').execute();
  return rows.map(({ id }) => id);
}

export interface TenantServices {
  readonly id: TenantId;
  readonly name: string;
  readonly plan: string | null;
  readonly callRecording: CallRecording;
  /** `passwordChangedAt` is Unix ms. */
  readonly ftp: { readonly login: string; readonly passwordChangedAt: number };
}

/** What a tenant has at an instant (Unix ms). Throws `tenant-unknown`. */
export async function tenantServices(db: Database, tenantId: TenantId, nowMs: number): Promise<TenantServices> {
  const row = await db
    .selectFrom('tenants')
    .innerJoin('ftp_accounts', 'ftp_accounts.tenant_id', 'tenants.id')
    .where('tenants.id', '=', tenantId)
    .select([...TENANT_COLUMNS, 'ftp_accounts.login', 'ftp_accounts.password_changed_at'])
    .executeTakeFirst();
  if (row === undefined) throw new AppError('tenant-unknown');
  return {
    id: row.id,
    name: row.name,
    ...servicesAt(row, await serviceHistory(db, tenantId), nowMs),
    ftp: { login: row.login, passwordChangedAt: row.password_changed_at.getTime() },
  };
}

export interface CallRecordingChange {
  readonly enabled?: boolean | undefined;
  readonly recordInternal?: boolean | undefined;
}

/**
 * Turns recording, or the recording of internal calls, on or off from the next call on; what is not given
 * stays. Throws `recording-not-in-plan` for a switch on without the right to it, and `tenant-unknown`.
 */
export async function setCallRecording(
  db: Database,
  tenantId: TenantId,
  { enabled, recordInternal }: CallRecordingChange,
  nowMs: number,
): Promise<CallRecording> {
  return inTransaction(db, async (transaction) => {
    await lockTenant(transaction, tenantId);
    const row = await transaction
      .selectFrom('tenants')
      .select(TENANT_COLUMNS)
      .where('id', '=', tenantId)
      .executeTakeFirstOrThrow();
    const now = servicesAt(row, await serviceHistory(transaction, tenantId), nowMs).callRecording;
    if ((enabled || recordInternal) && !now.included) throw new AppError('recording-not-in-plan');
    const changed = {
      ...now,
      enabled: enabled ?? now.enabled,
      recordInternal: recordInternal ?? now.recordInternal,
    };
    await transaction
      .updateTable('tenants')
      .set({ recording_enabled: changed.enabled, record_internal: changed.recordInternal })
      .where('id', '=', tenantId)
      .execute();
    return changed;
  });
}

interface TenantRow {
  readonly id: TenantId;
  readonly name: string;
  readonly hosted_pbx: boolean;
  readonly recording_enabled: boolean;
  readonly record_internal: boolean;
}

const TENANT_COLUMNS = [
  'tenants.id',
  'tenants.name',
  'tenants.hosted_pbx',
  'tenants.recording_enabled',
  'tenants.record_internal',
] as const;

/** The plan's name and the service of call recording at an instant. */
function servicesAt(row: TenantRow, history: ServiceHistory, nowMs: number) {
  const plan = inForce(history, 'plan', nowMs);
  return {
    plan: plan?.plan ?? null,
    callRecording: {
      included: row.hosted_pbx && (plan?.includesRecording ?? false),
      enabled: row.recording_enabled,
      recordInternal: row.record_internal,
    },
  };
}

/** Extensions are no tenant's own: every tenant has a 101. */
function publicNumber(written: string): PhoneNumber {
  const number = readPhoneNumber(written);
  if (number === null || isShortNumber(number)) throw new AppError('number-invalid');
  return number;
}

async function giveNumber(db: Database, tenantId: TenantId, number: PhoneNumber): Promise<void> {
  const given = await db
    .insertInto('tenant_numbers')
    .values({ number, tenant_id: tenantId })
    .onConflict((taken) => taken.column('number').doNothing())
    .executeTakeFirst();
  if (given.numInsertedOrUpdatedRows !== 1n) throw new AppError('number-taken');
}
