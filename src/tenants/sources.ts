import { AppError } from '../base/errors.ts';
import { isId, newId, type SourceId, type SourceKeyId, type TenantId } from '../base/ids.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { certificatesOfSources, setSourceCertificates } from './source-certificates.ts';
import { forgetLastSeen, lastSeenOf, type Seen } from './last-seen.ts';
import {
  deleteSourceAddresses,
  type ListedSourceAddresses,
  listSourceAddresses,
  saveSourceAddresses,
} from './source-addresses.ts';
import { deleteSourceDigest, digestUsers, type SourceDigest } from './source-digests.ts';
import { OWN_FORMAT, type RecordFormat, type RecordMapping } from './record-mapping.ts';
import { addSourceKey, findSourceKey, type ListedSourceKey, sourceKeys, type SourceScope } from './source-keys.ts';

/** A PBX that may record. */
export interface DirectorySource {
  readonly id: SourceId;
  readonly name: string;
  /** The tenant of calls that name no other tenant. */
  readonly defaultTenantId: TenantId | null;
  /** Of the times that it writes without an offset (IANA); null: none is set. */
  readonly timeZone: string | null;
}

/** `strict`: as RFC 7866 §6.1 requires. `lenient`: every INVITE of the source is a recording session. */
export const RECOGNITIONS = ['lenient', 'strict'] as const;
export type Recognition = (typeof RECOGNITIONS)[number];

/** A PBX that sends SIPREC sessions. */
export interface SiprecSource extends DirectorySource {
  readonly recognition: Recognition;
  /** Its User-to-User header is an id of the call: sessions with the same one are one call. */
  readonly userToUserIds: boolean;
  /** Each session must sign in by it. Null: the address is enough. */
  readonly digest: SourceDigest | null;
  /** It has no address: whoever signs in as it may come from anywhere. */
  readonly isAnywhere: boolean;
}

/** A PBX that authenticates with a key. */
export interface KeySource extends DirectorySource {
  readonly keyId: SourceKeyId;
  readonly scopes: readonly SourceScope[];
  readonly callRecords: RecordMapping;
}

export interface NewSource {
  readonly name: string;
  /** The IP addresses, networks and DNS names that its SIPREC sessions come from; without one, and without a certificate, it can upload only. */
  readonly addresses?: readonly string[];
  /** The names in its TLS certificates: with one of them it may come from any address. */
  readonly certificates?: readonly string[];
  /** The tenant of calls that name no other tenant. */
  readonly tenantId?: TenantId | undefined;
  /** Default: `lenient`. */
  readonly recognition?: Recognition | undefined;
  /** Default: false. */
  readonly userToUserIds?: boolean | undefined;
  /** Default: none. */
  readonly timeZone?: string | null | undefined;
  /** Default: our own field names. */
  readonly callRecords?: RecordMapping | undefined;
}

/**
 * Allows a PBX to record. The key is for uploads: returned here once, stored as its SHA-256. Throws
 * `address-invalid`, `source-network-…`, `source-address-taken`, `source-certificate-taken`, `tenant-unknown`.
 */
export function addSource(
  db: Database,
  source: NewSource,
  nowMs: number,
): Promise<{ sourceId: SourceId; keyId: SourceKeyId; apiKey: string }> {
  const { name, addresses = [], certificates = [], tenantId, recognition = 'lenient' } = source;
  const { userToUserIds = false, timeZone = null, callRecords = OWN_FORMAT } = source;
  return inTransaction(db, async (transaction) => {
    await requireTenant(transaction, tenantId);
    const sourceId = newId<SourceId>(nowMs);
    await transaction
      .insertInto('sources')
      .values({
        id: sourceId,
        name,
        tenant_id: tenantId ?? null,
        recognition,
        user_to_user_ids: userToUserIds,
        time_zone: timeZone,
        ...mappingColumns(callRecords),
      })
      .execute();
    await saveSourceAddresses(transaction, sourceId, addresses);
    await setSourceCertificates(transaction, sourceId, certificates);
    return { sourceId, ...(await addSourceKey(transaction, sourceId, {}, nowMs)) };
  });
}

/** A source as the operator sees it. */
export interface ListedSource extends ListedSourceAddresses {
  readonly id: SourceId;
  readonly name: string;
  readonly certificates: readonly string[];
  readonly recognition: Recognition;
  readonly userToUserIds: boolean;
  readonly timeZone: string | null;
  readonly callRecords: RecordMapping;
  /** By which it signs in over SIP; null: its address is enough. */
  readonly digestUser: string | null;
  /** The tenant of calls that name no other tenant. */
  readonly tenant: { readonly id: TenantId; readonly name: string } | null;
  /** Its last session. The uses of its keys are with the keys. */
  readonly lastSeen: Seen | null;
  readonly keys: readonly ListedSourceKey[];
}

