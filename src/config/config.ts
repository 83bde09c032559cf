import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { DATABASE_SETTINGS } from './database-settings.ts';
import { FTP_SETTINGS } from './ftp-settings.ts';
import { PUBLIC_ADDRESS_OF_CLOUD, PUBLIC_ADDRESS_SETTINGS } from './public-address-settings.ts';
import { MIRROR_SETTINGS } from './mirror-settings.ts';
import { RETENTION_SETTINGS } from './retention-settings.ts';
import { asText, isSecret, quoted, unknownProblem, unknownVariables } from './given-settings.ts';
import { parseYaml } from './parse-yaml.ts';
import { list, onOff, port, portRange } from './setting-schemas.ts';
import { KEY_STORE_SETTINGS } from './key-store-settings.ts';
import { S3_SETTINGS } from './s3-settings.ts';
import { CAPACITY_SETTINGS } from './capacity-settings.ts';
import { SESSION_SETTINGS } from './session-settings.ts';
import { SFTP_SETTINGS } from './sftp-settings.ts';
import { SIPREC_SETTINGS } from './siprec-settings.ts';
import { MAIL_SETTINGS } from './mail-settings.ts';
import { OIDC_SETTINGS } from './oidc-settings.ts';
import { SIP_SETTINGS } from './sip-settings.ts';
import { SPOOL_SETTINGS } from './spool-settings.ts';
import { WATCH_SETTINGS } from './watch-settings.ts';

/** Names a YAML file with settings. The environment overrides it. */
const CONFIG_FILE_VARIABLE = 'FONOTEKA_CONFIG';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings from the environment and from the YAML file that `FONOTEKA_CONFIG` names.
 * Throws `config-invalid` with every wrong setting and its problem.
 */
export function loadConfig(environment: Environment = process.env): Config {
  const file = readConfigFile(environment[CONFIG_FILE_VARIABLE]);
  const values: Record<string, unknown> = {};
  const problems = unknownSettings(environment, file);
  for (const [key, setting] of Object.entries(SETTINGS)) {
    const given = environment[setting.env] ?? file[setting.env];
    const parsed = setting.schema.safeParse(given === undefined ? setting.default : asText(given));
    if (parsed.success) values[key] = parsed.data;
    else problems.push(settingProblem(setting.env, given, parsed.error));
  }
  if (problems.length > 0) throw new AppError('config-invalid', problems.join('\n'));
  return Object.freeze({ ...values, data: resolve(String(values['data'])) }) as Config;
}

function readConfigFile(path: string | undefined): Record<string, unknown> {
  if (!path) return {};
  let content: unknown;
  try {
    content = parseYaml(readFileSync(path, 'utf8')) ?? {};
  } catch (cause) {
    throw new AppError('config-invalid', `${CONFIG_FILE_VARIABLE}: cannot read ${path}: ${String(cause)}`, { cause });
  }
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new AppError('config-invalid', `${CONFIG_FILE_VARIABLE}: ${path} must contain lines of the form NAME: value`);
  }
  return content as Record<string, unknown>;
}

function unknownSettings(environment: Environment, file: Record<string, unknown>): string[] {
  const known = Object.values(SETTINGS).map((setting) => setting.env);
  const given = [...unknownVariables(environment, [...known, CONFIG_FILE_VARIABLE]), ...Object.keys(file)];
  return [...new Set(given)]
    .filter((name) => !(known as string[]).includes(name))
    .map((name) => unknownProblem(name, known));
}

function settingProblem(env: string, given: unknown, error: z.ZodError): string {
  const problem = error.issues.map((issue) => issue.message).join('; ');
  const text = given === undefined ? null : asText(given);
  return text === null || isSecret(env, text) ? `${env}: ${problem}` : `${env}: ${problem}; it is ${quoted(text)}`;
}

const days = z.coerce.number().int().min(1).max(36500);
const seconds = z.coerce.number().int().min(1).max(86400);

/** The roles a process can have. Each is a list of modules to start. */
export const ROLES = ['recorder', 'web', 'files', 'worker'] as const;
export type Role = (typeof ROLES)[number];

const roles = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(z.array(z.enum(ROLES)).min(1));

/** As Fastify's `trustProxy` reads them: its names, addresses, networks. */
const PROXY = /^(loopback|linklocal|uniquelocal|[\da-f.:]+(\/\d{1,3})?)$/i;
const proxyList = list.refine(
  (proxies) =>
    proxies.every((proxy) => PROXY.test(proxy) && (/^[lu]/.test(proxy) || isIP(proxy.split('/', 1)[0]!) > 0)),
  'must be addresses or networks, as 127.0.0.1 or 10.0.0.0/8',
);

/** The address one protocol's servers listen on. */
const bindOf = <const Env extends string>(env: Env, protocol: string) => ({
  env,
  schema: z.string(),
  default: '',
  about: `The address for ${protocol}. Empty: FONOTEKA_BIND.`,
});

