import type { Socket } from 'node:net';
import ssh2, { type ConnectConfig, type SFTPWrapper } from 'ssh2';
import { sshFingerprint } from '../../../base/ssh-key.ts';
import { connectionFailure, PushError } from '../push-error.ts';
import type { ConnectionDeps, PushConnection, SftpSettings } from '../push-target.ts';
import { connectTcp } from '../tcp.ts';
import { withTimeout } from '../time-limits.ts';
import { SftpConnection } from './sftp-connection.ts';
import { SftpRequests, sftpFailure } from './sftp-requests.ts';

/** The connection is closed if the peer does not answer four of these. */
const KEEP_ALIVE_MS = 30_000;
const MAX_UNANSWERED_KEEP_ALIVES = 4;

/** No SHA-1 and no CBC. AES-GCM first: it costs least without ssh2's native module. */
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

/** Connects by SFTP. The host key must be the one in the settings, if there is one; `peer` has its fingerprint. */
export async function connectSftp(settings: SftpSettings, deps: ConnectionDeps): Promise<PushConnection> {
  const { clock, limits, signal } = deps;
  const timeout = { clock, signal, ms: limits.connectMs };
  const socket = await connectTcp({ ...settings, guard: deps.guard }, timeout);
  const client = new ssh2.Client();
  const cancel = (): void => {
    client.destroy();
    socket.destroy();
  };
  // Later errors reach the caller through the pending request: a closed socket fails them all.
  client.on('error', () => {});
  try {
    const hostKey = await withTimeout(signIn(client, socket, settings), { ...timeout, cancel });
    const sftp = await withTimeout(openSftp(client), { ...timeout, cancel });
    const requests = new SftpRequests(sftp, deps, cancel);
    const peer = { protection: 'ssh', fingerprint: hostKey } as const;
    return new SftpConnection({ client, requests, peer, base: settings.folder, naming: settings }, deps);
  } catch (error) {
    cancel();
    throw error;
  }
}

/** Resolves with the fingerprint of the host key. */
function signIn(client: ssh2.Client, socket: Socket, settings: SftpSettings): Promise<string> {
  const { login, password, privateKey } = settings;
  return new Promise((resolve, reject) => {
    let seen = '';
    const isExpected = (key: Buffer): boolean => {
      seen = sshFingerprint(key);
      return settings.hostKey === null || settings.hostKey === seen;
    };
    client.once('ready', () => resolve(seen));
    client.once('close', () => reject(new PushError('connection-lost')));
    client.once('error', (error) => {
      const isChanged = settings.hostKey !== null && seen !== '' && seen !== settings.hostKey;
      reject(isChanged ? new PushError('host-key-changed', undefined, { fingerprint: seen }) : sshFailure(error));
    });
    // RFC 4256: some servers ask for the password only this way.
    client.on('keyboard-interactive', (_name, _text, _language, prompts, finish) =>
      finish(prompts.map(() => password ?? '')),
    );
    client.connect({
      sock: socket,
      username: login,
      ...(password !== null && { password, tryKeyboard: true }),
      ...(privateKey !== null && { privateKey }),
      hostVerifier: isExpected,
      algorithms: ALGORITHMS,
      keepaliveInterval: KEEP_ALIVE_MS,
      keepaliveCountMax: MAX_UNANSWERED_KEEP_ALIVES,
      // 0: no timeout of ssh2's. Ours is used.
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

/** Failures of the handshake and of signing in. ssh2 names the level they happened at. */
function sshFailure(error: unknown): PushError {
  const { level, message } = error as { level?: string; message?: string };
  if (level === 'client-authentication') return new PushError('wrong-password', message, { cause: error });
  if (level === 'handshake') return new PushError('encryption-refused', message, { cause: error });
  return connectionFailure(error);
}

/** A key pair of ours for one target. The customer adds the public key to `authorized_keys`. */
export interface SshKey {
  /** In OpenSSH's format, not encrypted: whoever stores it encrypts it. */
  readonly privateKey: string;
  /** One line: `ssh-ed25519 AAAA… comment`. */
  readonly publicKey: string;
}

/** ssh2 1.17 cannot read a few percent of the keys it makes. */
const MAX_KEY_ATTEMPTS = 20;

/** Makes an Ed25519 key (RFC 8709). */
export function makeSshKey(comment = 'fonoteka'): SshKey {
  const { generateKeyPairSync, parseKey } = ssh2.utils;
  for (let attempt = 0; attempt < MAX_KEY_ATTEMPTS; attempt += 1) {
    const { private: privateKey, public: publicKey } = generateKeyPairSync('ed25519', { comment });
    if (!(parseKey(privateKey) instanceof Error)) return { privateKey, publicKey };
  }
  throw new Error('no readable SSH key could be made');
}