/** All sources that are not removed, by name. */
export async function listSources(db: Database): Promise<ListedSource[]> {
  const rows = await db
    .selectFrom('sources')
    .leftJoin('tenants', 'tenants.id', 'sources.tenant_id')
    .where('sources.removed_at', 'is', null)
    .select([
      'sources.id',
      'sources.name',
      'sources.tenant_id',
      'sources.recognition',
      'sources.user_to_user_ids',
      'sources.time_zone',
      'sources.record_format',
      'sources.record_fields',
      'tenants.name as tenant_name',
    ])
    .orderBy('sources.name')
    .orderBy('sources.id')
    .execute();
  const addressesOf = await listSourceAddresses(db);
  const certificates = await certificatesOfSources(db);
  const users = await digestUsers(db);
  const keys = await sourceKeys(db);
  const seen = await lastSeenOf(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map(({ id, name, tenant_id, tenant_name, recognition, user_to_user_ids, time_zone, ...mapping }) => ({
    id,
    name,
    recognition,
    userToUserIds: user_to_user_ids,
    timeZone: time_zone,
    callRecords: mappingFromRow(mapping),
    ...addressesOf(id),
    certificates: certificates.get(id) ?? [],
    digestUser: users.get(id) ?? null,
    tenant: tenant_id === null ? null : { id: tenant_id, name: tenant_name ?? '' },
    lastSeen: seen.get(id) ?? null,
    keys: keys.get(id) ?? [],
  }));
}

/** The sources that are not removed, by name. */
export async function directorySources(db: Database): Promise<DirectorySource[]> {
  const rows = await db
    .selectFrom('sources')
    .where('removed_at', 'is', null)
    .select(['id', 'name', 'tenant_id', 'time_zone'])
    .orderBy('name')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ id: row.id, name: row.name, defaultTenantId: row.tenant_id, timeZone: row.time_zone }));
}

/** A source that is not removed. `ofTenant`: only if it is this tenant's. Throws `source-unknown`. Locks its row. */
export async function requireSource(
  db: Database,
  id: string,
  ofTenant?: TenantId,
): Promise<{ readonly id: SourceId; readonly tenantId: TenantId | null }> {
  const row = isId(id)
    ? await db
        .selectFrom('sources')
        .where('id', '=', id as SourceId)
        .where('removed_at', 'is', null)
        .select(['id', 'tenant_id'])
        .forUpdate()
        .executeTakeFirst()
    : undefined;
  if (row === undefined || (ofTenant !== undefined && row.tenant_id !== ofTenant)) throw new AppError('source-unknown');
  return { id: row.id, tenantId: row.tenant_id };
}

export async function renameSource(db: Database, id: SourceId, name: string): Promise<void> {
  await db.updateTable('sources').set({ name }).where('id', '=', id).execute();
}

/** For the sessions that begin from now on. */
export async function setSourceRecognition(db: Database, id: SourceId, recognition: Recognition): Promise<void> {
  await db.updateTable('sources').set({ recognition }).where('id', '=', id).execute();
}

/** For the sessions that begin from now on. */
export async function setUserToUserIds(db: Database, id: SourceId, userToUserIds: boolean): Promise<void> {
  await db.updateTable('sources').set({ user_to_user_ids: userToUserIds }).where('id', '=', id).execute();
}

/** For the requests and the sessions that begin from now on. `timeZone`: of IANA, or null. */
export async function setSourceTimeZone(db: Database, id: SourceId, timeZone: string | null): Promise<void> {
  await db.updateTable('sources').set({ time_zone: timeZone }).where('id', '=', id).execute();
}

/** For the call records that come from now on. */
export async function setRecordMapping(db: Database, id: SourceId, mapping: RecordMapping): Promise<void> {
  await db.updateTable('sources').set(mappingColumns(mapping)).where('id', '=', id).execute();
}

function mappingColumns({ format, fields }: RecordMapping) {
  return { record_format: format, record_fields: JSON.stringify(fields) };
}

function mappingFromRow(row: {
  readonly record_format: string;
  readonly record_fields: Record<string, string>;
}): RecordMapping {
  return { format: row.record_format as RecordFormat, fields: row.record_fields };
}

/**
 * Nothing new is accepted from the source; its keys and the names of tenants at it are deleted. Sessions that run go on to their end. The row stays: the
 * calls that came from it name it.
 */
export async function removeSource(db: Database, id: SourceId, nowMs: number): Promise<void> {
  await deleteSourceAddresses(db, id);
  await db.deleteFrom('source_certificates').where('source_id', '=', id).execute();
  await deleteSourceDigest(db, id);
  await db.deleteFrom('tenant_aliases').where('source_id', '=', id).execute();
  await db.deleteFrom('unknown_tenant_names').where('source_id', '=', id).execute();
  await db.deleteFrom('source_statistics').where('source_id', '=', id).execute();
  const keys = await db.deleteFrom('source_keys').where('source_id', '=', id).returning('id').execute();
  await forgetLastSeen(db, [id, ...keys.map((key) => key.id)]);
  await db
    .updateTable('sources')
    .set({ removed_at: new Date(nowMs), address: null, api_key_hash: null })
    .where('id', '=', id)
    .execute();
}

/** The PBX with this key, or null. */
export async function sourceWithKey(db: Database, apiKey: string, nowMs: number): Promise<KeySource | null> {
  const found = await findSourceKey(db, apiKey, nowMs);
  if (found === null) return null;
  const { id, name, tenant_id, time_zone, keyId, scopes } = found;
  const source = { id, name, defaultTenantId: tenant_id, timeZone: time_zone, callRecords: mappingFromRow(found) };
  return { ...source, keyId, scopes: scopes as SourceScope[] };
}

async function requireTenant(db: Database, tenantId: TenantId | undefined): Promise<void> {
  if (tenantId === undefined) return;
  const tenant = isId(tenantId)
    ? await db.selectFrom('tenants').where('id', '=', tenantId).select('id').executeTakeFirst()
    : undefined;
  if (tenant === undefined) throw new AppError('tenant-unknown');
}
