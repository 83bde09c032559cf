import { createHash, randomBytes } from 'node:crypto';
import { AppError } from '../base/errors.ts';
import { isId, newId, type SourceId, type TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { DirectorySource } from './directory.ts';
import { readIpAddress } from './ip-address.ts';

/** 256 bits: a key is not guessed, so a plain SHA-256 keeps it. */
const KEY_BYTES = 32;

export interface NewSource {
  readonly name: string;
  /** The PBX's IP address for SIPREC; without one it can upload only. */
  readonly address?: string | undefined;
  /** The tenant of its calls where nothing else tells. */
  readonly tenantId?: TenantId | undefined;
}

/**
 * Lets a PBX record. The key is for uploads: given here once, stored as its SHA-256. Throws
 * `address-invalid`, `source-address-taken`, `tenant-unknown`.
 */
export async function addSource(
  db: Database,
  source: NewSource,
  nowMs: number,
): Promise<{ sourceId: SourceId; apiKey: string }> {
  const address = source.address === undefined ? null : readIpAddress(source.address);
  if (address === null && source.address !== undefined) throw new AppError('address-invalid');
  await requireTenant(db, source.tenantId);
  const sourceId = newId<SourceId>(nowMs);
  const apiKey = randomBytes(KEY_BYTES).toString('base64url');
  const inserted = await db
    .insertInto('sources')
    .values({
      id: sourceId,
      name: source.name,
      address,
      tenant_id: source.tenantId ?? null,
      api_key_hash: hashOf(apiKey),
    })
    .onConflict((taken) => taken.column('address').doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows !== 1n) throw new AppError('source-address-taken');
  return { sourceId, apiKey };
}

/**
 * The PBX whose key this is, or null. Found by the key's hash: what the time of the search tells of a hash brings
 * nobody nearer to a key.
 */
export async function sourceWithKey(db: Database, apiKey: string): Promise<DirectorySource | null> {
  const row = await db
    .selectFrom('sources')
    .select(['id', 'name', 'tenant_id'])
    .where('api_key_hash', '=', hashOf(apiKey))
    .executeTakeFirst();
  return row === undefined ? null : { id: row.id, name: row.name, defaultTenantId: row.tenant_id };
}

function hashOf(apiKey: string): Buffer {
  return createHash('sha256').update(apiKey).digest();
}

async function requireTenant(db: Database, tenantId: TenantId | undefined): Promise<void> {
  if (tenantId === undefined) return;
  const tenant = isId(tenantId)
    ? await db.selectFrom('tenants').where('id', '=', tenantId).select('id').executeTakeFirst()
    : undefined;
  if (tenant === undefined) throw new AppError('tenant-unknown');
}
