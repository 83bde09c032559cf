import { createHash } from 'node:crypto';

/** Public keys with which customers may sign in. With `ssh-rsa`, SHA-2 signs (RFC 8332). */
export const SIGN_IN_KEY_TYPES: ReadonlySet<string> = new Set([
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'ssh-rsa',
]);

/** Below, keys can be broken (BSI TR-02102, NIST SP 800-131A). */
export const MIN_RSA_BITS = 2048;

/** As `ssh-keygen -l` prints it: SHA-256, base64 without padding. `blob`: a public key (RFC 4253 §6.6). */
export function sshFingerprint(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replaceAll('=', '')}`;
}
