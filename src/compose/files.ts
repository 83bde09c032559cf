import { bindAddress, type Config } from '../config/index.ts';
import { FtpServer } from '../file-access/index.ts';
import { fileSignIns } from './file-sign-ins.ts';
import { ftpTls } from './ftp-tls.ts';
import { proxiedConnections } from './proxied-connections.ts';
import { startSftp } from './sftp.ts';
import type { RunningRole, Shared } from './shared.ts';

/** The ports in use, each under the name of its setting. */
export type FilesPorts = Pick<Config, 'ftpPort' | 'ftpsPort' | 'sftpPort'>;

export interface RunningFiles extends RunningRole {
  readonly ports: FilesPorts;
}

/** FTP and SFTP with the tenants' recordings. */
export async function startFiles(shared: Shared): Promise<RunningFiles> {
  const { config, clock, log, metrics } = shared;
  const accounts = fileSignIns(shared);
  const { signIns } = accounts;
  const tls = ftpTls(shared);
  const ftp = new FtpServer({
    bind: bindAddress(config, 'ftpBind'),
    port: config.ftpPort,
    publicAddress: config.publicAddress,
    passivePorts: config.ftpPassivePorts,
    activeMode: config.ftpActiveMode,
    tls,
    implicitTlsPort: config.ftpsPort,
    proxied: proxiedConnections(shared),
    limits: {
      connections: config.ftpConnections,
      connectionsPerAddress: config.ftpConnectionsPerAddress,
      unauthenticated: config.ftpConnectionsUnauthenticated,
      unauthenticatedPerAddress: Math.ceil(config.ftpConnectionsPerAddress / 2),
    },
    signIns,
    clock,
    log,
    metrics,
  });
  const stop = async (): Promise<void> => {
    await ftp.close();
    await accounts.close();
  };
  try {
    await ftp.listen();
    const sftp = await startSftp(shared, signIns);
    return {
      ports: { ftpPort: ftp.address.port, ftpsPort: ftp.implicitTlsPort, sftpPort: sftp.port },
      checks: { ftp: () => ftp.listening, ...sftp.checks },
      stop: async () => {
        await Promise.all([ftp.close(), sftp.stop()]);
        await accounts.close();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
