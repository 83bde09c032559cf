import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import type { WarsawDay } from '../base/warsaw-time.ts';
import type { PhoneNumber } from '../base/phone-number.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { inForce, retentionDays, type ServiceHistory } from './service-history.ts';
import { type Leave, LEAVE_COLUMNS, leaveOf } from './leave.ts';
import { lockTenant, serviceHistories, serviceHistory } from './subscriptions.ts';
import { type Suspension, SUSPENSION_COLUMNS, suspensionOf } from './suspension.ts';
import { isOwnedAt, numberSpans } from './tenant-numbers.ts';

export interface ListedTenant {
  readonly id: TenantId;
  readonly name: string;
  /** Null: none now. */
  readonly plan: string | null;
  readonly numbers: readonly PhoneNumber[];
  readonly callRecording: CallRecording;
  readonly retentionDays: number;
  readonly pushActive: boolean;
  /** By the operator; null: it is not suspended. */
  readonly suspension: Suspension | null;
  /** Null: it stays. */
  readonly leave: Leave | null;
}

/** The tenant's call recording service. */
export interface CallRecording {
  /** Hosted PBX on a plan that includes recording. */
  readonly included: boolean;
  readonly enabled: boolean;
  readonly recordInternal: boolean;
}

/** Every tenant, or one, sorted by name, with its services at an instant (Unix ms). */
export async function listTenants(db: Database, nowMs: number, only?: TenantId): Promise<ListedTenant[]> {
  let query = db
    .selectFrom('tenants')
    .select([...TENANT_COLUMNS, ...SUSPENSION_COLUMNS, ...LEAVE_COLUMNS])
    .orderBy('name')
    .orderBy('id');
  if (only !== undefined) query = query.where('id', '=', only);
  const tenants = await query.execute();
  const histories = await serviceHistories(db, only);
  const numbers = (await numberSpans(db, only)).filter((span) => isOwnedAt(span, nowMs));
  const numbersOf = Map.groupBy(numbers, ({ tenantId }) => tenantId);
  return tenants.map((row) => {
    const history = histories.get(row.id) ?? [];
    return {
      id: row.id,
      name: row.name,
      numbers: (numbersOf.get(row.id) ?? []).map(({ number }) => number),
      ...servicesAt(row, history, nowMs),
      retentionDays: retentionDays(history, nowMs),
      pushActive: inForce(history, 'push', nowMs) !== null,
      suspension: suspensionOf(row),
      leave: leaveOf(row),
    };
  });
}

/** All tenants, in the order of their ids. */
export async function listTenantIds(db: Database): Promise<TenantId[]> {
  const rows = await db.selectFrom('tenants').select('id').orderBy('id').execute();
  return rows.map(({ id }) => id);
}

interface TenantServices {
  /** The first day without it; null: it stays. */
  readonly leavesOn: WarsawDay | null;
  readonly id: TenantId;
  readonly name: string;
  readonly plan: string | null;
  /** By the operator; null: it is not suspended. */
  readonly suspension: Suspension | null;
  readonly callRecording: CallRecording;
  /** The first file credential; null: it is revoked. `passwordChangedAt` is Unix ms. */
  readonly ftp: { readonly login: string; readonly passwordChangedAt: number } | null;
}

/** A tenant's services at an instant (Unix ms). Throws `tenant-unknown`. */
export async function tenantServices(db: Database, tenantId: TenantId, nowMs: number): Promise<TenantServices> {
  const row = await db
    .selectFrom('tenants')
    .innerJoin('file_credentials', (on) =>
      on.onRef('file_credentials.tenant_id', '=', 'tenants.id').on(sql<boolean>`file_credentials.id = tenants.id`),
    )
    .where('tenants.id', '=', tenantId)
    .select([
      ...TENANT_COLUMNS,
      ...SUSPENSION_COLUMNS,
      ...LEAVE_COLUMNS,
      'file_credentials.login',
      'file_credentials.password_changed_at',
      'file_credentials.created_at',
      'file_credentials.revoked_at',
    ])
    .executeTakeFirst();
  if (row === undefined) throw new AppError('tenant-unknown');
  return {
    id: row.id,
    name: row.name,
    ...servicesAt(row, await serviceHistory(db, tenantId), nowMs),
    suspension: suspensionOf(row),
    leavesOn: leaveOf(row)?.on ?? null,
    ftp:
      row.revoked_at === null
        ? { login: row.login, passwordChangedAt: (row.password_changed_at ?? row.created_at).getTime() }
        : null,
  };
}

/**
 * Disables a tenant or enables it again. While it is disabled none of its users signs in and its file access is closed; what
 * is open ends. Its calls are recorded all the same. False: it already was so. Throws `tenant-unknown`.
 */
export async function setTenantDisabled(
  db: Database,
  { tenantId, disabled, now }: { readonly tenantId: TenantId; readonly disabled: boolean; readonly now: number },
): Promise<boolean> {
  return inTransaction(db, async (transaction) => {
    await lockTenant(transaction, tenantId);
    const { numUpdatedRows } = await transaction
      .updateTable('tenants')
      .set({ disabled_at: disabled ? new Date(now) : null })
      .where('id', '=', tenantId)
      .where('disabled_at', disabled ? 'is' : 'is not', null)
      .executeTakeFirstOrThrow();
    return numUpdatedRows === 1n;
  });
}

interface CallRecordingChange {
  readonly enabled?: boolean | undefined;
  readonly recordInternal?: boolean | undefined;
}

/**
 * Turns recording, or the recording of internal calls, on or off from the next call on; a setting that is not given stays.
 * Throws `recording-not-in-plan` if it is turned on without a plan that includes it, and `tenant-unknown`.
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
