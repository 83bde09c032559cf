import { type KeyId, type KeyStore, readKeyId } from '../../platform/key-store/index.ts';
import { sealed, unsealed } from '../../platform/sealing/index.ts';

/** A customer's secret as it is stored: it opens by a key of the key store, for this owner alone. */
export async function sealFor(keys: Pick<KeyStore, 'getOrCreate'>, owner: string, secret: string): Promise<Buffer> {
  return sealed(await keys.getOrCreate(SEALING_KEY), Buffer.from(secret), owner);
}

/** The secret again. Fails where the key store has lost its key, or the secret is another owner's. */
export async function unsealFor(keys: Pick<KeyStore, 'get'>, owner: string, stored: Buffer): Promise<string> {
  const key = await keys.get(SEALING_KEY);
  const secret = key === null ? null : unsealed(key, stored, owner);
  if (secret === null) throw new Error(`the push secrets of ${owner} cannot be unsealed`);
  return secret.toString();
}

const SEALING_KEY = sealingKey();

function sealingKey(): KeyId {
  const id = readKeyId('sealing/push-targets');
  if (!id.ok) throw new Error(id.reason);
  return id.value;
}
