import { fail, ok, type Result } from '../base/result.ts';

/** What an address of PostgreSQL says, as libpq reads it: any number of servers, of which one is wanted. */
export interface DatabaseAddress {
  /** In the order in which they are tried; at least one. */
  readonly hosts: readonly DatabaseHost[];
  readonly user: string | null;
  readonly password: string | null;
  readonly database: string | null;
  readonly wanted: WantedServer;
  /** Whether the order of the servers is chosen by each process for itself. */
  readonly anyOrder: boolean;
  /** Null: plain TCP, or a Unix socket. */
  readonly tls: DatabaseTls | null;
  /** Transactions of one connection may be run by different sessions of the server, as PgBouncer does it in transaction mode. */
  readonly pooled: boolean;
  readonly connectTimeoutMs: number | null;
  readonly applicationName: string | null;
  /** Settings of the session, as `-c search_path=x`. */
  readonly options: string | null;
}

export interface DatabaseHost {
  /** A name, an address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
}

export interface DatabaseTls {
  /** `full`: certificate and name of the server; `authority`: the certificate only; `nothing`: whoever answers. */
  readonly checked: 'full' | 'authority' | 'nothing';
  /** PEM files. Null: the authorities that Node knows; no certificate of ours. */
  readonly authorityFile: string | null;
  readonly certificateFile: string | null;
  readonly keyFile: string | null;
  /** TLS from the first byte (PostgreSQL 17). */
  readonly direct: boolean;
}

const WANTED = ['any', 'read-write', 'read-only', 'primary', 'standby', 'prefer-standby'] as const;
/** libpq's `target_session_attrs`. */
export type WantedServer = (typeof WANTED)[number];

const DEFAULT_PORT = 5432;
const MAX_PORT = 65_535;
/** More are a mistake: each is asked for the primary. */
const MAX_HOSTS = 16;

/**
 * Reads `postgres://user:password@host:port,host:port/database?name=value`. The problem of one that cannot be read repeats nothing of
 * it: it has a password.
 */
