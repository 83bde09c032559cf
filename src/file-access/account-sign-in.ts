import type { Database } from '../platform/postgres/index.ts';
import { verifyFtpLogin } from '../tenants/index.ts';
import type { Authenticate } from './ftp/authenticate.ts';
import { createRecordingTree, type TreeSources } from './recording-tree.catalog.ts';

/** Opens a tenant's tree to whoever has the login and password of its FTP account; a failure is audited. */
export function accountSignIn(db: Database, sources: TreeSources): Authenticate {
  return async (login, password, { address }) => {
    const tenantId = await verifyFtpLogin(db, login, password);
    if (tenantId !== null) return createRecordingTree(sources, { tenantId, login, address });
    await sources.audit.record({ tenantId: null, actor: login, action: 'ftp-sign-in-failed', subject: null, address });
    return null;
  };
}
