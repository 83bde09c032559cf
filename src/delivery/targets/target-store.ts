import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { TenantId } from '../../base/ids.ts';
import type { KeyStore } from '../../platform/key-store/index.ts';
import { leaseEnd } from '../../platform/outbox.ts';
import { type Database, inTransaction, type PackageForm, type Schema } from '../../platform/postgres/index.ts';
import type { TargetSettings } from '../../platform/push-target/index.ts';
import { nullIfUnsealFails, openSettings, sealSettings } from './sealed-settings.ts';

/** Everything a customer says about the daily push. Held in memory only where it is needed: it has the secrets in it. */
export interface PushSettings {
  readonly target: TargetSettings;
  /** For SFTP with a key of ours: what the customer puts into `authorized_keys`; else null. */
  readonly publicKey: string | null;
  readonly form: PackageForm;
  /** Whether what was sent is read back and compared where the target cannot prove that it has it. */
  readonly readBack: boolean;
  /** How many uploads at once, 1 to `MAX_CONNECTIONS`. */
  readonly connections: number;
  /** Of all uploads together; null: as fast as it goes. */
  readonly bytesPerSecond: number | null;
  /** Keep recordings that are due until they are delivered, as far as the operator lets. */
  readonly keepUndelivered: boolean;
  /** Where the customer's own program hears of packages; null: nowhere. */
  readonly hook: { readonly url: string; readonly secret: string } | null;
}

/** As they were read. */
export interface StoredSettings extends PushSettings {
  /** When they were set, Unix ms. */
  readonly changedAt: number;
}

/** A server for people rarely lets one account in more often. */
export const MAX_CONNECTIONS = 8;

export interface TargetStoreDeps {
  readonly db: Database;
  readonly keys: Pick<KeyStore, 'get' | 'getOrCreate'>;
}

export async function tenantsWithTarget(db: Database): Promise<TenantId[]> {
  const rows = await db.selectFrom('push_targets').select('tenant_id').orderBy('tenant_id').execute();
  return rows.map((row) => row.tenant_id);
}

/** What the tenant has set, or null. */
export async function readTarget(
  { db, keys }: Pick<TargetStoreDeps, 'db'> & { readonly keys: Pick<KeyStore, 'get'> },
  tenantId: TenantId,
): Promise<StoredSettings | null> {
  const row = await db.selectFrom('push_targets').selectAll().where('tenant_id', '=', tenantId).executeTakeFirst();
  return row === undefined ? null : settingsFromRow(keys, row);
}

/**
 * Sets where a tenant's packages go and how. What waits is tried at once, in the form that is wished now; where it goes
 * somewhere else, from its beginning.
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
    // A worker may still be at the target that was removed before.
    const isTaken = before === undefined && (await isPackageBegun(transaction, tenantId));
    await transaction
      .insertInto('push_targets')
      .values({ tenant_id: tenantId, ...row, ...(isTaken && { lease: randomUUID(), leased_until: leaseEnd() }) })
      .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(row))
      .execute();
    const isWhereItWas =
      before !== undefined && targetLocation(before.settings as TargetSettings) === targetLocation(target);
    if (!isWhereItWas || before.form !== settings.form) await beginAnew(transaction, tenantId, settings);
  });
}

/** Nothing is sent any more; what was delivered stays so in the books. */
export async function removeTarget(db: Database, tenantId: TenantId): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('push_targets')
    .where('tenant_id', '=', tenantId)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** Remembers the key that a server showed at the first meeting, unless the settings have changed meanwhile. */
export async function pinHostKey(db: Database, tenantId: TenantId, target: TargetSettings, hostKey: string) {
  if (target.kind !== 'sftp' || target.hostKey !== null) return;
  await db.transaction().execute(async (transaction) => {
    const row = await lockTarget(transaction, tenantId);
    const known = row?.settings as (TargetSettings & { hostKey?: string | null }) | undefined;
    if (known === undefined || targetLocation(known) !== targetLocation(target) || (known.hostKey ?? null) !== null)
      return;
    await transaction
      .updateTable('push_targets')
      .set({ settings: JSON.stringify({ ...known, hostKey }) })
      .where('tenant_id', '=', tenantId)
      .execute();
  });
}

/** The target as a person names it, without login and secrets. */
export function targetLocation(target: TargetSettings): string {
  if (target.kind === 's3') return `s3 ${target.endpoint}/${target.bucket}/${target.folder}`;
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  return `${target.kind}://${host}:${target.port}/${target.folder}`;
}

/** Who makes packages of a tenant, or changes where they go, is alone with them until the transaction ends. */
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

async function beginAnew(transaction: Database, tenantId: TenantId, { form }: PushSettings): Promise<void> {
  const begun = await transaction
    .updateTable('packages')
    .set({ form, begun_at: null, sent_files: 0, sent_bytes: 0 })
    .where('tenant_id', '=', tenantId)
    .where('delivered_at', 'is', null)
    .returning('id')
    .execute();
  if (begun.length === 0) return;
  await transaction
    .updateTable('package_files')
    .set({ delivered_at: null })
    .where(
      'package_id',
      'in',
      begun.map(({ id }) => id),
    )
    .execute();
}

async function settingsFromRow(
  keys: Pick<KeyStore, 'get'>,
  row: Selectable<Schema['push_targets']>,
): Promise<StoredSettings> {
  const { publicKey, ...open } = row.settings as Record<string, unknown> & { readonly publicKey: string | null };
  const { target, hookSecret } = await openSettings(keys, row.tenant_id, { open, secrets: row.sealed_secrets });
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

/** How many tenants' secrets do not open with the keys that are there: nothing can be sent to their targets. */
export async function countUnreadableSecrets(db: Database, keys: Pick<KeyStore, 'get'>): Promise<number> {
  let unopened = 0;
  for (const tenantId of await tenantsWithTarget(db)) {
    if ((await nullIfUnsealFails(readTarget({ db, keys }, tenantId))) === null) unopened += 1;
  }
  return unopened;
}
