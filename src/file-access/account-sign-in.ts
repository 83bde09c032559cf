import type { Database } from '../platform/postgres/index.ts';
import { tenantOfFtpLogin, verifyFtpLogin } from '../tenants/index.ts';
import type { Authenticate } from './ftp/authenticate.ts';
import { createRecordingTree, type TreeSources } from './recording-tree.catalog.ts';

/** Opens a tenant's tree to whoever has the login and password of its FTP account; each attempt is audited. */
export function accountSignIn(db: Database, sources: TreeSources): Authenticate {
  return async (login, password, { address }) => {
    const opened = await verifyFtpLogin(db, login, password);
    const tenantId = opened ?? (await tenantOfFtpLogin(db, login));
    await sources.audit.record({
      tenantId,
      // What is nobody's login is now and then a password.
      actor: tenantId === null ? 'unknown' : login,
      action: opened === null ? 'ftp-sign-in-failed' : 'ftp-sign-in',
      subject: null,
      address,
    });
    return opened === null ? null : createRecordingTree(sources, { tenantId: opened, login, address });
  };
}
