import { AppError } from '../../base/errors.ts';
import type { TenantId } from '../../base/ids.ts';
import { inTransaction, type PackageForm } from '../../platform/postgres/index.ts';
import type { Network, SshKey, TargetSettings } from '../../platform/push-target/index.ts';
import { isHookUrlAllowed, newHookSecret as makeHookSecret } from '../hooks/webhook.ts';
import { nullIfUnsealFails } from './sealed-settings.ts';
import { readSshKey } from './ssh-keys.ts';
import { type PushSettings, readTarget, saveTarget, type TargetStoreDeps } from './target-store.ts';

interface ChangeTargetDeps extends TargetStoreDeps {
  /** The operator's networks that customers' servers may be in. Web hooks within them need no TLS. */
  readonly allowedNetworks: readonly Network[];
}

/**
 * Sets a tenant's target. Returns the secret of a new web hook, which is shown only now. Throws `push-secret-required`, and
 * `request-invalid` for a hook without TLS.
 */
export function changeTarget(
  deps: ChangeTargetDeps,
  tenantId: TenantId,
  request: PushSettingsRequest,
  now: number,
): Promise<string | null> {
  requireEncrypted(request.hookUrl, deps.allowedNetworks);
  return inTransaction(deps.db, async (transaction) => {
    const within = { db: transaction, keys: deps.keys };
    const { settings, newHookSecret } = await requestedSettings(within, tenantId, request);
    await saveTarget(within, tenantId, settings, now);
    return newHookSecret;
  });
}

/** The requested settings, completed with the stored secrets. Throws `push-secret-required`. */
export async function requestedSettings(
  deps: TargetStoreDeps,
  tenantId: TenantId,
  request: PushSettingsRequest,
): Promise<RequestedSettings> {
  const stored = await nullIfUnsealFails(readTarget(deps, tenantId));
  return settingsFromRequest(request, { stored, sshKey: await nullIfUnsealFails(readSshKey(deps, tenantId)) });
}

interface ServerRequest {
  readonly host: string;
  readonly port: number;
  readonly login: string;
  readonly folder: string;
  /** Absent: the stored one is used. */
  readonly password?: string;
  readonly temporaryNames: boolean;
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
  /** Absent: the stored one is used. */
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

/** The settings as a customer enters them: with a secret only where it is new. */
export type PushSettingsRequest = (FtpRequest | SftpRequest | S3Request) & DeliveryRequest;

interface KnownSecrets {
  readonly stored: PushSettings | null;
  readonly sshKey: SshKey | null;
}

interface RequestedSettings {
  readonly settings: PushSettings;
  /** Of a new hook; null: there is no hook, or it is unchanged. */
  readonly newHookSecret: string | null;
}

/**
 * Completes a request with the stored secrets. Throws `push-secret-required` where one is missing: a stored secret is used only
 * for the server and login it was entered for.
 */
export function settingsFromRequest(request: PushSettingsRequest, known: KnownSecrets): RequestedSettings {
  const { form, readBack, connections, bytesPerSecond, keepUndelivered, hookUrl } = request;
  const storedHook = known.stored?.hook ?? null;
  const isNewHook = hookUrl !== null && hookUrl !== storedHook?.url;
  const newHookSecret = isNewHook ? makeHookSecret() : null;
  const hook = isNewHook ? { url: hookUrl, secret: newHookSecret! } : storedHook;
  const settings = {
    target: targetOf(request, known),
    publicKey: request.kind === 'sftp' && request.signIn === 'key' ? known.sshKey!.publicKey : null,
    form,
    readBack,
    connections,
    bytesPerSecond,
    keepUndelivered,
    hook: hookUrl === null ? null : hook,
  };
  return { settings, newHookSecret };
}

function targetOf(request: PushSettingsRequest, { stored, sshKey }: KnownSecrets): TargetSettings {
  const before = stored?.target ?? null;
  if (request.kind === 's3') return s3Target(request, before);
  const { host, port, login, folder, temporaryNames } = request;
  const server = { host, port, login, folder, temporaryNames };
  if (request.kind !== 'sftp') {
    const { kind, certificate } = request;
    return { kind, ...server, password: passwordOf(request, before), certificate };
  }
  const { kind, hostKey } = request;
  if (request.signIn === 'password') {
    return { kind, ...server, password: passwordOf(request, before), privateKey: null, hostKey };
  }
  if (sshKey === null) throw new AppError('push-secret-required', 'Make an SSH key first');
  return { kind, ...server, password: null, privateKey: sshKey.privateKey, hostKey };
}

function s3Target(request: S3Request, before: TargetSettings | null): TargetSettings {
  const { kind, endpoint, region, bucket, folder, accessKey, certificate } = request;
  const isSame = before?.kind === 's3' && before.endpoint === endpoint && before.accessKey === accessKey;
  const secretKey = required(request.secretKey ?? (isSame ? before.secretKey : null));
  // A key that begins with a slash would be in a folder without a name.
  return { kind, endpoint, region, bucket, folder: folder.replace(/^\/+/, ''), accessKey, secretKey, certificate };
}

function passwordOf(request: FtpRequest | SftpRequest, before: TargetSettings | null): string {
  const { kind, host, port, login, password } = request;
  const isSame = before?.kind === kind && before.host === host && before.port === port && before.login === login;
  return required(password ?? (isSame ? before.password : null));
}

function required(secret: string | null): string {
  if (secret === null) throw new AppError('push-secret-required');
  return secret;
}

function requireEncrypted(hookUrl: string | null, allowed: readonly Network[]): void {
  if (hookUrl === null || isHookUrlAllowed(hookUrl, allowed)) return;
  throw new AppError('request-invalid', 'hookUrl: must begin with https://');
}
