import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { AppError } from '../base/errors.ts';

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
  const problems = unknownSettings(file);
  for (const [key, setting] of Object.entries(SETTINGS)) {
    const given = environment[setting.env] ?? file[setting.env];
    const parsed = setting.schema.safeParse(given === undefined ? setting.default : asText(given));
    if (parsed.success) values[key] = parsed.data;
    else problems.push(`${setting.env}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`);
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

function unknownSettings(file: Record<string, unknown>): string[] {
  const known = new Set<string>(Object.values(SETTINGS).map((setting) => setting.env));
  return Object.keys(file)
    .filter((name) => !known.has(name))
    .map((name) => `${name}: there is no such setting`);
}

/** YAML has numbers and booleans; the environment only has strings. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const port = z.coerce.number().int().min(0).max(65535);
const days = z.coerce.number().int().min(1).max(36500);
const seconds = z.coerce.number().int().min(1).max(86400);

/** The roles a process can have. Each is a list of modules to start. */
export const ROLES = ['recorder', 'web', 'files', 'worker'] as const;
export type Role = (typeof ROLES)[number];

const roles = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(z.array(z.enum(ROLES)).min(1));

/** Names or addresses separated by commas. */
const list = z.string().transform((text) => text.split(',').flatMap((entry) => entry.trim() || []));

const portRange = z
  .string()
  .regex(/^\d{1,5}-\d{1,5}$/, 'must look like 20000-29999')
  .transform((text) => {
    const [min, max] = text.split('-').map(Number) as [number, number];
    return { min, max };
  })
  .refine(({ min, max }) => min >= 1 && min <= max && max <= 65535, 'must be a range of ports, low end first');

/** A server's address with its login. Error messages do not repeat it. */
const serverUrl = (protocols: RegExp, example: string) =>
  z.string().refine((text) => text === '' || (protocols.test(text) && URL.canParse(text)), `must look like ${example}`);

const mailAddress = z
  .string()
  .regex(/^(?:[^<>@\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/, 'must contain an e-mail address');

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
    about: 'The address all servers listen on.',
  },
  publicAddress: {
    env: 'FONOTEKA_PUBLIC_ADDRESS',
    schema: z.string().min(1),
    default: '127.0.0.1',
    about: 'The address in SDP answers and in FTP’s replies to PASV.',
  },
  httpPort: {
    env: 'FONOTEKA_HTTP_PORT',
    schema: port,
    default: '8080',
    about: 'Panel and API. 0: the system chooses.',
  },
  sipPort: {
    env: 'FONOTEKA_SIP_PORT',
    schema: port,
    default: '5060',
    about: 'SIP over UDP and TCP. 0: the system chooses.',
  },
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
  ftpPort: { env: 'FONOTEKA_FTP_PORT', schema: port, default: '2121', about: 'FTP. 0: the system chooses.' },
  ftpPassivePorts: {
    env: 'FONOTEKA_FTP_PASSIVE_PORTS',
    schema: portRange,
    default: '30000-30999',
    about: 'TCP ports for FTP data connections, one for each running transfer.',
  },
  databaseUrl: {
    env: 'FONOTEKA_DATABASE_URL',
    schema: z.union([z.literal(''), z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgres:// address')]),
    default: '',
    about: 'PostgreSQL 15 or later. Empty: an embedded PostgreSQL in the data folder.',
  },
  panelWindowDays: {
    env: 'FONOTEKA_PANEL_WINDOW_DAYS',
    schema: days,
    default: '30',
    about: 'How many days a recording can be played in the panel.',
  },
  trustedProxies: {
    env: 'FONOTEKA_TRUSTED_PROXIES',
    schema: list,
    default: '',
    about: 'Addresses or networks of reverse proxies whose `X-Forwarded-*` headers are trusted, separated by commas.',
  },
  panelUrl: {
    env: 'FONOTEKA_PANEL_URL',
    schema: z.union([z.literal(''), z.url({ protocol: /^https?$/, error: 'must look like https://panel.example' })]),
    default: '',
    about:
      'The panel’s address for customers, for links in mails. Empty: FONOTEKA_PUBLIC_ADDRESS with FONOTEKA_HTTP_PORT.',
  },
  operatorName: {
    env: 'FONOTEKA_OPERATOR_NAME',
    schema: z.string().min(1),
    default: 'Fonoteka',
    about: 'Signs the mails to customers.',
  },
  smtpUrl: {
    env: 'FONOTEKA_SMTP_URL',
    schema: serverUrl(/^smtps?:\/\//, 'smtps://user:password@host'),
    default: '',
    about: 'The server that sends the mails. Empty: they are written to the folder `outbox` in the data folder.',
  },
  mailFrom: {
    env: 'FONOTEKA_MAIL_FROM',
    schema: mailAddress,
    default: 'Fonoteka <fonoteka@localhost>',
    about: 'The sender of the mails: an address, or a name with an address in angle brackets.',
  },
  imapUrl: {
    env: 'FONOTEKA_IMAP_URL',
    schema: serverUrl(/^imaps?:\/\//, 'imaps://user:password@host/INBOX'),
    default: '',
    about:
      'The mail folder for cancellations. Use it for nothing else: every mail in it is taken for a cancellation. Empty: no mails are read.',
  },
  cancellationAddress: {
    env: 'FONOTEKA_CANCELLATION_ADDRESS',
    schema: z.union([z.literal(''), mailAddress]),
    default: '',
    about: 'The address for cancellations that the panel shows to customers. Empty: it shows none.',
  },
  mailAuthServ: {
    env: 'FONOTEKA_MAIL_AUTHSERV',
    schema: z.string(),
    default: '',
    about:
      'The name that the mailbox’s own server puts into the `Authentication-Results` and `Received` headers. It must add these headers and remove others with its name. Empty: no such header is trusted.',
  },
  pushAllow: {
    env: 'FONOTEKA_PUSH_ALLOW',
    schema: list,
    default: '',
    about:
      'Private addresses or networks, or addresses of this machine, that packages and web hooks may be sent to, separated by commas.',
  },
  pushKeepMaxDays: {
    env: 'FONOTEKA_PUSH_KEEP_MAX_DAYS',
    schema: z.coerce.number().int().min(0).max(36500),
    default: '0',
    about:
      'How many days an undelivered recording is kept at most after its retention period, for tenants that choose so. Stay within what the law allows. 0: customers are not offered this.',
  },
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
