import type { Socket } from 'node:net';
import ssh2, { type ConnectConfig, type SFTPWrapper } from 'ssh2';
import type { ConnectionDeps } from '../connection-deps.ts';
import { dial } from '../dial.ts';
import { PushError } from '../push-error.ts';
import type { PushConnection } from '../push-target.ts';
import type { SftpSettings } from '../target-settings.ts';
import { within } from '../within.ts';
import { SftpConnection } from './sftp-connection.ts';
import { SftpRequests } from './sftp-requests.ts';
import { sftpFailure, sshFailure } from './sftp-failure.ts';
import { hostKeyFingerprint } from './ssh-key.ts';

/** A peer that says nothing to four of these is gone. */
const KEEP_ALIVE_MS = 30_000;
const MAX_SILENCES = 4;

/** No SHA-1 and no CBC; AES-GCM first, which costs least without ssh2's native part. */
const ALGORITHMS: NonNullable<ConnectConfig['algorithms']> = {
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes192-ctr', 'aes256-ctr'],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group18-sha512',
    'diffie-hellman-group14-sha256',
  ],
  serverHostKey: [
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'rsa-sha2-512',
    'rsa-sha2-256',
  ],
  compress: ['none'],
};

/** Connects by SFTP. A host key that was met before must be the same; a first one is shown in `peer`. */
export async function connectSftp(settings: SftpSettings, deps: ConnectionDeps): Promise<PushConnection> {
  const { clock, limits, signal } = deps;
  const limit = { clock, signal, ms: limits.connectMs };
  const socket = await dial({ ...settings, guard: deps.guard }, limit);
  const client = new ssh2.Client();
  const giveUp = (): void => {
    client.destroy();
    socket.destroy();
  };
  // What breaks later, the request under way tells; a socket that closes leaves none unanswered.
  client.on('error', () => {});
  try {
    const hostKey = await within(signedIn(client, socket, settings), { ...limit, giveUp });
    const sftp = await within(openSftp(client), { ...limit, giveUp });
    const requests = new SftpRequests(sftp, deps, giveUp);
    const peer = { protection: 'ssh', fingerprint: hostKey } as const;
    return new SftpConnection({ client, requests, peer, base: settings.folder }, deps);
  } catch (error) {
    giveUp();
    throw error;
  }
}

/** Resolves with the fingerprint of the host key. */
function signedIn(client: ssh2.Client, socket: Socket, settings: SftpSettings): Promise<string> {
  const { login, password, privateKey } = settings;
  return new Promise((resolve, reject) => {
    let seen = '';
    const isKnown = (key: Buffer): boolean => {
      seen = hostKeyFingerprint(key);
      return settings.hostKey === null || settings.hostKey === seen;
    };
    client.once('ready', () => resolve(seen));
    client.once('close', () => reject(new PushError('connection-lost')));
    client.once('error', (error) => {
      const isOther = settings.hostKey !== null && seen !== '' && seen !== settings.hostKey;
      reject(isOther ? new PushError('host-key-changed', undefined, { fingerprint: seen }) : sshFailure(error));
    });
    // RFC 4256: some servers ask for the password only so.
    client.on('keyboard-interactive', (_name, _text, _language, prompts, finish) =>
      finish(prompts.map(() => password ?? '')),
    );
    client.connect({
      sock: socket,
      username: login,
      ...(password !== null && { password, tryKeyboard: true }),
      ...(privateKey !== null && { privateKey }),
      hostVerifier: isKnown,
      algorithms: ALGORITHMS,
      keepaliveInterval: KEEP_ALIVE_MS,
      keepaliveCountMax: MAX_SILENCES,
      // The time limit is ours.
      readyTimeout: 0,
    });
  });
}

function openSftp(client: ssh2.Client): Promise<SFTPWrapper> {
  return new Promise((resolve, reject) => {
    client.once('close', () => reject(new PushError('connection-lost')));
    client.sftp((error, sftp) => (error ? reject(sftpFailure(error)) : resolve(sftp)));
  });
}
