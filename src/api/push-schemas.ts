import { z } from 'zod';
import type { Result } from '../base/result.ts';
import {
  hasControlCharacters,
  MAX_CONNECTIONS,
  MAX_FOLDER_CHARS,
  MAX_HOST_CHARS,
  MAX_URL_CHARS,
  readEndpoint,
  readFolder,
  readHookUrl,
  readHost,
} from '../delivery/index.ts';
import { readCertificateFingerprint } from '../platform/push-target/index.ts';
import { UnixMs } from './schemas.ts';

export const Count = z.int().nonnegative();

export const Explanation = z
  .object({ pl: z.string(), en: z.string() })
  .meta({ id: 'PushExplanation', description: 'For people, in the panel’s languages.' });

/** Why a push failed, or a step of a test. */
export const FailureReason = {
  code: z.string().describe('Stable.'),
  explanation: Explanation,
  detail: z.string().nullable().describe('The message of the server.'),
};

export const PushFailure = z.object({ ...FailureReason, at: UnixMs }).meta({ id: 'PushFailure' });

/** Longer than any server accepts. */
const MAX_LOGIN_CHARS = 128;
const MAX_SECRET_CHARS = 512;
const MAX_REGION_CHARS = 64;
/** The limit of Amazon's first buckets; new ones have 63 at most. */
const MAX_BUCKET_CHARS = 255;
/** `AB:CD:…`, 32 bytes, with some spaces. */
const MAX_FINGERPRINT_CHARS = 120;
/** A smaller number is a typing error. */
const MIN_BYTES_PER_SECOND = 1000;
/** 100 Gbit/s. */
const MAX_BYTES_PER_SECOND = 12_500_000_000;

const withoutControl = (maxChars: number) =>
  z
    .string()
    .min(1)
    .max(maxChars)
    .refine((text) => !hasControlCharacters(text), 'must not hold control characters');

const Login = withoutControl(MAX_LOGIN_CHARS);
const Secret = withoutControl(MAX_SECRET_CHARS).exactOptional();
const SECRET_UNCHANGED = 'If absent, the stored one is used; only if kind, server and login do not change.';

const Certificate = readBy(readCertificateFingerprint, MAX_FINGERPRINT_CHARS).nullable();
const CERTIFICATE = 'SHA-256 of the only accepted certificate, `AB:CD:…`; null: any that is valid for the server.';
const HostKey = z
  .string()
  .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'must look like SHA256:…')
  .nullable();
const HOST_KEY = 'SHA-256 of the server’s key, in OpenSSH’s notation; null: the key of the first connection.';

const TEMPORARY_NAMES =
  'Send each file as `….part` and rename it when it is complete. False for accounts that may not rename: parts are then visible.';

const serverRequest = {
  host: readBy(readHost, MAX_HOST_CHARS),
  port: z.int().min(1).max(65535),
  login: Login,
  folder: readBy(readFolder, MAX_FOLDER_CHARS),
  temporaryNames: z.boolean().default(true).describe(TEMPORARY_NAMES),
};
const ftpRequest = {
  ...serverRequest,
  password: Secret.describe(SECRET_UNCHANGED),
  certificate: Certificate.describe(CERTIFICATE),
};
const SignIn = z.enum(['password', 'key']).describe('`key`: by the SSH key of `POST /push/ssh-key`.');

const deliveryOptions = {
  form: z.enum(['tree', 'zip']).describe('As folders and files, or as one ZIP a day.'),
  readBack: z.boolean().describe('Read every file back and compare it, if the server cannot give its checksum.'),
  connections: z.int().min(1).max(MAX_CONNECTIONS).describe('How many parallel uploads.'),
  bytesPerSecond: z
    .int()
    .min(MIN_BYTES_PER_SECOND)
    .max(MAX_BYTES_PER_SECOND)
    .nullable()
    .describe('Of all uploads together; null: no limit.'),
  keepUndelivered: z.boolean().describe('Keep expired recordings until they are delivered, as far as offered.'),
};

const HookUrl = readBy(readHookUrl, MAX_URL_CHARS)
  .nullable()
  .describe('The https URL of the customer’s web hook, which is notified of packages; null: none.');

const commonRequest = { ...deliveryOptions, hookUrl: HookUrl };

/** The complete settings of the target; a secret only if it is new. */
export const PushTargetRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ftp'), ...ftpRequest, ...commonRequest }),
  z.strictObject({ kind: z.literal('ftps'), ...ftpRequest, ...commonRequest }),
  z.strictObject({
    kind: z.literal('sftp'),
    ...serverRequest,
    signIn: SignIn,
    password: Secret.describe(SECRET_UNCHANGED),
    hostKey: HostKey.describe(HOST_KEY),
    ...commonRequest,
  }),
  z.strictObject({
    kind: z.literal('s3'),
    endpoint: readBy(readEndpoint, MAX_URL_CHARS),
    region: z
      .string()
      .regex(/^[A-Za-z0-9-]+$/)
      .max(MAX_REGION_CHARS),
    bucket: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
      .max(MAX_BUCKET_CHARS),
    folder: readBy(readFolder, MAX_FOLDER_CHARS),
    accessKey: z
      .string()
      .regex(/^[\x21-\x7e]+$/)
      .max(MAX_LOGIN_CHARS),
    secretKey: Secret.describe(SECRET_UNCHANGED),
    certificate: Certificate.describe(CERTIFICATE),
    ...commonRequest,
  }),
]);

const serverView = {
  host: z.string(),
  port: z.int(),
  login: z.string(),
  folder: z.string(),
  temporaryNames: z.boolean().describe(TEMPORARY_NAMES),
};
const ftpView = { ...serverView, certificate: z.string().nullable().describe(CERTIFICATE) };

const commonView = {
  place: z.string().describe('The target in one line, without login.'),
  ...deliveryOptions,
  hookUrl: z.string().nullable().describe('Null also for users who may not change it: it may contain a secret.'),
  changedAt: UnixMs,
};

/** The settings of the target without its secrets. */
export const PushTarget = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('ftp'), ...ftpView, ...commonView }),
    z.object({ kind: z.literal('ftps'), ...ftpView, ...commonView }),
    z.object({
      kind: z.literal('sftp'),
      ...serverView,
      signIn: SignIn,
      hostKey: z.string().nullable().describe(HOST_KEY),
      ...commonView,
    }),
    z.object({
      kind: z.literal('s3'),
      endpoint: z.string(),
      region: z.string(),
      bucket: z.string(),
      folder: z.string(),
      accessKey: z.string(),
      certificate: z.string().nullable().describe(CERTIFICATE),
      ...commonView,
    }),
  ])
  .meta({ id: 'PushTarget' });

/** A text that a parser of the domain reads. Its reason to reject the text is the error of the field. */
export function readBy<T>(parser: (text: string) => Result<T>, maxChars: number) {
  return z
    .string()
    .max(maxChars)
    .transform((text, context) => {
      const read = parser(text);
      if (read.ok) return read.value;
      context.addIssue({ code: 'custom', message: read.reason });
      return z.NEVER;
    });
}
