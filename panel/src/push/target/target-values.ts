import type { UseFormReturnType } from '@mantine/form';
import type { PushTarget, PushTargetRequest } from '../../api/client.ts';

export type TargetKind = PushTarget['kind'];

/** The values of the form, as typed. An empty secret means that the stored one is kept. */
export interface TargetValues {
  readonly kind: TargetKind;
  readonly host: string;
  readonly port: string;
  readonly login: string;
  readonly signIn: 'password' | 'key';
  readonly password: string;
  readonly hostKey: string;
  readonly certificate: string;
  readonly folder: string;
  readonly temporaryNames: boolean;
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly form: PushTarget['form'];
  readonly readBack: boolean;
  readonly connections: string;
  readonly limit: string;
  readonly keepUndelivered: boolean;
  readonly hookUrl: string;
}

/** Standard ports. */
const PORTS = { ftp: '21', ftps: '21', sftp: '22', s3: '' } as const satisfies Record<TargetKind, string>;

const UNSET: TargetValues = {
  kind: 'ftps',
  host: '',
  port: PORTS.ftps,
  login: '',
  signIn: 'password',
  password: '',
  hostKey: '',
  certificate: '',
  folder: '',
  temporaryNames: true,
  endpoint: '',
  region: '',
  bucket: '',
  accessKey: '',
  secretKey: '',
  form: 'tree',
  readBack: false,
  connections: '4',
  limit: '',
  keepUndelivered: false,
  hookUrl: '',
};

/** The initial values of the form. */
export function valuesOf(target: PushTarget | null): TargetValues {
  if (target === null) return UNSET;
  const { connections, bytesPerSecond: limit, hookUrl } = target;
  const { form, readBack, keepUndelivered } = target;
  return {
    ...UNSET,
    ...serverValues(target),
    form,
    readBack,
    keepUndelivered,
    connections: String(connections),
    limit: formatLimit(limit),
    hookUrl: hookUrl ?? '',
  };
}

function serverValues(target: PushTarget): Partial<TargetValues> {
  if (target.kind === 's3') {
    const { kind, endpoint, region, bucket, folder, accessKey } = target;
    return { kind, endpoint, region, bucket, folder, accessKey, certificate: target.certificate ?? '' };
  }
  const { host, login, folder, temporaryNames } = target;
  const server = { host, port: String(target.port), login, folder, temporaryNames };
  if (target.kind === 'sftp') {
    return { kind: target.kind, ...server, signIn: target.signIn, hostKey: target.hostKey ?? '' };
  }
  return { kind: target.kind, ...server, certificate: target.certificate ?? '' };
}

/** The API request for validated values. */
export function targetRequest(values: TargetValues): PushTargetRequest {
  const { form, readBack, keepUndelivered } = values;
  const how = {
    form,
    readBack,
    keepUndelivered,
    connections: Number(values.connections),
    bytesPerSecond: bytesPerSecond(values.limit),
    hookUrl: textOrNull(values.hookUrl),
  };
  const folder = values.folder.trim();
  const certificate = textOrNull(values.certificate);
  if (values.kind === 's3') {
    const { kind, secretKey } = values;
    const place = { endpoint: values.endpoint.trim(), region: values.region.trim(), bucket: values.bucket.trim() };
    const accessKey = values.accessKey.trim();
    return { kind, ...place, folder, accessKey, ...(secretKey !== '' && { secretKey }), certificate, ...how };
  }
  const account = { host: values.host.trim(), port: Number(values.port), login: values.login.trim() };
  const server = { ...account, folder, temporaryNames: values.temporaryNames };
  const password = values.password === '' ? {} : { password: values.password };
  if (values.kind !== 'sftp') return { kind: values.kind, ...server, ...password, certificate, ...how };
  const { kind, signIn } = values;
  const hostKey = textOrNull(values.hostKey);
  return { kind, ...server, signIn, ...(signIn === 'password' && password), hostKey, ...how };
}

function textOrNull(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === '' ? null : trimmed;
}

/** Changes the kind of server: its standard port unless another port was typed, and no fingerprint. */
export function withKind(values: TargetValues, kind: TargetKind): TargetValues {
  const port = values.port === PORTS[values.kind] ? PORTS[kind] : values.port;
  return { ...values, kind, port, certificate: '', hostKey: '' };
}

/** The values with the fingerprint confirmed. */
export function withFingerprint(values: TargetValues, fingerprint: string): TargetValues {
  return values.kind === 'sftp' ? { ...values, hostKey: fingerprint } : { ...values, certificate: fingerprint };
}

/** The confirmed fingerprint; empty: none is confirmed. */
export function fingerprintOf({ kind, hostKey, certificate }: TargetValues): string {
  return kind === 'sftp' ? hostKey : certificate;
}

/** The fields that identify the server and the account; the fingerprints do not belong to them. */
const SERVER_FIELDS = [
  'kind',
  'host',
  'port',
  'login',
  'signIn',
  'password',
  'folder',
  'temporaryNames',
  'endpoint',
  'region',
  'bucket',
  'accessKey',
  'secretKey',
] as const satisfies readonly (keyof TargetValues)[];

/** Whether a test result of one is valid for the other. */
export function isSameServer(one: TargetValues, other: TargetValues): boolean {
  return SERVER_FIELDS.every((field) => one[field] === other[field]);
}

/** The form field for a field of the request. */
export function formField(refused: string): string {
  return refused === 'bytesPerSecond' ? 'limit' : refused;
}

/** Whether the stored secret can be kept: it is only ever sent to the server and the account it was entered for. */
export function keepsSecret(values: TargetValues, target: PushTarget | null): boolean {
  if (target === null || target.kind !== values.kind) return false;
  if (target.kind === 's3') {
    return target.endpoint === values.endpoint.trim() && target.accessKey === values.accessKey.trim();
  }
  if (target.kind === 'sftp' && target.signIn === 'key') return false;
  const isSamePort = target.port === Number(values.port);
  return isSamePort && target.host === values.host.trim().toLowerCase() && target.login === values.login.trim();
}

/** The form uses Mbit/s, the API bytes per second. */
const BYTES_PER_MEGABIT = 125_000;
const NUMBER = /^\d{1,6}(?:[.,]\d{1,6})?$/;

/** Parses Mbit/s, `20` or `0,5`; null: empty, or not a number. */
export function bytesPerSecond(text: string): number | null {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Math.round(Number(trimmed.replace(',', '.')) * BYTES_PER_MEGABIT) : null;
}

/** Formats a limit in Mbit/s; empty: no limit. */
export function formatLimit(bytes: number | null): string {
  return bytes === null ? '' : String(bytes / BYTES_PER_MEGABIT).replace('.', ',');
}

/** The form object that the groups of fields share. */
export type TargetForm = UseFormReturnType<TargetValues>;
