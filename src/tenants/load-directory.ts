import type { Clock } from '../base/clock.ts';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { Directory, DirectorySource, DirectoryTenant } from './directory.ts';
import { readIpAddress } from './ip-address.ts';
import { planIncludesRecording, type ServiceHistory, serviceHistories } from './service-history.ts';

export interface DirectorySnapshot extends Directory {
  readonly version: number;
}

/** Grows with every change of what the directory tells. */
export async function directoryVersion(db: Database): Promise<number> {
  const { version } = await db.selectFrom('directory_version').select('version').executeTakeFirstOrThrow();
  return version;
}

/** Reads all of the directory as it was at one instant; what a tenant has by time, it tells by the clock. */
export function loadDirectory(db: Database, clock: Clock): Promise<DirectorySnapshot> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (transaction) => {
      const version = await directoryVersion(transaction);
      const tenants = await loadTenants(transaction);
      const sources = await loadSources(transaction);
      const owners = await loadOwners(transaction);
      return { version, ...directoryOf({ tenants, sources, owners }, clock) };
    });
}

interface Loaded {
  readonly tenants: ReadonlyMap<TenantId, LoadedTenant>;
  readonly sources: ReadonlyMap<string, DirectorySource>;
  readonly owners: ReadonlyMap<string, TenantId>;
}

interface LoadedTenant {
  readonly id: TenantId;
  readonly hosted_pbx: boolean;
  readonly recording_enabled: boolean;
  readonly record_internal: boolean;
  readonly history: ServiceHistory;
}

function directoryOf({ tenants, sources, owners }: Loaded, clock: Clock): Directory {
  const tenant = (id: TenantId): DirectoryTenant | null => {
    const loaded = tenants.get(id);
    return loaded === undefined ? null : tenantAt(clock.now(), loaded);
  };
  return {
    tenant,
    sourceAt: (address) => sources.get(readIpAddress(address) ?? '') ?? null,
    ownerOf: (number) => {
      const owner = owners.get(number);
      return owner === undefined ? null : tenant(owner);
    },
  };
}

function tenantAt(nowMs: number, { id, hosted_pbx, recording_enabled, record_internal, history }: LoadedTenant) {
  return {
    id,
    entitled: hosted_pbx && planIncludesRecording(history, nowMs),
    recordingEnabled: recording_enabled,
    recordInternal: record_internal,
  };
}

async function loadTenants(db: Database): Promise<Map<TenantId, LoadedTenant>> {
  const rows = await db
    .selectFrom('tenants')
    .select(['id', 'hosted_pbx', 'recording_enabled', 'record_internal'])
    .execute();
  const histories = await serviceHistories(db);
  return new Map(rows.map((row) => [row.id, { ...row, history: histories.get(row.id) ?? [] }]));
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
