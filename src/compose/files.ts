import { bindAddress, type Config, publicAddress } from '../config/index.ts';
import { FtpServer, type SignIns } from '../file-access/index.ts';
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
export async function startFiles(shared: Shared, signIns: SignIns): Promise<RunningFiles> {
  const { config, clock, log, metrics } = shared;
  const tls = ftpTls(shared);
  const ftp = new FtpServer({
    bind: bindAddress(config, 'ftpBind'),
    port: config.ftpPort,
    publicAddress: publicAddress(config, 'ftpPublicAddress'),
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
  try {
    await ftp.listen();
    const sftp = await startSftp(shared, signIns);
    return {
      ports: { ftpPort: ftp.address.port, ftpsPort: ftp.implicitTlsPort, sftpPort: sftp.port },
      checks: { ftp: () => ftp.listening, ...sftp.checks },
      stop: async () => {
        await Promise.all([ftp.close(), sftp.stop()]);
      },
    };
  } catch (error) {
    await ftp.close();
    throw error;
  }
}
