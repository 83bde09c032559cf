import { type CatalogSignIns, catalogSignIns } from '../file-access/index.ts';
import type { Shared } from './shared.ts';
import { treeSources } from './tree-sources.ts';

/** Signs in the clients that fetch files: one for every door of a process, so that a customer's sessions are counted together. */
export function fileSignIns(shared: Shared): CatalogSignIns {
  const { config, log, metrics, access, database } = shared;
  const { ftpTls, fileSessionsPerTenant: sessionsPerTenant, fileBandwidthPerTenant: bandwidthPerTenant } = config;
  return catalogSignIns({
    ...treeSources(shared),
    db: database.db,
    access,
    log,
    metrics,
    ftpTls,
    sessionsPerTenant,
    bandwidthPerTenant,
  });
}
