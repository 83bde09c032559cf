import { type Database } from '../platform/postgres/index.ts';
import type { Logger } from '../platform/logging.ts';
import type { Registry } from '../platform/metrics.ts';
import type { FtpTls, OpenAccess } from '../tenants/index.ts';
import { Bandwidth } from './bandwidth.ts';
import { BandwidthShares } from './bandwidth-shares.ts';
import { CatalogTree, type TreeSources } from './recording-tree.catalog.ts';
import { CredentialAccounts } from './sign-in/credential-accounts.ts';
import { SignInRecords } from './sign-in/sign-in-records.ts';
import { SignIns } from './sign-in/sign-ins.ts';

interface CatalogSignInsDeps extends TreeSources {
  readonly db: Database;
  readonly access: OpenAccess;
  readonly log: Logger;
  readonly metrics: Registry;
  /** The operator's setting for all tenants. */
  readonly ftpTls: FtpTls;
  /** Signed-in sessions at once of one tenant, in all processes. */
  readonly sessionsPerTenant: number;
  /** 1000 bytes a second for all sessions of a tenant together; default: no limit. */
  readonly bandwidthPerTenant?: number | null;
}

export interface CatalogSignIns {
  readonly signIns: SignIns;
  /** Writes what people are shown of the sign-ins a last time. */
  close(): Promise<void>;
}

/** Signs the tenants' file credentials in to the catalog; one for all doors of a process. */
export function catalogSignIns(deps: CatalogSignInsDeps): CatalogSignIns {
  const { db, clock, log, metrics, sessionsPerTenant, bandwidthPerTenant = null } = deps;
  const records = new SignInRecords({ ...deps, sessionsPerTenant });
  const authenticate = new CredentialAccounts({
    ...deps,
    records,
    bandwidth: new Bandwidth(clock, { shares: new BandwidthShares(db), log }),
    bandwidthPerTenant,
    treeOf: (viewer) => new CatalogTree(deps, viewer),
  });
  const limits = { sessionsPerTenant };
  return {
    signIns: new SignIns({ authenticate, db, clock, log, metrics, limits }),
    close: () => records.close(),
  };
}
