import { AuditLog } from '../audit/index.ts';
import { bindAddress } from '../config/index.ts';
import { accountSignIn, FtpServer } from '../file-access/index.ts';
import type { RunningRole, Shared } from './shared.ts';

/** FTP with the tenants' recordings. */
export async function startFiles(shared: Shared): Promise<RunningRole & { readonly ftp: FtpServer }> {
  const { config, clock, log, metrics, objects, keys, onReadFailure } = shared;
  const { db } = shared.database;
  const catalog = { db, clock, panelWindowDays: config.panelWindowDays };
  const ftp = new FtpServer({
    bind: bindAddress(config, 'ftpBind'),
    port: config.ftpPort,
    publicAddress: config.publicAddress,
    passivePorts: config.ftpPassivePorts,
    activeMode: config.ftpActiveMode,
    authenticate: accountSignIn(db, {
      catalog,
      objects,
      keys,
      onReadFailure,
      audit: new AuditLog(db, clock),
      clock,
      access: shared.access,
    }),
    db,
    clock,
    log,
    metrics,
  });
  await ftp.listen();
  return { ftp, checks: { ftp: () => ftp.listening }, stop: () => ftp.close() };
}
