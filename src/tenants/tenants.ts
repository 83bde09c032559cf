import { AppError } from '../base/errors.ts';
import { isId, newId, type TenantId } from '../base/ids.ts';
import { isShortNumber, type PhoneNumber, readPhoneNumber } from '../base/phone-number.ts';
import type { Database } from '../platform/postgres/index.ts';
import { addFtpAccount, addUser } from './accounts.ts';
import type { Credentials } from './user.ts';

export interface NewTenant {
  readonly name: string;
  readonly plan: string;
  /** In any written form. */
  readonly numbers: readonly string[];
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
export async function addTenant(db: Database, { name, plan, numbers }: NewTenant, nowMs: number): Promise<AddedTenant> {
  if (name.trim() === '') throw new AppError('request-invalid', 'a tenant needs a name');
  const ownNumbers = new Set(numbers.map(publicNumber));
  return db.transaction().execute(async (transaction) => {
    await requirePlan(transaction, plan);
    const tenantId = newId<TenantId>(nowMs);
    await transaction.insertInto('tenants').values({ id: tenantId, name: name.trim(), plan }).execute();
    for (const number of ownNumbers) await giveNumber(transaction, tenantId, number);
    const user = await addUser(transaction, { tenantId, name, role: 'admin' }, nowMs);
    const ftp = await addFtpAccount(transaction, { tenantId, name }, nowMs);
    return { tenantId, panel: { login: user.login, password: user.password }, ftp };
  });
}

export interface ListedTenant {
  readonly id: TenantId;
  readonly name: string;
  readonly plan: string;
  readonly numbers: readonly PhoneNumber[];
  readonly callRecording: CallRecording;
}

/** The tenant's service of call recording. */
export interface CallRecording {
  /** Hosted PBX on a plan that includes recording. */
  readonly included: boolean;
  readonly enabled: boolean;
  readonly recordInternal: boolean;
}

/** Every tenant, by name. */
export async function listTenants(db: Database): Promise<ListedTenant[]> {
  const tenants = await tenantsWithPlan(db).orderBy('tenants.name').orderBy('tenants.id').execute();
  const numbers = await db.selectFrom('tenant_numbers').selectAll().orderBy('number').execute();
  const numbersOf = Map.groupBy(numbers, (row) => row.tenant_id);
  return tenants.map((row) => ({
    id: row.id,
    name: row.name,
    plan: row.plan,
    numbers: (numbersOf.get(row.id) ?? []).map(({ number }) => number),
    callRecording: callRecordingOf(row),
  }));
}

export interface TenantServices {
  readonly id: TenantId;
  readonly name: string;
  readonly plan: string;
  readonly callRecording: CallRecording;
  /** `passwordChangedAt` is Unix ms. */
  readonly ftp: { readonly login: string; readonly passwordChangedAt: number };
}

/** What a tenant has. Throws `tenant-unknown`. */
export async function tenantServices(db: Database, tenantId: TenantId): Promise<TenantServices> {
  const row = await tenantsWithPlan(db)
    .innerJoin('ftp_accounts', 'ftp_accounts.tenant_id', 'tenants.id')
    .where('tenants.id', '=', tenantId)
    .select(['ftp_accounts.login', 'ftp_accounts.password_changed_at'])
    .executeTakeFirst();
  if (row === undefined) throw new AppError('tenant-unknown');
  return {
    id: row.id,
    name: row.name,
    plan: row.plan,
    callRecording: callRecordingOf(row),
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
): Promise<CallRecording> {
  return inTransaction(db, async (transaction) => {
    const row = isId(tenantId)
      ? await tenantsWithPlan(transaction).where('tenants.id', '=', tenantId).forUpdate('tenants').executeTakeFirst()
      : undefined;
    if (row === undefined) throw new AppError('tenant-unknown');
    const now = callRecordingOf(row);
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

function inTransaction<T>(db: Database, work: (transaction: Database) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work);
}

function tenantsWithPlan(db: Database) {
  return db
    .selectFrom('tenants')
    .innerJoin('plans', 'plans.name', 'tenants.plan')
    .select([
      'tenants.id',
      'tenants.name',
      'tenants.plan',
      'tenants.hosted_pbx',
      'tenants.recording_enabled',
      'tenants.record_internal',
      'plans.includes_recording',
    ]);
}

interface ServiceColumns {
  readonly hosted_pbx: boolean;
  readonly includes_recording: boolean;
  readonly recording_enabled: boolean;
  readonly record_internal: boolean;
}

function callRecordingOf(row: ServiceColumns): CallRecording {
  return {
    included: row.hosted_pbx && row.includes_recording,
    enabled: row.recording_enabled,
    recordInternal: row.record_internal,
  };
}

/** Extensions are no tenant's own: every tenant has a 101. */
function publicNumber(written: string): PhoneNumber {
  const number = readPhoneNumber(written);
  if (number === null || isShortNumber(number)) throw new AppError('number-invalid');
  return number;
}

async function requirePlan(db: Database, name: string): Promise<void> {
  const plans = await db.selectFrom('plans').select('name').orderBy('name').execute();
  const names = plans.map((plan) => plan.name);
  if (!names.includes(name))
    throw new AppError('plan-unknown', `there is no plan ${name}; there are ${names.join(', ')}`);
}

async function giveNumber(db: Database, tenantId: TenantId, number: PhoneNumber): Promise<void> {
  const given = await db
    .insertInto('tenant_numbers')
    .values({ number, tenant_id: tenantId })
    .onConflict((taken) => taken.column('number').doNothing())
    .executeTakeFirst();
  if (given.numInsertedOrUpdatedRows !== 1n) throw new AppError('number-taken');
}
