import { z } from 'zod';
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
} from '../../delivery/index.ts';
import { readCertificateFingerprint } from '../../platform/push-target/index.ts';
import { UnixMs } from './instant.ts';
import { readBy } from './read-by.ts';

/** More than any server takes. */
const MAX_LOGIN_CHARS = 128;
const MAX_SECRET_CHARS = 512;
const MAX_REGION_CHARS = 64;
/** Of Amazon's first buckets; today's have 63 at most. */
const MAX_BUCKET_CHARS = 255;
/** `AB:CD:…`, 32 bytes, and some space around it. */
const MAX_FINGERPRINT_CHARS = 120;
/** Slower than the slowest line: a slip of the finger. */
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
const SECRET_STAYS = 'Absent: the stored one, where kind, server and login stay as they were.';

const Certificate = readBy(readCertificateFingerprint, MAX_FINGERPRINT_CHARS).nullable();
const CERTIFICATE = 'SHA-256 of the one certificate that will do, `AB:CD:…`; null: any that is valid for the server.';
const HostKey = z
  .string()
  .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'must look like SHA256:…')
  .nullable();
const HOST_KEY = 'SHA-256 of the server’s key, as OpenSSH writes it; null: the one it shows at the first connection.';

const ServerWish = {
  host: readBy(readHost, MAX_HOST_CHARS),
  port: z.int().min(1).max(65535),
  login: Login,
  folder: readBy(readFolder, MAX_FOLDER_CHARS),
};
const FtpWish = {
  ...ServerWish,
  password: Secret.describe(SECRET_STAYS),
  certificate: Certificate.describe(CERTIFICATE),
};
const SignIn = z.enum(['password', 'key']).describe('`key`: by the SSH key of `POST /push/ssh-key`.');

const DeliveryWish = {
  form: z.enum(['tree', 'zip']).describe('As folders and files, or as one ZIP a day.'),
  readBack: z.boolean().describe('Read everything back and compare, where the server cannot prove that it has it.'),
  connections: z.int().min(1).max(MAX_CONNECTIONS).describe('How many uploads at once.'),
  bytesPerSecond: z
    .int()
    .min(MIN_BYTES_PER_SECOND)
    .max(MAX_BYTES_PER_SECOND)
    .nullable()
    .describe('Of all uploads together; null: as fast as it goes.'),
  keepUndelivered: z.boolean().describe('Keep recordings that are due until they are delivered, as far as offered.'),
};

const HookWish = readBy(readHookUrl, MAX_URL_CHARS)
  .nullable()
  .describe('Where the customer’s own program hears of packages, https; null: nowhere.');

const Wish = { ...DeliveryWish, hookUrl: HookWish };

/** Everything about the target; a secret only where it is new. */
export const PushTargetWish = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ftp'), ...FtpWish, ...Wish }),
  z.strictObject({ kind: z.literal('ftps'), ...FtpWish, ...Wish }),
  z.strictObject({
    kind: z.literal('sftp'),
    ...ServerWish,
    signIn: SignIn,
    password: Secret.describe(SECRET_STAYS),
    hostKey: HostKey.describe(HOST_KEY),
    ...Wish,
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
    secretKey: Secret.describe(SECRET_STAYS),
    certificate: Certificate.describe(CERTIFICATE),
    ...Wish,
  }),
]);

const ServerShown = { host: z.string(), port: z.int(), login: z.string(), folder: z.string() };
const FtpShown = { ...ServerShown, certificate: z.string().nullable().describe(CERTIFICATE) };

const Shown = {
  place: z.string().describe('The target in one line, without login.'),
  ...DeliveryWish,
  hookUrl: z.string().nullable().describe('Null also for who may not change it: it may hold a secret.'),
  changedAt: UnixMs,
};

/** What is set, without its secrets. */
export const PushTarget = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('ftp'), ...FtpShown, ...Shown }),
    z.object({ kind: z.literal('ftps'), ...FtpShown, ...Shown }),
    z.object({
      kind: z.literal('sftp'),
      ...ServerShown,
      signIn: SignIn,
      hostKey: z.string().nullable().describe(HOST_KEY),
      ...Shown,
    }),
    z.object({
      kind: z.literal('s3'),
      endpoint: z.string(),
      region: z.string(),
      bucket: z.string(),
      folder: z.string(),
      accessKey: z.string(),
      certificate: z.string().nullable().describe(CERTIFICATE),
      ...Shown,
    }),
  ])
  .meta({ id: 'PushTarget' });
