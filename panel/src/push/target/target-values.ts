import type { UseFormReturnType } from '@mantine/form';
import type { PushTarget, PushTargetRequest } from '../../api/client.ts';

export type TargetKind = PushTarget['kind'];

/** What the form holds: texts as they are typed. A secret is empty where the stored one is to stay. */
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

/** The ports that the standards give them. */
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

/** The form as it opens. */
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
    limit: writtenLimit(limit),
    hookUrl: hookUrl ?? '',
  };
}

function serverValues(target: PushTarget): Partial<TargetValues> {
  if (target.kind === 's3') {
    const { kind, endpoint, region, bucket, folder, accessKey } = target;
    return { kind, endpoint, region, bucket, folder, accessKey, certificate: target.certificate ?? '' };
  }
  const { host, login, folder } = target;
  const server = { host, port: String(target.port), login, folder };
  if (target.kind === 'sftp') {
    return { kind: target.kind, ...server, signIn: target.signIn, hostKey: target.hostKey ?? '' };
  }
  return { kind: target.kind, ...server, certificate: target.certificate ?? '' };
}

/** The request that the form makes; its texts have been found good before. */
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
  const server = { host: values.host.trim(), port: Number(values.port), login: values.login.trim(), folder };
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

/** Another kind of server: on its own port unless one was typed, and not with the fingerprint of what was there before. */
export function withKind(values: TargetValues, kind: TargetKind): TargetValues {
  const port = values.port === PORTS[values.kind] ? PORTS[kind] : values.port;
  return { ...values, kind, port, certificate: '', hostKey: '' };
}

/** The server that showed this fingerprint is the right one. */
export function withFingerprint(values: TargetValues, fingerprint: string): TargetValues {
  return values.kind === 'sftp' ? { ...values, hostKey: fingerprint } : { ...values, certificate: fingerprint };
}

/** The fingerprint that the server must have; empty: none is confirmed. */
export function fingerprintOf({ kind, hostKey, certificate }: TargetValues): string {
  return kind === 'sftp' ? hostKey : certificate;
}

/** The fields that say which server it is and how to sign in there; not those that say by what it is known. */
const SERVER_FIELDS = [
  'kind',
  'host',
  'port',
  'login',
  'signIn',
  'password',
  'folder',
  'endpoint',
  'region',
  'bucket',
  'accessKey',
  'secretKey',
] as const satisfies readonly (keyof TargetValues)[];

/** Whether a test of one tells of the other. */
export function isSameServer(one: TargetValues, other: TargetValues): boolean {
  return SERVER_FIELDS.every((field) => one[field] === other[field]);
}

/** The field of the form that a field of the request comes from. */
export function fieldOf(refused: string): string {
  return refused === 'bytesPerSecond' ? 'limit' : refused;
}

/** Whether the stored secret can stay: it is sent to nobody but whom it was given for. */
export function keepsSecret(values: TargetValues, target: PushTarget | null): boolean {
  if (target === null || target.kind !== values.kind) return false;
  if (target.kind === 's3') {
    return target.endpoint === values.endpoint.trim() && target.accessKey === values.accessKey.trim();
  }
  if (target.kind === 'sftp' && target.signIn === 'key') return false;
  const isSamePort = target.port === Number(values.port);
  return isSamePort && target.host === values.host.trim().toLowerCase() && target.login === values.login.trim();
}

/** Megabits a second, as lines are sold; the API counts bytes. */
const BYTES_PER_MEGABIT = 125_000;
const NUMBER = /^\d{1,6}(?:[.,]\d{1,6})?$/;

/** Reads megabits a second, `20` or `0,5`; null: none is set, or the text is no number. */
export function bytesPerSecond(text: string): number | null {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Math.round(Number(trimmed.replace(',', '.')) * BYTES_PER_MEGABIT) : null;
}

/** A limit as the form shows it; empty: none. */
export function writtenLimit(bytes: number | null): string {
  return bytes === null ? '' : String(bytes / BYTES_PER_MEGABIT).replace('.', ',');
}

/** The form of the target, as its parts see it. */
export type TargetForm = UseFormReturnType<TargetValues>;
