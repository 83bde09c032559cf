import type { TenantId } from '../../base/ids.ts';
import type { KeyStore } from '../../platform/key-store/index.ts';
import type { TargetSettings } from '../../platform/push-target/index.ts';
import { sealFor, unsealFor } from './sealing.ts';

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
