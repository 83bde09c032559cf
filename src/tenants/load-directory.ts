import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { Directory, DirectorySource, DirectoryTenant } from './directory.ts';
import { readIpAddress } from './ip-address.ts';

export interface DirectorySnapshot extends Directory {
  readonly version: number;
}

/** Grows with every change of what the directory tells. */
export async function directoryVersion(db: Database): Promise<number> {
  const { version } = await db.selectFrom('directory_version').select('version').executeTakeFirstOrThrow();
  return version;
}

/** Reads all of the directory as it was at one instant. */
export function loadDirectory(db: Database): Promise<DirectorySnapshot> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (transaction) => {
      const version = await directoryVersion(transaction);
      const tenants = await loadTenants(transaction);
      const sources = await loadSources(transaction);
      const owners = await loadOwners(transaction);
      const tenant = (id: TenantId): DirectoryTenant | null => tenants.get(id) ?? null;
      return {
        version,
        tenant,
        sourceAt: (address) => sources.get(readIpAddress(address) ?? '') ?? null,
        ownerOf: (number) => {
          const owner = owners.get(number);
          return owner === undefined ? null : tenant(owner);
        },
      };
    });
}

async function loadTenants(db: Database): Promise<Map<TenantId, DirectoryTenant>> {
  const rows = await db
    .selectFrom('tenants')
    .innerJoin('plans', 'plans.name', 'tenants.plan')
    .select(['id', 'hosted_pbx', 'includes_recording', 'recording_enabled', 'record_internal'])
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        entitled: row.hosted_pbx && row.includes_recording,
        recordingEnabled: row.recording_enabled,
        recordInternal: row.record_internal,
      },
    ]),
  );
}

async function loadSources(db: Database): Promise<Map<string, DirectorySource>> {
  const rows = await db.selectFrom('sources').select(['id', 'name', 'address', 'tenant_id']).execute();
  const byAddress = new Map<string, DirectorySource>();
  for (const { id, name, address, tenant_id } of rows) {
    if (address !== null) byAddress.set(address, { id, name, defaultTenantId: tenant_id });
  }
  return byAddress;
}

async function loadOwners(db: Database): Promise<Map<string, TenantId>> {
  const rows = await db.selectFrom('tenant_numbers').select(['number', 'tenant_id']).execute();
  return new Map(rows.map((row) => [row.number, row.tenant_id]));
}
