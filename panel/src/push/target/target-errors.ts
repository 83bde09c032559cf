import type { PushTarget } from '../../api/client.ts';
import { bytesPerSecond, keepsSecret, type TargetValues } from './target-values.ts';

/** Limits of the API. */
const MAX_PORT = 65_535;
const MIN_BYTES_PER_SECOND = 1000;
const MAX_BYTES_PER_SECOND = 12_500_000_000;

const CERTIFICATE = /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/i;
const HOST_KEY = /^SHA256:[A-Za-z0-9+/]{43}$/;

/** Error of a field: key of its text. */
type TargetFieldError =
  | 'required'
  | 'host'
  | 'port'
  | 'folder'
  | 'certificate'
  | 'hostKey'
  | 'endpoint'
  | 'region'
  | 'bucket'
  | 'secret'
  | 'limit'
  | 'hookUrl';

type TargetErrors = { [Field in keyof TargetValues]?: TargetFieldError };

/** Validates the visible fields before the request is sent. */
export function targetErrors(values: TargetValues, target: PushTarget | null): TargetErrors {
  const isSecretMissing = !keepsSecret(values, target);
  const errors = {
    ...(values.kind === 's3' ? s3Errors(values, isSecretMissing) : serverErrors(values, isSecretMissing)),
    folder: isFolder(values.folder) ? null : 'folder',
    limit: isLimit(values.limit) ? null : 'limit',
    hookUrl: isHookUrl(values.hookUrl, target) ? null : 'hookUrl',
  } as const;
  return Object.fromEntries(Object.entries(errors).filter(([, error]) => error !== null));
}

function serverErrors(values: TargetValues, isSecretMissing: boolean) {
  const { kind, host, login, password, signIn, certificate, hostKey } = values;
  const byKey = kind === 'sftp' && signIn === 'key';
  return {
    host: isEmpty(host) ? 'required' : /[\s/\\?#@%]/.test(host.trim()) ? 'host' : null,
    port: isPort(values.port) ? null : 'port',
    login: isEmpty(login) ? 'required' : null,
    password: isSecretMissing && !byKey && password === '' ? 'secret' : null,
    certificate: kind === 'ftps' ? certificateError(certificate) : null,
    hostKey: kind !== 'sftp' || isEmpty(hostKey) || HOST_KEY.test(hostKey.trim()) ? null : 'hostKey',
  } as const;
}

function s3Errors(values: TargetValues, isSecretMissing: boolean) {
  const { endpoint, region, bucket, accessKey, secretKey, certificate } = values;
  return {
    endpoint: /^https?:\/\/[^/\s?#@]+\/?$/i.test(endpoint.trim()) ? null : 'endpoint',
    region: /^[A-Za-z0-9-]+$/.test(region.trim()) ? null : 'region',
    bucket: /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(bucket.trim()) ? null : 'bucket',
    accessKey: isEmpty(accessKey) ? 'required' : null,
    secretKey: isSecretMissing && secretKey === '' ? 'secret' : null,
    certificate: certificateError(certificate),
  } as const;
}

function certificateError(certificate: string): 'certificate' | null {
  return isEmpty(certificate) || CERTIFICATE.test(certificate.trim()) ? null : 'certificate';
}

function isEmpty(text: string): boolean {
  return text.trim() === '';
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_PORT;
}

function isFolder(text: string): boolean {
  return !text
    .trim()
    .split('/')
    .some((name) => name === '.' || name === '..');
}

function isLimit(text: string): boolean {
  if (isEmpty(text)) return true;
  const bytes = bytesPerSecond(text);
  return bytes !== null && bytes >= MIN_BYTES_PER_SECOND && bytes <= MAX_BYTES_PER_SECOND;
}

/** The operator can allow a URL without TLS through the API; such a stored URL is kept. */
function isHookUrl(text: string, target: PushTarget | null): boolean {
  const url = text.trim();
  return url === '' || url === target?.hookUrl || (/^https:\/\//i.test(url) && URL.canParse(url));
}
