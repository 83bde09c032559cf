import { type KeyId, type KeyStore, readKeyId } from '../../platform/key-store/index.ts';
import { sealSecret, unsealSecret } from '../../platform/sealing.ts';

/** A customer's secret as it is stored: it opens by a key of the key store, for this owner alone. */
export async function sealFor(keys: Pick<KeyStore, 'getOrCreate'>, owner: string, secret: string): Promise<Buffer> {
  return sealSecret(await keys.getOrCreate(SEALING_KEY), Buffer.from(secret), owner);
}

/** A secret does not open: the key store has lost its key, or it is another owner's. */
export class UnsealError extends Error {
  constructor(owner: string) {
    super(`the push secrets of ${owner} cannot be unsealed`);
  }
}

/** What was read, or null where its secrets do not open: they are as good as none, and asked for again. */
export async function nullIfUnsealFails<T>(reading: Promise<T | null>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof UnsealError) return null;
    throw error;
  }
}

/** The secret again. Fails with `UnsealError`. */
export async function unsealFor(keys: Pick<KeyStore, 'get'>, owner: string, stored: Buffer): Promise<string> {
  const key = await keys.get(SEALING_KEY);
  const secret = key === null ? null : unsealSecret(key, stored, owner);
  if (secret === null) throw new UnsealError(owner);
  return secret.toString();
}

const SEALING_KEY = sealingKey();

function sealingKey(): KeyId {
  const id = readKeyId('sealing/push-targets');
  if (!id.ok) throw new Error(id.reason);
  return id.value;
}
