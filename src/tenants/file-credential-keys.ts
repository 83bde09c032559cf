import { createPublicKey } from 'node:crypto';
import ssh2 from 'ssh2';
import { AppError } from '../base/errors.ts';
import { type FileCredentialId, type FileCredentialKeyId, isId, newId } from '../base/ids.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { MIN_RSA_BITS, SIGN_IN_KEY_TYPES, sshFingerprint } from '../base/ssh-key.ts';
import type { Database } from '../platform/postgres/index.ts';

/** Of one credential: each device has its own. A sign-in reads them all. */
const MAX_KEYS = 20;
/** A key of RSA with 16384 bits, in base64, has 2800. */
export const MAX_KEY_LINE_CHARS = 4000;
/** A public key for SFTP, as it is listed. */
export interface FileCredentialKey {
  readonly id: FileCredentialKeyId;
  /** `SHA256:…`, as OpenSSH prints it. */
  readonly fingerprint: string;
  /** `ssh-ed25519`, … */
  readonly type: string;
  readonly label: string;
  readonly addedAt: number;
}

interface PublicKey {
  /** SSH wire format (RFC 4253 §6.6). */
  readonly bytes: Buffer;
  readonly fingerprint: string;
  /** What stands behind the key in its line. */
  readonly comment: string;
}

type KeyProblem = 'private' | 'unreadable' | 'certificate' | 'type' | 'weak';

/** Reads a line of OpenSSH (`ssh-ed25519 AAAA… comment`), as in a `.pub` file. */
export function readPublicKey(text: string): Result<PublicKey, KeyProblem> {
  const line = text.trim();
  if (line.includes('PRIVATE KEY')) return fail('private');
  if (/-cert-v\d+@/.test(line)) return fail('certificate');
  const [type = '', base64 = '', ...comment] = line.split(/[ \t]+/);
  if (line.length > MAX_KEY_LINE_CHARS || /[\r\n]/.test(line)) return fail('unreadable');
  if (!SIGN_IN_KEY_TYPES.has(type)) return fail(/^(ssh|ecdsa|sk)-/.test(type) ? 'type' : 'unreadable');
  const bytes = Buffer.from(base64, 'base64');
  // The library reads no more than it needs: what is behind the key would be part of the stored one.
  if (bytes.toString('base64') !== base64 || typeOf(bytes) !== type) return fail('unreadable');
  const parsed = ssh2.utils.parseKey(`${type} ${base64}`);
  if (parsed instanceof Error || Array.isArray(parsed)) return fail('unreadable');
  if (!parsed.getPublicSSH().equals(bytes)) return fail('unreadable');
  // Reads what the key consists of: the library accepts a point that is not on its curve.
  const bits = keyBits(parsed.getPublicPEM());
  if (bits === null) return fail('unreadable');
  if (type === 'ssh-rsa' && bits < MIN_RSA_BITS) return fail('weak');
  return ok({ bytes, fingerprint: sshFingerprint(bytes), comment: comment.join(' ') });
}

/** The length of the modulus of an RSA key, 0 of another one; null: it is no key. */
function keyBits(pem: string): number | null {
  try {
    return createPublicKey(pem).asymmetricKeyDetails?.modulusLength ?? 0;
  } catch {
    return null;
  }
}

function typeOf(publicKey: Buffer): string {
  const length = publicKey.length < 4 ? 0 : publicKey.readUInt32BE(0);
  return publicKey.subarray(4, 4 + length).toString('latin1');
}

const PROBLEMS: Readonly<Record<KeyProblem, string>> = {
  private: 'this is a private key; send the public one (the .pub file) and keep this one secret',
  unreadable: 'must be a line like in a .pub file: ssh-ed25519 AAAA… comment',
  certificate: 'certificates are not accepted; send the public key itself',
  type: 'only ed25519, ecdsa (nistp256, 384, 521) and rsa keys are accepted',
  weak: `an rsa key needs at least ${MIN_RSA_BITS} bits`,
};

/** Throws `public-key-invalid`, `public-key-exists`, `too-many-public-keys`. The credential is locked. */
export async function addCredentialKey(
  transaction: Database,
  credentialId: FileCredentialId,
  { publicKey, label }: { readonly publicKey: string; readonly label: string },
  nowMs: number,
): Promise<FileCredentialKey> {
  const read = readPublicKey(publicKey);
  if (!read.ok) throw new AppError('public-key-invalid', PROBLEMS[read.reason]);
  const { bytes, fingerprint, comment } = read.value;
  const known = (await keysOfCredentials(transaction, [credentialId])).get(credentialId) ?? [];
  if (known.some((key) => key.fingerprint === fingerprint)) throw new AppError('public-key-exists');
  if (known.length >= MAX_KEYS) throw new AppError('too-many-public-keys');
  const row = {
    id: newId<FileCredentialKeyId>(nowMs),
    credential_id: credentialId,
    public_key: bytes,
    fingerprint,
    label: label.trim() || comment.slice(0, MAX_LABEL_CHARS),
    added_at: new Date(nowMs),
  };
  await transaction.insertInto('file_credential_keys').values(row).execute();
  return listed(row);
}

/** As of other names; a comment is cut. */
const MAX_LABEL_CHARS = 100;

/** It is refused from now on. Throws `public-key-unknown`. */
export async function removeCredentialKey(
  transaction: Database,
  credentialId: FileCredentialId,
  keyId: string,
): Promise<void> {
  const removed = isId(keyId)
    ? await transaction
        .deleteFrom('file_credential_keys')
        .where('id', '=', keyId as FileCredentialKeyId)
        .where('credential_id', '=', credentialId)
        .executeTakeFirst()
    : undefined;
  if (removed?.numDeletedRows !== 1n) throw new AppError('public-key-unknown');
}

/** By their credentials, the oldest first. */
export async function keysOfCredentials(
  db: Database,
  ids: readonly FileCredentialId[],
): Promise<ReadonlyMap<FileCredentialId, FileCredentialKey[]>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('file_credential_keys')
    .selectAll()
    .where('credential_id', 'in', ids)
    .orderBy('added_at')
    .orderBy('id')
    .execute();
  const byCredential = Map.groupBy(rows, (row) => row.credential_id);
  return new Map([...byCredential].map(([id, keys]) => [id, keys.map(listed)]));
}

interface KeyRow {
  readonly id: FileCredentialKeyId;
  readonly public_key: Buffer;
  readonly fingerprint: string;
  readonly label: string;
  readonly added_at: Date;
}

function listed({ id, public_key, fingerprint, label, added_at }: KeyRow): FileCredentialKey {
  return { id, fingerprint, type: typeOf(public_key), label, addedAt: added_at.getTime() };
}
