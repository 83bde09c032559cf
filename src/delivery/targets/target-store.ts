import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { TenantId } from '../../base/ids.ts';
import type { KeyStore } from '../../platform/key-store.ts';
import { leaseEnd } from '../../platform/outbox.ts';
import { type Database, inTransaction, type PackageForm, type Schema } from '../../platform/postgres/index.ts';
import type { TargetSettings } from '../../platform/push-target/index.ts';
import { nullIfUnsealFails, sealSettings, unsealSettings } from './sealed-settings.ts';

/** A customer's settings of the daily push, with the secrets in them: kept in memory only where they are needed. */
export interface PushSettings {
  readonly target: TargetSettings;
  /** For SFTP with our own key: the line for the customer's `authorized_keys`; else null. */
  readonly publicKey: string | null;
  readonly form: PackageForm;
  /** Whether files are read back and compared where the target cannot prove that it has their content. */
  readonly readBack: boolean;
  /** How many uploads at once, 1 to `MAX_CONNECTIONS`. */
  readonly connections: number;
  /** Of all uploads together; null: unlimited. */
  readonly bytesPerSecond: number | null;
  /** Keep recordings that are due for deletion until they are delivered, as far as the operator allows. */
  readonly keepUndelivered: boolean;
  /** The customer's web hook; null: none. */
  readonly hook: { readonly url: string; readonly secret: string } | null;
}

/** FTP and SFTP servers rarely allow one account more connections. */
export const MAX_CONNECTIONS = 8;

export interface StoredSettings extends PushSettings {
  /** Unix ms. */
  readonly changedAt: number;
}

export interface TargetStoreDeps {
  readonly db: Database;
  readonly keys: Pick<KeyStore, 'get' | 'getOrCreate'>;
}

export async function tenantsWithTarget(db: Database): Promise<TenantId[]> {
  const rows = await db.selectFrom('push_targets').select('tenant_id').orderBy('tenant_id').execute();
  return rows.map((row) => row.tenant_id);
}

/** A tenant's settings; null: none are set. Fails with `UnsealError`. */
export async function readTarget(
  { db, keys }: Pick<TargetStoreDeps, 'db'> & { readonly keys: Pick<KeyStore, 'get'> },
  tenantId: TenantId,
): Promise<StoredSettings | null> {
  const row = await db.selectFrom('push_targets').selectAll().where('tenant_id', '=', tenantId).executeTakeFirst();
  return row === undefined ? null : settingsFromRow(keys, row);
}

/** How many tenants' secrets cannot be unsealed with the present keys: nothing can be sent to their targets. */
export async function countUnreadableSecrets(db: Database, keys: Pick<KeyStore, 'get'>): Promise<number> {
  let unreadable = 0;
  for (const tenantId of await tenantsWithTarget(db)) {
    if ((await nullIfUnsealFails(readTarget({ db, keys }, tenantId))) === null) unreadable += 1;
  }
  return unreadable;
}

/**
 * Sets where a tenant's packages are sent and how. Waiting packages are tried at once, in the new form. At a new location, or in
 * another form, they are sent from the start.
 */
export async function saveTarget(
  { db, keys }: TargetStoreDeps,
  tenantId: TenantId,
  settings: PushSettings,
  now: number,
): Promise<void> {
  const { target, hook } = settings;
  const { open, secrets } = await sealSettings(keys, tenantId, { target, hookSecret: hook?.secret ?? null });
  const row = {
    settings: JSON.stringify({ ...open, publicKey: settings.publicKey }),
    sealed_secrets: secrets,
    form: settings.form,
    read_back: settings.readBack,
    connections: settings.connections,
    bytes_per_second: settings.bytesPerSecond,
    keep_undelivered: settings.keepUndelivered,
    hook_url: hook?.url ?? null,
    changed_at: new Date(now),
    next_attempt_at: new Date(now),
  };
  await inTransaction(db, async (transaction) => {
    const before = await lockTarget(transaction, tenantId);
    // A worker may still be sending to the target that was removed: nobody may claim the new row before that worker has stopped.
    const mayBeInUse = before === undefined && (await isPackageBegun(transaction, tenantId));
    await transaction
      .insertInto('push_targets')
      .values({ tenant_id: tenantId, ...row, ...(mayBeInUse && { lease: randomUUID(), leased_until: leaseEnd() }) })
      .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(row))
      .execute();
    const isSameLocation =
      before !== undefined && targetLocation(before.settings as TargetSettings) === targetLocation(target);
    if (!isSameLocation || before.form !== settings.form) await restartPackages(transaction, tenantId, settings);
  });
}

