import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65535);
const days = z.coerce.number().int().min(1).max(36500);
const seconds = z.coerce.number().int().min(1).max(86400);

/** The roles a process can play; each is a list of modules to start. */
export const ROLES = ['recorder', 'web', 'files', 'worker'] as const;
export type Role = (typeof ROLES)[number];

const roles = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(z.array(z.enum(ROLES)).min(1));

/** Names or addresses, separated by commas. */
const list = z.string().transform((text) => text.split(',').flatMap((entry) => entry.trim() || []));

const portRange = z
  .string()
  .regex(/^\d{1,5}-\d{1,5}$/, 'must look like 20000-29999')
  .transform((text) => {
    const [min, max] = text.split('-').map(Number) as [number, number];
    return { min, max };
  })
  .refine(({ min, max }) => min >= 1 && min <= max && max <= 65535, 'must be a range of ports, low end first');

/** A server's address with whatever signs in there; no message repeats it. */
const serverUrl = (protocols: RegExp, example: string) =>
  z.string().refine((text) => text === '' || (protocols.test(text) && URL.canParse(text)), `must look like ${example}`);

const mailAddress = z
  .string()
  .regex(/^(?:[^<>@\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/, 'must hold an e-mail address');

export interface PortRange {
  readonly min: number;
  readonly max: number;
}

/**
 * Every setting, once: its name in the environment (in the YAML file the same name), what it reads as,
 * its default and what it is for. `docs/configuration.md` is generated from this table.
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
      'The folder of the keys that open the recordings; keep it out of the backups of database and recordings. Empty: `keys` in the data folder.',
  },
  roles: {
    env: 'FONOTEKA_ROLES',
    schema: roles,
    default: ROLES.join(','),
    about: 'Which roles this process plays, separated by commas.',
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
    about: 'The address that SDP answers and FTP passive replies announce.',
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
    about: 'UDP ports for RTP; each leg of a call takes an even one.',
  },
  rtpTimeoutSeconds: {
    env: 'FONOTEKA_RTP_TIMEOUT',
    schema: seconds,
    default: '60',
    about: 'A session without any RTP for this many seconds is ended, unless it is paused.',
  },
  ftpPort: { env: 'FONOTEKA_FTP_PORT', schema: port, default: '2121', about: 'FTP. 0: the system chooses.' },
  ftpPassivePorts: {
    env: 'FONOTEKA_FTP_PASSIVE_PORTS',
    schema: portRange,
    default: '30000-30999',
    about: 'TCP ports for FTP data connections; one for each transfer under way.',
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
    about: 'Addresses or networks of reverse proxies whose `X-Forwarded-*` headers are believed, separated by commas.',
  },
  panelUrl: {
    env: 'FONOTEKA_PANEL_URL',
    schema: z.union([z.literal(''), z.url({ protocol: /^https?$/, error: 'must look like https://panel.example' })]),
    default: '',
    about:
      'Where customers reach the panel, for links in mails. Empty: at FONOTEKA_PUBLIC_ADDRESS and FONOTEKA_HTTP_PORT.',
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
    about: 'The server that mails go out by. Empty: they are put into the folder `outbox` of the data folder.',
  },
  mailFrom: {
    env: 'FONOTEKA_MAIL_FROM',
    schema: mailAddress,
    default: 'Fonoteka <fonoteka@localhost>',
    about: 'Whom the mails are from: an address, or a name with one in angle brackets.',
  },
  imapUrl: {
    env: 'FONOTEKA_IMAP_URL',
    schema: serverUrl(/^imaps?:\/\//, 'imaps://user:password@host/INBOX'),
    default: '',
    about:
      'The folder cancellations come into; for them alone, because every mail in it is taken for one. Empty: none is read.',
  },
  cancellationAddress: {
    env: 'FONOTEKA_CANCELLATION_ADDRESS',
    schema: z.union([z.literal(''), mailAddress]),
    default: '',
    about: 'Where customers send cancellations, for the panel to show. Empty: it shows none.',
  },
  mailAuthServ: {
    env: 'FONOTEKA_MAIL_AUTHSERV',
    schema: z.string(),
    default: '',
    about:
      'The name by which the mailbox’s own server signs `Authentication-Results` and `Received`. It must add them and remove others of its name. Empty: no such line is believed.',
  },
  pushAllow: {
    env: 'FONOTEKA_PUSH_ALLOW',
    schema: list,
    default: '',
    about:
      'Addresses or networks that customers may have their packages and web hooks sent to although they are private or this machine’s, separated by commas.',
  },
  pushKeepMaxDays: {
    env: 'FONOTEKA_PUSH_KEEP_MAX_DAYS',
    schema: z.coerce.number().int().min(0).max(36500),
    default: '0',
    about:
      'For how many days at most a recording that is due for destruction is kept until it is delivered, where its tenant wishes so; what the law lets. 0: customers are not offered it.',
  },
  receiver: {
    env: 'FONOTEKA_RECEIVER',
    schema: z.enum(['auto', 'batch', 'portable']),
    default: 'auto',
    about: 'How RTP is read: `batch` by recvmmsg (Linux), `portable` by Node; `auto` takes the first that works.',
  },
  encoder: {
    env: 'FONOTEKA_ENCODER',
    schema: z.enum(['auto', 'lame', 'wasm']),
    default: 'auto',
    about:
      'MP3 encoder: `lame` is the system library libmp3lame.so.0, `wasm` comes along; `auto` takes the first that works.',
  },
  logLevel: {
    env: 'FONOTEKA_LOG_LEVEL',
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']),
    default: 'info',
    about: 'What is logged (JSON lines on stderr).',
  },
} as const;

/** The settings of one process, read once at start and never changed. */
export type Config = {
  readonly [Key in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[Key]['schema']>;
};
