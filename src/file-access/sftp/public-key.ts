import ssh2, { type PublicKeyAuthContext } from 'ssh2';
import { MIN_RSA_BITS, SIGN_IN_KEY_TYPES } from '../../base/ssh-key.ts';

/** Whether keys of this type and size are accepted at all. */
export function isAcceptableKey({ key, hashAlgo }: PublicKeyAuthContext): boolean {
  if (!SIGN_IN_KEY_TYPES.has(key.algo)) return false;
  if (key.algo !== 'ssh-rsa') return true;
  // With an RSA key, `hashAlgo` is set where SHA-2 signs.
  return hashAlgo !== undefined && rsaBits(key.data) >= MIN_RSA_BITS;
}

/** Whether the request is signed by the key that it names. */
export function isSignedByKey(context: PublicKeyAuthContext): boolean {
  const { key, blob, signature, hashAlgo } = context;
  if (blob === undefined || signature === undefined) return false;
  const parsed = ssh2.utils.parseKey(`${key.algo} ${key.data.toString('base64')}`);
  if (parsed instanceof Error) return false;
  try {
    // An `Error` too, other than its types say.
    const verified: unknown = parsed.verify(blob, signature, hashAlgo);
    return verified === true;
  } catch {
    return false;
  }
}

/** `string "ssh-rsa", mpint e, mpint n` (RFC 4253 §6.6); 0: it is not that. */
function rsaBits(blob: Buffer): number {
  let at = 0;
  let field: Buffer = Buffer.alloc(0);
  for (let index = 0; index < 3; index++) {
    if (blob.length < at + 4) return 0;
    const end = at + 4 + blob.readUInt32BE(at);
    if (blob.length < end) return 0;
    field = blob.subarray(at + 4, end);
    at = end;
  }
  const firstBit = field.findIndex((byte) => byte !== 0);
  return firstBit === -1 ? 0 : (field.length - firstBit) * 8 - (Math.clz32(field[firstBit]!) - 24);
}