/** Stops all deliveries of a tenant. What was delivered stays in the reports. */
export async function removeTarget(db: Database, tenantId: TenantId): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('push_targets')
    .where('tenant_id', '=', tenantId)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** Saves the host key that a server showed on the first connection, unless the settings have changed meanwhile. */
export async function pinHostKey(db: Database, tenantId: TenantId, target: TargetSettings, hostKey: string) {
  if (target.kind !== 'sftp' || target.hostKey !== null) return;
  await db.transaction().execute(async (transaction) => {
    const row = await lockTarget(transaction, tenantId);
    const stored = row?.settings as (TargetSettings & { hostKey?: string | null }) | undefined;
    if (
      stored === undefined ||
      targetLocation(stored) !== targetLocation(target) ||
      (stored.hostKey ?? null) !== null
    ) {
      return;
    }
    await transaction
      .updateTable('push_targets')
      .set({ settings: JSON.stringify({ ...stored, hostKey }) })
      .where('tenant_id', '=', tenantId)
      .execute();
  });
}

/** The target as a URL, without login and secrets. */
export function targetLocation(target: TargetSettings): string {
  if (target.kind === 's3') return `s3 ${target.endpoint}/${target.bucket}/${target.folder}`;
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  return `${target.kind}://${host}:${target.port}/${target.folder}`;
}

/** Locked until the transaction ends, so that nobody else makes packages of the tenant or changes its target. */
export function lockTarget(transaction: Database, tenantId: TenantId) {
  return transaction
    .selectFrom('push_targets')
    .select(['settings', 'form'])
    .where('tenant_id', '=', tenantId)
    .forUpdate()
    .executeTakeFirst();
}

async function isPackageBegun(db: Database, tenantId: TenantId): Promise<boolean> {
  const begun = await db
    .selectFrom('packages')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('delivered_at', 'is', null)
    .where('begun_at', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return begun !== undefined;
}

/** All waiting packages are sent from the start, in the form of the settings. */
async function restartPackages(transaction: Database, tenantId: TenantId, { form }: PushSettings): Promise<void> {
  const waiting = await transaction
    .updateTable('packages')
    .set({ form, begun_at: null, sent_files: 0, sent_bytes: 0 })
    .where('tenant_id', '=', tenantId)
    .where('delivered_at', 'is', null)
    .returning('id')
    .execute();
  if (waiting.length === 0) return;
  await transaction
    .updateTable('package_files')
    .set({ delivered_at: null })
    .where(
      'package_id',
      'in',
      waiting.map(({ id }) => id),
    )
    .execute();
}

async function settingsFromRow(
  keys: Pick<KeyStore, 'get'>,
  row: Selectable<Schema['push_targets']>,
): Promise<StoredSettings> {
  const { publicKey, ...open } = row.settings as Record<string, unknown> & { readonly publicKey: string | null };
  const { target, hookSecret } = await unsealSettings(keys, row.tenant_id, { open, secrets: row.sealed_secrets });
  return {
    target,
    publicKey,
    form: row.form,
    readBack: row.read_back,
    connections: row.connections,
    bytesPerSecond: row.bytes_per_second,
    keepUndelivered: row.keep_undelivered,
    hook: row.hook_url === null ? null : { url: row.hook_url, secret: hookSecret! },
    changedAt: row.changed_at.getTime(),
  };
}
