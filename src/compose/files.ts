import { bindAddress, type Config } from '../config/index.ts';
import { accountSignIn, FtpServer, SignIns } from '../file-access/index.ts';
import { ftpTls } from './ftp-tls.ts';
import type { RunningRole, Shared } from './shared.ts';
import { treeSources } from './tree-sources.ts';

/** The ports in use, each under the name of its setting. */
export type FilesPorts = Pick<Config, 'ftpPort' | 'ftpsPort'>;

export interface RunningFiles extends RunningRole {
  readonly ports: FilesPorts;
}

/** FTP with the tenants' recordings. */
export async function startFiles(shared: Shared): Promise<RunningFiles> {
  const { config, clock, log, metrics, access } = shared;
  const { db } = shared.database;
  const authenticate = accountSignIn(db, { ...treeSources(shared), access });
  const tls = ftpTls(shared);
  const ftp = new FtpServer({
    bind: bindAddress(config, 'ftpBind'),
    port: config.ftpPort,
    publicAddress: config.publicAddress,
    passivePorts: config.ftpPassivePorts,
    activeMode: config.ftpActiveMode,
    tls,
    implicitTlsPort: config.ftpsPort,
    signIns: new SignIns({ authenticate, db, clock, log }),
    clock,
    log,
    metrics,
  });
  await ftp.listen();
  const ports = { ftpPort: ftp.address.port, ftpsPort: ftp.implicitTlsPort };
  return { ports, checks: { ftp: () => ftp.listening }, stop: () => ftp.close() };
}
