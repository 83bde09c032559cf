import type { TenantId } from '../../base/ids.ts';
import { type KeyId, type KeyStore, readKeyId } from '../../platform/key-store/index.ts';
import type { TargetSettings } from '../../platform/push-target/index.ts';
import { sealSecret, unsealSecret } from '../../platform/sealing.ts';

/** Which of a target's settings nobody is to see. */
const SECRETS = ['password', 'privateKey', 'secretKey'] as const;

type Secrets = Readonly<Partial<Record<(typeof SECRETS)[number] | 'hookSecret', string | null>>>;

/** Settings as they are stored: what anybody of the tenant may see, and the rest sealed. */
interface SealedSettings {
  readonly open: Readonly<Record<string, unknown>>;
  readonly secrets: Buffer;
}

/** Splits a target's settings and seals what is secret, by a key of the key store and for this tenant alone. */
export async function sealSettings(
  keys: Pick<KeyStore, 'getOrCreate'>,
  tenantId: TenantId,
  { target, hookSecret }: { readonly target: TargetSettings; readonly hookSecret: string | null },
): Promise<SealedSettings> {
  const entries = Object.entries(target);
  const secrets = Object.fromEntries([...entries.filter(([name]) => isSecret(name)), ['hookSecret', hookSecret]]);
  return {
    open: Object.fromEntries(entries.filter(([name]) => !isSecret(name))),
    secrets: await sealFor(keys, tenantId, JSON.stringify(secrets)),
  };
}

/** The settings again. Fails with `UnsealError` where the key store has lost its key or the row is another tenant's. */
export async function openSettings(
  keys: Pick<KeyStore, 'get'>,
  tenantId: TenantId,
  { open, secrets }: SealedSettings,
): Promise<{ readonly target: TargetSettings; readonly hookSecret: string | null }> {
  const { hookSecret = null, ...rest } = JSON.parse(await unsealFor(keys, tenantId, secrets)) as Secrets;
  return { target: { ...open, ...rest } as TargetSettings, hookSecret };
}

function isSecret(name: string): boolean {
  return SECRETS.some((secret) => secret === name);
}

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
