import type { TenantId } from '../../base/ids.ts';
import { type KeyId, type KeyStore, readKeyId } from '../../platform/key-store.ts';
import type { TargetSettings } from '../../platform/push-target/index.ts';
import { sealSecret, unsealSecret } from '../../platform/sealing.ts';

/** A target's settings as they are stored. */
interface SealedSettings {
  /** What users of the tenant may see. */
  readonly open: Readonly<Record<string, unknown>>;
  readonly secrets: Buffer;
}

/** Which of a target's settings are secret. */
const SECRETS = ['password', 'privateKey', 'secretKey'] as const;

type Secrets = Readonly<Partial<Record<(typeof SECRETS)[number] | 'hookSecret', string | null>>>;

/** Splits a target's settings and seals the secret ones for this tenant. */
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

/** The settings again. Fails with `UnsealError`. */
export async function unsealSettings(
  keys: Pick<KeyStore, 'get'>,
  tenantId: TenantId,
  { open, secrets }: SealedSettings,
): Promise<{ readonly target: TargetSettings; readonly hookSecret: string | null }> {
  const { hookSecret = null, ...rest } = JSON.parse(await unsealFor(keys, tenantId, secrets)) as Secrets;
  return { target: { ...open, ...rest } as TargetSettings, hookSecret };
}

/** Encrypts a customer's secret with a key of the key store, for this owner alone. */
export async function sealFor(keys: Pick<KeyStore, 'getOrCreate'>, owner: string, secret: string): Promise<Buffer> {
  return sealSecret(await keys.getOrCreate(SEALING_KEY), Buffer.from(secret), owner);
}

/** The secret again. Fails with `UnsealError`. */
export async function unsealFor(keys: Pick<KeyStore, 'get'>, owner: string, stored: Buffer): Promise<string> {
  const key = await keys.get(SEALING_KEY);
  const secret = key === null ? null : unsealSecret(key, stored, owner);
  if (secret === null) throw new UnsealError(owner);
  return secret.toString();
}

/** The key store has lost the key of a secret, or the secret was sealed for another owner. */
export class UnsealError extends Error {
  constructor(owner: string) {
    super(`the push secrets of ${owner} cannot be unsealed`);
  }
}

/** What was read, or null where its secrets cannot be unsealed: the customer has to enter them again. */
export async function nullIfUnsealFails<T>(reading: Promise<T | null>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof UnsealError) return null;
    throw error;
  }
}

function isSecret(name: string): boolean {
  return SECRETS.some((secret) => secret === name);
}

const SEALING_KEY = sealingKey();

function sealingKey(): KeyId {
  const id = readKeyId('sealing/push-targets');
  if (!id.ok) throw new Error(id.reason);
  return id.value;
}
