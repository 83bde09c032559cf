import { type CatalogSignIns, catalogSignIns } from '../file-access/index.ts';
import type { Shared } from './shared.ts';
import { treeSources } from './tree-sources.ts';

/** Signs in the clients that fetch files, at every door of a process. */
export function fileSignIns(shared: Shared): CatalogSignIns {
  const { config, log, metrics, access, database } = shared;
  const { ftpTls, fileSessionsPerTenant: sessionsPerTenant } = config;
  return catalogSignIns({
    ...treeSources(shared),
    db: database.db,
    access,
    log,
    metrics,
    ftpTls,
    sessionsPerTenant,
  });
}
