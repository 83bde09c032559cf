import { AppError } from '../base/errors.ts';
import { bindAddress } from '../config/index.ts';
import { openSftpHostKeys, SftpServer, type SignIns, sshCrypto } from '../file-access/index.ts';
import { proxiedConnections } from './proxied-connections.ts';
import type { RunningRole, Shared } from './shared.ts';

interface RunningSftp extends RunningRole {
  /** Null: it does not listen. */
  readonly port: number | null;
}

/** SFTP with the tenants' recordings. Host keys that cannot be read keep this door closed, and nothing else. */
export async function startSftp(shared: Shared, signIns: SignIns): Promise<RunningSftp> {
  const { config, clock, log, metrics, keys } = shared;
  const { db } = shared.database;
  if (config.sftpPort === null) return { port: null, checks: {}, stop: async () => {} };
  let hostKeys: string[];
  try {
    hostKeys = await openSftpHostKeys({ db, keys }, clock.now());
  } catch (err) {
    if (!(err instanceof AppError && err.code === 'sftp-host-keys-unreadable')) throw err;
    log.error({ err, code: err.code }, 'sftp: the host keys cannot be read, SFTP does not listen');
    return { port: null, checks: { sftp: () => false }, stop: async () => {} };
  }
  const bind = bindAddress(config, 'sftpBind');
  const sftp = new SftpServer({
    bind,
    port: config.sftpPort,
    hostKeys,
    proxied: proxiedConnections(shared),
    limits: {
      connections: config.sftpConnections,
      connectionsPerAddress: config.sftpConnectionsPerAddress,
      unauthenticated: config.sftpConnectionsUnauthenticated,
      unauthenticatedPerAddress: Math.ceil(config.sftpConnectionsPerAddress / 2),
    },
    signIns,
    clock,
    log,
    metrics,
  });
  await sftp.listen();
  log.info({ encryption: sshCrypto() }, 'sftp: listening');
  return { port: sftp.address.port, checks: { sftp: () => sftp.listening }, stop: () => sftp.close() };
}
