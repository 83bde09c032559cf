import { AuditLog } from '../audit/index.ts';
import { bindAddress } from '../config/index.ts';
import { accountSignIn, FtpServer, SignIns } from '../file-access/index.ts';
import type { RunningRole, Shared } from './shared.ts';

/** FTP with the tenants' recordings. */
export async function startFiles(shared: Shared): Promise<RunningRole & { readonly ftp: FtpServer }> {
  const { config, clock, log, metrics, objects, keys, onReadFailure } = shared;
  const { db } = shared.database;
  const catalog = { db, clock, panelWindowDays: config.panelWindowDays };
  const audit = new AuditLog(db, clock);
  const access = shared.access;
  const authenticate = accountSignIn(db, { catalog, objects, keys, onReadFailure, audit, clock, access });
  const ftp = new FtpServer({
    bind: bindAddress(config, 'ftpBind'),
    port: config.ftpPort,
    publicAddress: config.publicAddress,
    passivePorts: config.ftpPassivePorts,
    activeMode: config.ftpActiveMode,
    signIns: new SignIns({ authenticate, db, clock, log }),
    clock,
    log,
    metrics,
  });
  await ftp.listen();
  return { ftp, checks: { ftp: () => ftp.listening }, stop: () => ftp.close() };
}
