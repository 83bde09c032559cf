import type { TenantId } from '../../base/ids.ts';
import type { KeyStore } from '../../platform/key-store.ts';
import { type Database, inTransaction } from '../../platform/postgres/index.ts';
import { makeSshKey, type SshKey } from '../../platform/push-target/index.ts';
import { sealFor, nullIfUnsealFails, unsealFor } from './sealed-settings.ts';
import { readTarget, saveTarget, type TargetStoreDeps } from './target-store.ts';

/** The key that we sign in with at the tenant's SFTP server; null: none was made. */
export async function readSshKey(
  { db, keys }: { readonly db: Database; readonly keys: Pick<KeyStore, 'get'> },
  tenantId: TenantId,
): Promise<SshKey | null> {
  const row = await db
    .selectFrom('push_ssh_keys')
    .select(['public_key', 'sealed_private_key'])
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const privateKey = await unsealFor(keys, ownerOf(tenantId), row.sealed_private_key);
  return { privateKey, publicKey: row.public_key };
}

/** Null: none was made. */
export async function readPublicKey(db: Database, tenantId: TenantId): Promise<string | null> {
  const row = await db
    .selectFrom('push_ssh_keys')
    .select('public_key')
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  return row?.public_key ?? null;
}

/** Makes a new SSH key for the tenant and returns its public part. A target that signs in by key uses it from now on. */
export function newSshKey({ db, keys }: TargetStoreDeps, tenantId: TenantId, now: number): Promise<string> {
  return inTransaction(db, async (transaction) => {
    const key = makeSshKey();
    const row = {
      public_key: key.publicKey,
      sealed_private_key: await sealFor(keys, ownerOf(tenantId), key.privateKey),
      made_at: new Date(now),
    };
    await transaction
      .insertInto('push_ssh_keys')
      .values({ tenant_id: tenantId, ...row })
      .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(row))
      .execute();
    await useKey({ db: transaction, keys }, tenantId, key, now);
    return key.publicKey;
  });
}

async function useKey(deps: TargetStoreDeps, tenantId: TenantId, key: SshKey, now: number): Promise<void> {
  const settings = await nullIfUnsealFails(readTarget(deps, tenantId));
  if (settings?.target.kind !== 'sftp' || settings.target.privateKey === null) return;
  const target = { ...settings.target, privateKey: key.privateKey };
  await saveTarget(deps, tenantId, { ...settings, target, publicKey: key.publicKey }, now);
}

/** Another owner than that of the target's secrets, so that one cannot be unsealed as the other. */
function ownerOf(tenantId: TenantId): string {
  return `${tenantId} ssh-key`;
}
