import { AppError } from '../../base/errors.ts';
import type { TenantId } from '../../base/ids.ts';
import { inTransaction } from '../../platform/postgres/index.ts';
import type { Network } from '../../platform/push-target/index.ts';
import { isHookUrlAllowed } from '../hooks/hook-address.ts';
import { type PushSettingsRequest, settingsOf, type RequestedSettings } from './push-wish.ts';
import { nullIfUnsealFails } from './sealing.ts';
import { readSshKey } from './ssh-keys.ts';
import { readTarget, saveTarget, type TargetStoreDeps } from './target-store.ts';

export interface ChangeTargetDeps extends TargetStoreDeps {
  /** Of the operator's, that customers' servers may be in; what stays inside them need not be encrypted. */
  readonly allowedNetworks: readonly Network[];
}

/**
 * Sets the target that a tenant wishes. Gives the secret of a new hook, to be shown this once. Throws
 * `push-secret-required`, and `request-invalid` for a hook that is not encrypted.
 */
export function changeTarget(
  parts: ChangeTargetDeps,
  tenantId: TenantId,
  wish: PushSettingsRequest,
  now: number,
): Promise<string | null> {
  requireEncrypted(wish.hookUrl, parts.allowedNetworks);
  return inTransaction(parts.db, async (transaction) => {
    const within = { db: transaction, keys: parts.keys };
    const { settings, newHookSecret } = await requestedSettings(within, tenantId, wish);
    await saveTarget(within, tenantId, settings, now);
    return newHookSecret;
  });
}

/** The settings of a wish, with the secrets that are stored. Throws `push-secret-required`. */
export async function requestedSettings(
  parts: TargetStoreDeps,
  tenantId: TenantId,
  wish: PushSettingsRequest,
): Promise<RequestedSettings> {
  const stored = await nullIfUnsealFails(readTarget(parts, tenantId));
  return settingsOf(wish, { stored, sshKey: await nullIfUnsealFails(readSshKey(parts, tenantId)) });
}

function requireEncrypted(hookUrl: string | null, allowed: readonly Network[]): void {
  if (hookUrl === null || isHookUrlAllowed(hookUrl, allowed)) return;
  throw new AppError('request-invalid', 'hookUrl: must begin with https://');
}
