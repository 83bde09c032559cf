import { sql } from 'kysely';
import { databaseConnections } from '../../compose/index.ts';
import { type Config, databaseUrls, type DatabaseAddress, hostNames, readDatabaseAddress } from '../../config/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { type CheckResult, passed, problem } from './check-result.ts';

/** Of a worker's job queue, and of each process for notifications. */
const QUEUE_CONNECTIONS = 4;
const LISTENING_CONNECTIONS = 1;

/** The servers of the settings, and whether each connection to them is safe and has its place. */
export async function checkDatabase(config: Config, db: Database): Promise<CheckResult[]> {
  const address = readDatabaseAddress(databaseUrls(config).url);
  if (!address.ok) return [passed('database', 'embedded')];
  return [
    passed('database', hostNames(address.value)),
    checkDatabaseTls(address.value),
    await checkConnections(config, db),
    ...(address.value.pooled ? [checkPooler(config)] : []),
  ];
}

const LOCAL = /^(\/|localhost$|127\.|::1$)/;

/** Passwords are not sent in clear, but what is stored is: numbers, names, keys of sessions. */
export function checkDatabaseTls({ tls, hosts }: Pick<DatabaseAddress, 'tls' | 'hosts'>): CheckResult {
  const check = 'database-tls';
  const remedy =
    'Set FONOTEKA_DATABASE_CA to the authority that certifies the servers, or sslmode=verify-full in the address.';
  const remote = hosts.filter(({ host }) => !LOCAL.test(host));
  if (tls === null) {
    if (remote.length === 0) return passed(check, 'not needed: the database is on this machine');
    return problem(check, `without TLS to ${hostNames({ hosts: remote })}`, remedy);
  }
  if (tls.checked === 'nothing') return problem(check, 'TLS, but whoever answers is taken for the database', remedy);
  const name = tls.checked === 'full' ? 'certificate and name of the server are checked' : 'the certificate is checked';
  return passed(check, name);
}

/** What this process uses at most, beside what others have open now. */
async function checkConnections(config: Config, db: Database): Promise<CheckResult> {
  const { rows } = await sql<{ max: number; reserved: number; others: number }>`
    SELECT current_setting('max_connections')::int AS max, current_setting('superuser_reserved_connections')::int AS reserved,
      (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend'
        AND application_name NOT LIKE 'fonoteka%') AS others`.execute(db);
  const { max, reserved, others } = rows[0]!;
  const most = connectionsOf(config);
  const detail = `this process uses ${most} at most; PostgreSQL has ${max}, of which other programs use ${others} now`;
  if (most + others <= max - reserved) return passed('database-connections', detail);
  const remedy =
    'Raise max_connections, lower FONOTEKA_DATABASE_CONNECTIONS, or use PgBouncer. All processes count together.';
  return problem('database-connections', detail, remedy);
}

export function connectionsOf(config: Config): number {
  const { roles } = config;
  const ofWorker = roles.includes('worker') ? QUEUE_CONNECTIONS + LISTENING_CONNECTIONS : 0;
  const filesBeside = roles.includes('files') && roles.length > 1;
  const ofFiles = filesBeside ? databaseConnections(config, 'worker-process') + LISTENING_CONNECTIONS : 0;
  return databaseConnections(config, 'service') + LISTENING_CONNECTIONS + ofWorker + ofFiles;
}

function checkPooler({ databaseDirectUrl }: Config): CheckResult {
  return databaseDirectUrl === ''
    ? passed(
        'database-pooler',
        'without FONOTEKA_DATABASE_DIRECT_URL: what is open with revoked access ends after a second',
      )
    : passed('database-pooler', 'notifications and migrations go past it');
}