export interface PortRange {
  readonly min: number;
  readonly max: number;
}

/**
 * All settings: the name in the environment and in the YAML file, the schema, the default and a description.
 * `docs/configuration.md` is generated from this table.
 */
export const SETTINGS = {
  data: {
    env: 'FONOTEKA_DATA',
    schema: z.string().min(1),
    default: './data',
    about: 'The data folder: spool, recordings, embedded database, secrets.',
  },
  keys: {
    env: 'FONOTEKA_KEYS',
    schema: z.string(),
    default: '',
    about:
      'The folder of the keys that decrypt the recordings. Keep it out of the backups of database and recordings. Empty: `keys` in the data folder.',
  },
  ...S3_SETTINGS,
  ...KEY_STORE_SETTINGS,
  roles: {
    env: 'FONOTEKA_ROLES',
    schema: roles,
    default: ROLES.join(','),
    about: 'The roles of this process, separated by commas.',
  },
  bind: {
    env: 'FONOTEKA_BIND',
    schema: z.string().min(1),
    default: '127.0.0.1',
    about: 'The address the servers listen on, unless one of the next five names another.',
  },
  httpBind: bindOf('FONOTEKA_HTTP_BIND', 'HTTP and HTTPS: panel and API'),
  sipBind: bindOf('FONOTEKA_SIP_BIND', 'SIP'),
  rtpBind: bindOf('FONOTEKA_RTP_BIND', 'RTP'),
  ftpBind: bindOf('FONOTEKA_FTP_BIND', 'FTP'),
  sftpBind: bindOf('FONOTEKA_SFTP_BIND', 'SFTP'),
  internalPort: {
    env: 'FONOTEKA_INTERNAL_PORT',
    schema: port,
    default: '0',
    about:
      'Health, readiness, metrics and profile of this process, whatever its roles. Not for customers. 0: the system chooses.',
  },
  internalBind: {
    env: 'FONOTEKA_INTERNAL_BIND',
    schema: z.string().min(1),
    default: '127.0.0.1',
    about: 'The address of the internal port.',
  },
  publicMetrics: {
    env: 'FONOTEKA_PUBLIC_METRICS',
    schema: onOff,
    default: 'on',
    about: 'Whether `/metrics` is on the customers’ port (FONOTEKA_HTTP_PORT), too: `on` or `off`.',
  },
  profile: {
    env: 'FONOTEKA_PROFILE',
    schema: onOff,
    default: 'off',
    about:
      'Whether CPU and heap profiles can be taken at the internal port (`/profile/cpu?seconds=10`, `/profile/heap`): `on` or `off`.',
  },
  publicAddress: {
    env: 'FONOTEKA_PUBLIC_ADDRESS',
    schema: z
      .string()
      .min(1)
      .refine(
        (text) => text !== PUBLIC_ADDRESS_OF_CLOUD,
        'must be an address; auto is for FONOTEKA_SIP_PUBLIC_ADDRESS and those of RTP and FTP',
      ),
    default: '127.0.0.1',
    about:
      'The address in SDP answers, in SIP and in FTP’s replies to PASV, unless one of the next three names another.',
  },
  ...PUBLIC_ADDRESS_SETTINGS,
  httpPort: {
    env: 'FONOTEKA_HTTP_PORT',
    schema: port,
    default: '8080',
    about: 'Panel and API. 0: the system chooses.',
  },
  httpsPort: {
    env: 'FONOTEKA_HTTPS_PORT',
    schema: port,
    default: '8443',
    about: 'Panel and API over HTTPS, if FONOTEKA_TLS_CERT is set. 0: the system chooses.',
  },
  tlsCertificate: {
    env: 'FONOTEKA_TLS_CERT',
    schema: z.string(),
    default: '',
    about:
      'PEM file of the certificate for HTTPS, with those of its issuers. It and the key are read again when they change. Empty: no HTTPS, a proxy has it.',
  },
  tlsKey: {
    env: 'FONOTEKA_TLS_KEY',
    schema: z.string(),
    default: '',
    about: 'PEM file of the certificate’s private key.',
  },
  ...SIP_SETTINGS,
  rtpPorts: {
    env: 'FONOTEKA_RTP_PORTS',
    schema: portRange,
    default: '20000-29999',
    about: 'UDP ports for RTP. Each leg of a call takes an even port.',
  },
  rtpTimeoutSeconds: {
    env: 'FONOTEKA_RTP_TIMEOUT',
    schema: seconds,
    default: '60',
    about: 'A session without RTP for this many seconds is ended, unless it is paused.',
  },
  ...CAPACITY_SETTINGS,
  ...SESSION_SETTINGS,
  ...FTP_SETTINGS,
  ...SFTP_SETTINGS,
  ...DATABASE_SETTINGS,
  migrate: {
    env: 'FONOTEKA_MIGRATE',
    schema: z.enum(['auto', 'always', 'never']),
    default: 'auto',
    about:
      'When `start` migrates the tables of an earlier release: `auto`, those of the embedded database only; `always`; `never`. Otherwise `fonoteka migrate` does. An empty database is given its tables unless it is `never`.',
  },
  panelWindowDays: {
    env: 'FONOTEKA_PANEL_WINDOW_DAYS',
    schema: days,
    default: '30',
    about: 'How many days a recording can be played in the panel.',
  },
  trustedProxies: {
    env: 'FONOTEKA_TRUSTED_PROXIES',
    schema: proxyList,
    default: '',
    about: 'Addresses or networks of reverse proxies whose `X-Forwarded-*` headers are trusted, separated by commas.',
  },
  panelUrl: {
    env: 'FONOTEKA_PANEL_URL',
    schema: z.union([z.literal(''), z.url({ protocol: /^https?$/, error: 'must look like https://panel.example' })]),
    default: '',
    about:
      'The panel’s address for customers, for links in mails. Empty: FONOTEKA_PUBLIC_ADDRESS with FONOTEKA_HTTPS_PORT or FONOTEKA_HTTP_PORT.',
  },
  operatorSecondFactor: {
    env: 'FONOTEKA_OPERATOR_SECOND_FACTOR',
    schema: onOff,
    default: 'off',
    about:
      'Whether the operator’s staff need one-time codes or a passkey: `on` or `off`. Without, they can only set one up.',
  },
  ...MAIL_SETTINGS,
  ...OIDC_SETTINGS,
  pushAllow: {
    env: 'FONOTEKA_PUSH_ALLOW',
    schema: list,
    default: '',
    about:
      'Private addresses or networks, or addresses of this machine, that packages and web hooks may be sent to and customers’ sign-in providers may be at, separated by commas.',
  },
  timeStampUrl: {
    env: 'FONOTEKA_TSA_URL',
    schema: z.union([z.literal(''), z.url({ protocol: /^https?$/, error: 'must look like https://tsa.example' })]),
    default: '',
    about:
      'The address of a time stamp authority (RFC 3161), which stamps evidence packs of recordings with the time. One in a private network must be in `FONOTEKA_PUSH_ALLOW`. Empty: packs are signed only, and say so.',
  },
  pushKeepMaxDays: {
    env: 'FONOTEKA_PUSH_KEEP_MAX_DAYS',
    schema: z.coerce.number().int().min(0).max(36500),
    default: '0',
    about:
      'How many days an undelivered recording is kept at most after its retention period, for tenants that choose so. Stay within what the law allows. 0: customers are not offered this.',
  },
  ...SPOOL_SETTINGS,
  ...MIRROR_SETTINGS,
  ...RETENTION_SETTINGS,
  ...SIPREC_SETTINGS,
  ...WATCH_SETTINGS,
  rtpSources: {
    env: 'FONOTEKA_RTP_SOURCES',
    schema: z.enum(['auto', 'negotiated']),
    default: 'auto',
    about:
      'From where the RTP of a call is taken: `negotiated`, from the addresses of the SDP and of the SIP signalling only; `auto`, as long as these send nothing also from the first other address that sends within a minute, as a PBX behind NAT does.',
  },
  receiver: {
    env: 'FONOTEKA_RECEIVER',
    schema: z.enum(['auto', 'batch', 'portable']),
    default: 'auto',
    about: 'How RTP is read: `batch` with recvmmsg (Linux), `portable` with Node; `auto` uses the first that works.',
  },
  encoder: {
    env: 'FONOTEKA_ENCODER',
    schema: z.enum(['auto', 'lame', 'wasm']),
    default: 'auto',
    about:
      'MP3 encoder: `lame` is the system library libmp3lame.so.0, `wasm` is included; `auto` uses the first that works.',
  },
  otlpEndpoint: {
    env: 'FONOTEKA_OTLP_ENDPOINT',
    schema: z.union([
      z.literal(''),
      z.url({ protocol: /^https?$/, error: 'must look like http://collector:4318/v1/traces' }),
    ]),
    default: '',
    about:
      'Where traces of recordings are sent to over OTLP/HTTP, as `http://collector:4318/v1/traces`. Empty: there are no traces.',
  },
  logLevel: {
    env: 'FONOTEKA_LOG_LEVEL',
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']),
    default: 'info',
    about: 'The lowest level that is logged (JSON lines on stderr).',
  },
} as const;

/** The settings of a process, read once at start and never changed. */
export type Config = {
  readonly [Key in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[Key]['schema']>;
};

/** The address the servers of a protocol listen on. */
export function bindAddress(config: Pick<Config, 'bind' | BindSetting>, setting: BindSetting): string {
  return config[setting] || config.bind;
}

type BindSetting = 'httpBind' | 'sipBind' | 'rtpBind' | 'ftpBind' | 'sftpBind';
