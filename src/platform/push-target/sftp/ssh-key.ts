import { createHash } from 'node:crypto';
import ssh2 from 'ssh2';

/** A key pair of ours for one target: the customer puts the public half into `authorized_keys`. */
export interface SshKey {
  /** OpenSSH's format, not encrypted: it is sealed where it is kept. */
  readonly privateKey: string;
  /** One line: `ssh-ed25519 AAAA… comment`. */
  readonly publicKey: string;
}

const { generateKeyPairSync, parseKey } = ssh2.utils;

/** A few in a hundred that the library makes it cannot read again (ssh2 1.17). */
const MAX_ATTEMPTS = 20;

/** Makes an Ed25519 key (RFC 8709). */
export function makeSshKey(comment = 'fonoteka'): SshKey {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const { private: privateKey, public: publicKey } = generateKeyPairSync('ed25519', { comment });
    if (!(parseKey(privateKey) instanceof Error)) return { privateKey, publicKey };
  }
  throw new Error('no readable key could be made');
}

/** As `ssh-keygen -l` writes it: SHA-256, base64 without padding. `hostKey` is the key's blob (RFC 4253 §6.6). */
export function hostKeyFingerprint(hostKey: Buffer): string {
  return `SHA256:${createHash('sha256').update(hostKey).digest('base64').replaceAll('=', '')}`;
}
