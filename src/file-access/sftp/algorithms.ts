import type { ServerConfig } from 'ssh2';

/**
 * Named one by one: what a later ssh2 adds is not offered unseen. AES-GCM first, because it costs least without ssh2's native
 * module; no ChaCha20 for the same reason (and Terrapin, CVE-2023-48795, needs it or CBC). No SHA-1, CBC or compression: compressing MP3 saves
 * nothing, and lets a client make us work. ssh2 adds strict key exchange by itself.
 */
export const ALGORITHMS = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group14-sha256',
  ],
  serverHostKey: ['ssh-ed25519', 'rsa-sha2-512', 'rsa-sha2-256'],
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes192-ctr', 'aes256-ctr'],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  compress: ['none'],
} satisfies ServerConfig['algorithms'];

/** All versions of OpenSSH since 6.2 (2013) know AES-GCM, and most would take AES-CTR with an HMAC, which costs us half as much again. */
export function takesAesGcm(software: string): boolean {
  const [, major, minor] = /^OpenSSH_(\d+)\.(\d+)/.exec(software) ?? [];
  return major !== undefined && (Number(major) > 6 || (major === '6' && Number(minor) >= 2));
}
