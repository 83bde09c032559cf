import type { TenantId } from '../../base/ids.ts';
import { type KeyId, type KeyStore, readKeyId } from '../../platform/key-store/index.ts';
import type { TargetSettings } from '../../platform/push-target/index.ts';
import { sealed, unsealed } from '../../platform/sealing/index.ts';

/** Which of a target's settings nobody is to see. */
const SECRETS = ['password', 'privateKey', 'secretKey'] as const;

type Secrets = Readonly<Partial<Record<(typeof SECRETS)[number] | 'hookSecret', string | null>>>;

/** Settings as they are stored: what anybody of the tenant may see, and the rest sealed. */
export interface SealedSettings {
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
    secrets: sealed(await keys.getOrCreate(SEALING_KEY), Buffer.from(JSON.stringify(secrets)), tenantId),
  };
}

/** The settings again. Fails where the key store has lost its key or the row is another tenant's. */
export async function openSettings(
  keys: Pick<KeyStore, 'get'>,
  tenantId: TenantId,
  { open, secrets }: SealedSettings,
): Promise<{ readonly target: TargetSettings; readonly hookSecret: string | null }> {
  const key = await keys.get(SEALING_KEY);
  const json = key === null ? null : unsealed(key, secrets, tenantId);
  if (json === null) throw new Error(`the push target of tenant ${tenantId} cannot be unsealed`);
  const { hookSecret = null, ...rest } = JSON.parse(json.toString()) as Secrets;
  return { target: { ...open, ...rest } as TargetSettings, hookSecret };
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
