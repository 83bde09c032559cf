import { createHash, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { AppError } from '../base/errors.ts';
import { isId, newId, type SourceId, type TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';

/** A PBX that may record. */
export interface DirectorySource {
  readonly id: SourceId;
  readonly name: string;
  /** The tenant of calls that name no other tenant. */
  readonly defaultTenantId: TenantId | null;
}

/** 256 bits: cannot be guessed, so a plain SHA-256 is enough to store it. */
const KEY_BYTES = 32;

export interface NewSource {
  readonly name: string;
  /** The PBX's IP address for SIPREC; without one it can upload only. */
  readonly address?: string | undefined;
  /** The tenant of calls that name no other tenant. */
  readonly tenantId?: TenantId | undefined;
}

/**
 * Allows a PBX to record. The key is for uploads: returned here once, stored as its SHA-256. Throws
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

/** The PBX with this key, or null. Looked up by the key's hash, so the duration reveals nothing about the key. */
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

/**
 * The canonical form of an IP address: IPv4 dotted, IPv6 compressed in lower case (RFC 5952), an IPv4 address mapped into
 * IPv6 (`::ffff:192.0.2.1`) as IPv4. Null for anything else, also for addresses with a zone (`%eth0`).
 */
export function readIpAddress(text: string): string | null {
  const address = text.trim();
  if (isIP(address) === 4) return address;
  if (isIP(address) !== 6 || address.includes('%')) return null;
  const compressed = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(compressed);
  return mapped === null ? compressed : dotted(Number.parseInt(mapped[1]!, 16), Number.parseInt(mapped[2]!, 16));
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}
