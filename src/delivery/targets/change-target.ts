import { randomBytes } from 'node:crypto';
import { AppError } from '../../base/errors.ts';
import type { TenantId } from '../../base/ids.ts';
import { inTransaction, type PackageForm } from '../../platform/postgres/index.ts';
import type { Network, SshKey, TargetSettings } from '../../platform/push-target/index.ts';
import { isHookUrlAllowed } from '../hooks/webhook.ts';
import { nullIfUnsealFails } from './sealed-settings.ts';
import { readSshKey } from './ssh-keys.ts';
import { type PushSettings, readTarget, saveTarget, type TargetStoreDeps } from './target-store.ts';

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

/** Signing keys have 24 to 64 bytes (Standard Webhooks, "Signature scheme"). */
const HOOK_SECRET_BYTES = 32;

interface ServerRequest {
  readonly host: string;
  readonly port: number;
  readonly login: string;
  readonly folder: string;
  /** Absent: the stored one. */
  readonly password?: string;
}

interface FtpRequest extends ServerRequest {
  readonly kind: 'ftp' | 'ftps';
  readonly certificate: string | null;
}

interface SftpRequest extends ServerRequest {
  readonly kind: 'sftp';
  /** `key`: by the tenant's SSH key. */
  readonly signIn: 'password' | 'key';
  readonly hostKey: string | null;
}

interface S3Request {
  readonly kind: 's3';
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly folder: string;
  readonly accessKey: string;
  /** Absent: the stored one. */
  readonly secretKey?: string;
  readonly certificate: string | null;
}

interface DeliveryRequest {
  readonly form: PackageForm;
  readonly readBack: boolean;
  readonly connections: number;
  readonly bytesPerSecond: number | null;
  readonly keepUndelivered: boolean;
  readonly hookUrl: string | null;
}

/** What a customer asks for: the settings, with a secret only where it is new. */
export type PushSettingsRequest = (FtpRequest | SftpRequest | S3Request) & DeliveryRequest;

/** What is known beside the wish. */
interface KnownSecrets {
  readonly stored: PushSettings | null;
  readonly sshKey: SshKey | null;
}

interface RequestedSettings {
  readonly settings: PushSettings;
  /** Of a hook that is new; null: there is none, or it stays as it was. */
  readonly newHookSecret: string | null;
}

/**
 * The settings that a wish leads to. Throws `push-secret-required` where a secret is missing: the stored one is sent to nobody
 * but whom it was given for.
 */
export function settingsOf(wish: PushSettingsRequest, known: KnownSecrets): RequestedSettings {
  const { form, readBack, connections, bytesPerSecond, keepUndelivered, hookUrl } = wish;
  const storedHook = known.stored?.hook ?? null;
  const isNewHook = hookUrl !== null && hookUrl !== storedHook?.url;
  const newHookSecret = isNewHook ? `whsec_${randomBytes(HOOK_SECRET_BYTES).toString('base64')}` : null;
  const hook = isNewHook ? { url: hookUrl, secret: newHookSecret! } : storedHook;
  const settings = {
    target: targetOf(wish, known),
    publicKey: wish.kind === 'sftp' && wish.signIn === 'key' ? known.sshKey!.publicKey : null,
    form,
    readBack,
    connections,
    bytesPerSecond,
    keepUndelivered,
    hook: hookUrl === null ? null : hook,
  };
  return { settings, newHookSecret };
}

function targetOf(wish: PushSettingsRequest, { stored, sshKey }: KnownSecrets): TargetSettings {
  const before = stored?.target ?? null;
  if (wish.kind === 's3') return s3Target(wish, before);
  const { host, port, login, folder } = wish;
  const server = { host, port, login, folder };
  if (wish.kind !== 'sftp') {
    const { kind, certificate } = wish;
    return { kind, ...server, password: passwordOf(wish, before), certificate };
  }
  const { kind, hostKey } = wish;
  if (wish.signIn === 'password') {
    return { kind, ...server, password: passwordOf(wish, before), privateKey: null, hostKey };
  }
  if (sshKey === null) throw new AppError('push-secret-required', 'Make an SSH key first');
  return { kind, ...server, password: null, privateKey: sshKey.privateKey, hostKey };
}

function s3Target(wish: S3Request, before: TargetSettings | null): TargetSettings {
  const { kind, endpoint, region, bucket, folder, accessKey, certificate } = wish;
  const isSame = before?.kind === 's3' && before.endpoint === endpoint && before.accessKey === accessKey;
  const secretKey = required(wish.secretKey ?? (isSame ? before.secretKey : null));
  // What begins with a slash is in a folder without a name.
  return { kind, endpoint, region, bucket, folder: folder.replace(/^\/+/, ''), accessKey, secretKey, certificate };
}

function passwordOf(wish: FtpRequest | SftpRequest, before: TargetSettings | null): string {
  const { kind, host, port, login, password } = wish;
  const isSame = before?.kind === kind && before.host === host && before.port === port && before.login === login;
  return required(password ?? (isSame ? before.password : null));
}

function required(secret: string | null): string {
  if (secret === null) throw new AppError('push-secret-required');
  return secret;
}
