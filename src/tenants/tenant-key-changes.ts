import type { AuditEvent, AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import type { ApiKeyId, TenantId } from '../base/ids.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { type ManagedBy, requireRights } from './manage-rules.ts';
import { addTenantKey, type NewTenantKey, revokeTenantKey, rightsOfScopes } from './tenant-keys.ts';

interface TenantKeyDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly by: Pick<AuditEvent, 'actor' | 'address'>;
}

/**
 * Adds a key to a tenant, with its audit event. `maker`: whose rights it cannot exceed. Throws `tenant-unknown`,
 * `too-many-api-keys`, `above-own-rights`.
 */
export async function createTenantKey(
  { db, audit, clock, by }: TenantKeyDeps,
  key: Omit<NewTenantKey, 'madeBy'> & { readonly maker: ManagedBy },
): Promise<{ keyId: ApiKeyId; apiKey: string }> {
  requireRights(key.maker, rightsOfScopes(key.scopes));
  const madeBy = key.maker === 'operator' ? null : key.maker.id;
  return inTransaction(db, async (transaction) => {
    const { keyId, apiKey, prefix } = await addTenantKey(transaction, { ...key, madeBy }, clock.now());
    const detail = { prefix, scopes: key.scopes.join(' ') };
    const { actor, address } = by;
    const event = { tenantId: key.tenantId, actor, address, action: 'api-key-added', subject: keyId, detail } as const;
    await audit.record(event, transaction);
    return { keyId, apiKey };
  });
}

/** Revokes a key of a tenant, with its audit event. Throws `api-key-unknown`. */
export function endTenantKey(
  { db, audit, clock, by }: TenantKeyDeps,
  key: { readonly tenantId: TenantId; readonly keyId: string },
): Promise<void> {
  return inTransaction(db, async (transaction) => {
    await revokeTenantKey(transaction, key, clock.now());
    const { actor, address } = by;
    const event = { tenantId: key.tenantId, actor, address, action: 'api-key-revoked', subject: key.keyId } as const;
    await audit.record(event, transaction);
  });
}