export function readDatabaseAddress(text: string): Result<DatabaseAddress> {
  const match = /^postgres(?:ql)?:\/\/([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/s.exec(text);
  if (match === null) return fail('must be a postgres:// address');
  const [, authority = '', path = '', query = ''] = match;
  const given = readParameters(query);
  if (!given.ok) return given;
  const parameters = given.value;

  const at = authority.lastIndexOf('@');
  const [user, password] = at < 0 ? [null, null] : splitLogin(authority.slice(0, at));
  const hosts = readHosts(authority.slice(at + 1), parameters);
  if (!hosts.ok) return hosts;
  const wanted = parameters.get('target_session_attrs') ?? 'any';
  if (!isWanted(wanted)) return fail(`target_session_attrs must be one of ${WANTED.join(', ')}`);
  const tls = readTls(parameters);
  if (!tls.ok) return tls;
  const pooler = parameters.get('pooler') ?? 'session';
  if (pooler !== 'session' && pooler !== 'transaction') return fail('pooler must be session or transaction');
  const timeout = parameters.get('connect_timeout') ?? '0';
  if (!/^\d{1,4}$/.test(timeout)) return fail('connect_timeout must be a number of seconds');
  return ok({
    hosts: hosts.value,
    user: parameters.get('user') ?? user,
    password: parameters.get('password') ?? password,
    database: parameters.get('dbname') ?? (path === '' ? null : decoded(path)),
    wanted,
    anyOrder: parameters.get('load_balance_hosts') === 'random',
    tls: tls.value,
    pooled: pooler === 'transaction',
    connectTimeoutMs: Number(timeout) * 1000 || null,
    applicationName: parameters.get('application_name') ?? null,
    options: parameters.get('options') ?? null,
  });
}

/** The address with the file of the authority that certifies its servers, unless it names one itself. */
export function withAuthority(url: string, authorityFile: string): string {
  if (url === '' || authorityFile === '' || /[?&](sslrootcert|sslmode=disable)\b/.test(url)) return url;
  return `${url}${url.includes('?') ? '&' : '?'}sslrootcert=${encodeURIComponent(authorityFile)}`;
}

/** The servers for a message: without user and password. */
export function hostNames({ hosts }: Pick<DatabaseAddress, 'hosts'>): string {
  return hosts.map(hostName).join(', ');
}

export function hostName({ host, port }: DatabaseHost): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Those that libpq has besides, for its own way with sockets, are accepted and change nothing. */
const PARAMETERS = new Set(
  `host port user password dbname application_name options connect_timeout target_session_attrs load_balance_hosts pooler
  sslmode sslrootcert sslcert sslkey sslnegotiation ssl uselibpqcompat client_encoding fallback_application_name channel_binding
  gssencmode keepalives keepalives_idle keepalives_interval keepalives_count tcp_user_timeout`.split(/\s+/),
);

function readParameters(query: string): Result<Map<string, string>> {
  const parameters = new Map<string, string>();
  for (const pair of query.split('&').filter((each) => each !== '')) {
    const [name = '', ...value] = pair.split('=');
    // Not named: where a password has a question mark in it, it could be a part of that.
    if (!PARAMETERS.has(name)) return fail(`has a parameter that is none of ${[...PARAMETERS].join(', ')}`);
    parameters.set(name, decoded(value.join('=').replaceAll('+', ' ')));
  }
  return ok(parameters);
}

function splitLogin(login: string): [string | null, string | null] {
  const colon = login.indexOf(':');
  const [user, password] = colon < 0 ? [login, null] : [login.slice(0, colon), login.slice(colon + 1)];
  return [decoded(user) || null, password === null ? null : decoded(password)];
}

function readHosts(authority: string, parameters: ReadonlyMap<string, string>): Result<DatabaseHost[]> {
  const named = parameters.get('host');
  const entries = (named ?? authority).split(',');
  if (entries.length > MAX_HOSTS) return fail(`has more than ${MAX_HOSTS} hosts`);
  const ports = parameters.get('port')?.split(',') ?? [];
  if (ports.length > 1 && ports.length !== entries.length)
    return fail('must have one port for all hosts, or one for each');
  const hosts: DatabaseHost[] = [];
  for (const [index, entry] of entries.entries()) {
    const match = named === undefined ? /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(entry) : [entry, entry];
    if (match === null) return fail('has a host that cannot be read');
    const port = match[2] || ports[ports.length === 1 ? 0 : index] || String(DEFAULT_PORT);
    if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > MAX_PORT) return fail('has a port that is none');
    const host = decoded(match[1]!.replace(/^\[(.*)\]$/, '$1')) || 'localhost';
    hosts.push({ host, port: Number(port) });
  }
  return ok(hosts);
}

function isWanted(text: string): text is WantedServer {
  return WANTED.some((each) => each === text);
}

/** By `sslmode`. Those that libpq does not check are checked here, as they are by node-postgres: only `no-verify` says otherwise. */
const CHECKED: Readonly<Record<string, DatabaseTls['checked'] | 'off'>> = {
  disable: 'off',
  'no-verify': 'nothing',
  'verify-ca': 'authority',
  prefer: 'full',
  require: 'full',
  'verify-full': 'full',
};
/** node-postgres's own parameter `ssl`. */
const MODE_OF_SSL: Readonly<Record<string, string>> = {
  true: 'verify-full',
  1: 'verify-full',
  false: 'disable',
  0: 'disable',
  'no-verify': 'no-verify',
};

function readTls(parameters: ReadonlyMap<string, string>): Result<DatabaseTls | null> {
  const [authorityFile, certificateFile, keyFile] = ['sslrootcert', 'sslcert', 'sslkey'].map(
    (name) => parameters.get(name) || null,
  ) as [string | null, string | null, string | null];
  const direct = parameters.get('sslnegotiation') === 'direct';
  const ssl = parameters.get('ssl');
  const isMeant = authorityFile !== null || certificateFile !== null || direct;
  const mode = parameters.get('sslmode') ?? (ssl === undefined ? null : (MODE_OF_SSL[ssl] ?? ssl));
  const checked = mode === null ? (isMeant ? 'full' : 'off') : CHECKED[mode];
  if (checked === undefined) return fail('sslmode must be disable, require, verify-ca, verify-full or no-verify');
  if ((certificateFile === null) !== (keyFile === null)) return fail('sslcert and sslkey belong together');
  if (checked === 'off') return ok(null);
  // With one of the authorities that everybody uses, whoever has a certificate could answer.
  if (checked === 'authority' && authorityFile === null) return fail('sslmode=verify-ca needs sslrootcert');
  return ok({ checked, authorityFile, certificateFile, keyFile, direct });
}

/** What is no percent-encoding stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
