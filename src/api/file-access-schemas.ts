import { z } from 'zod';
import {
  DOORS,
  FAILED_SIGN_IN_REASONS,
  FTP_TLS,
  FTP_TLS_OF_TENANT,
  MAX_BANDWIDTH_KILOBYTES,
  MAX_KEY_LINE_CHARS,
  MAX_NETWORKS,
  SESSION_ACTIVITIES,
} from '../tenants/index.ts';
import { Instant, UnixMs } from './schemas.ts';

/** The longest text of an IPv6 network. */
const MAX_NETWORK_CHARS = 49;
const MAX_LABEL_CHARS = 100;
/** As of a number group. */
const MAX_NUMBERS = 500;
const MAX_NUMBER_CHARS = 40;
/** Longer than any login there is. */
const MAX_LOGIN_CHARS = 128;
/** The longest text of an IPv6 address. */
const MAX_ADDRESS_CHARS = 45;

const Door = z.enum(DOORS).describe('The protocol.');
const FtpTls = z
  .enum(FTP_TLS)
  .describe(
    '`required`: nobody signs in unencrypted, over FTP only with TLS. `optional`: with and without. `off`: FTP without TLS.',
  );

const PublicKey = z
  .object({
    id: z.uuid(),
    fingerprint: z.string().describe('`SHA256:…`, as OpenSSH prints it.'),
    type: z.string(),
    label: z.string(),
    addedAt: UnixMs,
  })
  .meta({ id: 'FileCredentialKey' });

export const FileCredential = z
  .object({
    id: z.uuid(),
    login: z.string(),
    label: z.string(),
    doors: z.array(Door).readonly(),
    numbers: z.array(z.string()).readonly().nullable().describe('Null: all recordings of the tenant.'),
    expiresAt: UnixMs.nullable().describe('Null: until it is revoked.'),
    allowedNetworks: z.array(z.string()).readonly().describe('Empty: no further limit than the tenant’s networks.'),
    bandwidthKilobytes: z.number().int().nullable().describe('In 1000 bytes a second; null: no limit.'),
    keys: z.array(PublicKey).readonly(),
    hasPassword: z.boolean(),
    createdAt: UnixMs,
    revokedAt: UnixMs.nullable(),
    lastUsed: z
      .object({ at: UnixMs, address: z.string(), door: Door, encrypted: z.boolean() })
      .nullable()
      .describe('Its last sign-in; a few seconds old.'),
  })
  .meta({ id: 'FileCredential' });

export const FileCredentialList = z
  .object({
    credentials: z.array(FileCredential).readonly().describe('The oldest first; also the last 200 that were revoked.'),
  })
  .meta({ id: 'FileCredentialList' });

const Label = z.string().trim().max(MAX_LABEL_CHARS);
const Doors = z.array(Door).min(1).max(DOORS.length);
const Numbers = z
  .array(z.string().max(MAX_NUMBER_CHARS))
  .max(MAX_NUMBERS)
  .nullable()
  .describe('Only recordings in which one of these numbers or extensions took part; null: all.');
const Networks = z
  .array(z.string().max(MAX_NETWORK_CHARS))
  .max(MAX_NETWORKS)
  .describe('Addresses, or networks in CIDR notation, besides what the tenant’s own networks demand.');
const Bandwidth = z.number().int().min(1).max(MAX_BANDWIDTH_KILOBYTES).nullable();

export const NewFileCredential = z.strictObject({
  label: Label.min(1).describe('What it is for; the login is made from it.'),
  doors: Doors.default([...DOORS]),
  numbers: Numbers.default(null),
  expiresAt: Instant.nullable().default(null),
  allowedNetworks: Networks.default([]),
  bandwidthKilobytes: Bandwidth.default(null),
  password: z.boolean().default(true).describe('Whether a password is made; without one it needs public keys.'),
});

export const FileCredentialChange = z
  .strictObject({
    label: Label.min(1).exactOptional(),
    doors: Doors.exactOptional(),
    numbers: Numbers.exactOptional(),
    expiresAt: Instant.nullable().exactOptional(),
    allowedNetworks: Networks.exactOptional(),
    bandwidthKilobytes: Bandwidth.exactOptional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'must change something');

export const AddedFileCredential = z
  .object({
    credential: FileCredential,
    password: z.string().nullable().describe('Shown only now; null: it has none.'),
  })
  .meta({ id: 'AddedFileCredential' });

export const FilePassword = z
  .object({ login: z.string(), password: z.string().describe('Shown only now.') })
  .meta({ id: 'FilePassword' });

export const NewPublicKey = z.strictObject({
  publicKey: z
    .string()
    .max(MAX_KEY_LINE_CHARS)
    .describe('A line of OpenSSH, as in a `.pub` file: ed25519, ecdsa, or rsa with at least 2048 bits.'),
  label: Label.default('').describe('Default: the comment of the line.'),
});

export const FileSessionList = z
  .object({
    sessions: z.array(
      z
        .object({
          id: z.uuid(),
          credentialId: z.uuid(),
          login: z.string(),
          door: Door,
          address: z.string(),
          encrypted: z.boolean(),
          since: UnixMs,
          activity: z.enum(SESSION_ACTIVITIES),
          sentBytes: z.number().int(),
        })
        .meta({ id: 'FileSession' }),
    ),
  })
  .meta({ id: 'FileSessionList' });

export const FailedFileSignInList = z
  .object({
    failed: z.array(
      z
        .object({
          id: z.uuid(),
          login: z.string().nullable().describe('Null: nobody has it; it is not stored.'),
          door: Door,
          address: z.string(),
          encrypted: z.boolean(),
          reason: z.enum(FAILED_SIGN_IN_REASONS),
          attempts: z.number().int().describe('How many such within an hour, in one process.'),
          failedAt: UnixMs.describe('The last of them.'),
        })
        .meta({ id: 'FailedFileSignIn' }),
    ),
  })
  .meta({ id: 'FailedFileSignInList' });

export const Unlock = z
  .strictObject({
    login: z.string().min(1).max(MAX_LOGIN_CHARS).exactOptional(),
    address: z.string().min(1).max(MAX_ADDRESS_CHARS).exactOptional(),
  })
  .refine(({ login, address }) => login !== undefined || address !== undefined, 'names a login or an address');

export const FileAccess = z
  .object({
    address: z.string().describe('The name or IP address of the server.'),
    ftpPort: z.number().int(),
    ftpsPort: z.number().int().nullable().describe('FTP with implicit TLS; null: off.'),
    sftpPort: z.number().int().nullable().describe('Null: off.'),
    webdavUrl: z.string(),
    ftpTls: FtpTls,
    ftpTlsOfOperator: FtpTls.describe(
      'What the operator set for all; `required` holds for every tenant; `off` also where there is no certificate.',
    ),
    hostKeys: z
      .array(
        z.object({
          type: z.string(),
          fingerprint: z.string(),
          sshfp: z.string().describe('A record for DNS (RFC 4255).'),
        }),
      )
      .readonly()
      .describe('Of SFTP.'),
  })
  .meta({ id: 'FileAccess' });

export const FileAccessChange = z.strictObject({
  ftpTls: z
    .enum(FTP_TLS_OF_TENANT)
    .describe('`required`: nobody of the tenant signs in unencrypted. `optional`: as the operator has set.'),
});
