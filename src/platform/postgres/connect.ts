import { Kysely, PostgresAdapter, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import { type CustomTypesConfig, Pool, type PoolClient, types } from 'pg';
import type { Clock } from '../../base/clock.ts';
import { systemClock } from '../clock.ts';
import type { Logger } from '../logging.ts';
import type { Registry } from '../metrics.ts';
import { connectionError, isReadOnly } from './connection-error.ts';
import { constraintError } from './constraint-error.ts';
import type { Database, Schema } from './database.ts';
import { DatabaseServers } from './database-servers.ts';
import { StatementNames } from './prepared.ts';
import { ReplicaPool } from './replica-pool.ts';
import { ServerConnection } from './server-connection.ts';

/** Per process; a worker's job queue has four more, a process for the files role beside others eight. PostgreSQL's default of 100 is enough for three processes. */
const MAX_CONNECTIONS = 20;
/** Includes waiting for a free connection of the pool. */
const CONNECT_TIMEOUT_MS = 5_000;
/** None of our queries takes this long. One that does is a bug and must not keep its connection. */
const STATEMENT_TIMEOUT_MS = 30_000;
/** Applied by the driver, for a server that disappeared without closing. Longer than the server's own timeout. */
export const QUERY_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5_000;
/** Frees the locks of a transaction whose process hangs. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000;
/** What is done each minute uses the connections of the last one: a new one costs the server a process. */
export const IDLE_TIMEOUT_MS = 5 * 60_000;

interface ReadsOptions extends ConnectOptions {
  readonly url: string;
  readonly log: Logger;
  readonly metrics?: Registry | undefined;
}

interface ConnectOptions {
  /** Default: 20. */
  readonly maxConnections?: number;
  /** For migrations: no time limit on statements. */
  readonly unlimitedStatements?: boolean;
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** A pool of connections. The first is made by the first query. The caller destroys it (`db.destroy()`). */
export function connect(url: string, log: Logger, options: ConnectOptions = {}): Database {
  return databaseOver(connectionPool(url, log, options));
}

/** The same for reading: by the replica where it is current, by the primary otherwise. */
export function connectReads(primary: PostgresPool, { url, log, metrics, ...options }: ReadsOptions): Database {
  const clock = options.clock ?? systemClock;
  const replica = connectionPool(url, log, options);
  return databaseOver(new ReplicaPool({ primary, replica, db: databaseOver(primary), clock, metrics }));
}

export function databaseOver(pool: PostgresPool): Database {
  return new Kysely<Schema>({ dialect: new Dialect({ pool }) });
}

export function connectionPool(url: string, log: Logger, options: ConnectOptions = {}): PostgresPool {
  const servers = new DatabaseServers(url, log, options.clock);
  const { pooled, connectTimeoutMs } = servers.address;
  const pool = new Pool({
    Client: servers.Client,
    application_name: 'fonoteka',
    max: options.maxConnections ?? MAX_CONNECTIONS,
    connectionTimeoutMillis: connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    // A pooler in transaction mode refuses settings of a session: there they are the account's (ALTER ROLE … SET).
    ...(pooled ? {} : { idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS }),
    ...(pooled || options.unlimitedStatements ? {} : { statement_timeout: STATEMENT_TIMEOUT_MS }),
    ...(options.unlimitedStatements ? {} : { query_timeout: QUERY_TIMEOUT_MS }),
    keepAlive: true,
    types: VALUE_PARSERS,
  });
  pool.on('error', (error) =>
    log.warn({ reason: error.message }, 'database: an idle connection was lost; the next query opens a new one'),
  );
  return withTranslatedErrors(pool, pooled);
}

/** The pool for Kysely, with its errors translated. A connection that failed is not used again. */
function withTranslatedErrors(pool: Pool, pooled: boolean): PostgresPool {
  const wrapped = new WeakMap<PoolClient, PostgresPoolClient>();
  // What one session has prepared, another one of the pooler does not know.
  const names = pooled ? null : new StatementNames();
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await connectAgain(pool).catch((error: unknown) => {
        throw connectionError(error) ?? error;
      });
      const known = wrapped.get(client) ?? clientWithTranslatedErrors(client, names);
      wrapped.set(client, known);
      return known;
    },
  };
}

/**
 * Kysely locks migrations by a session, which a pooler gives to another one before it is unlocked: the next migration would wait for an hour.
 * `migrate` has a lock of its own.
 */
class Dialect extends PostgresDialect {
  override createAdapter(): PostgresAdapter {
    const adapter = new PostgresAdapter();
    adapter.acquireMigrationLock = async () => {};
    adapter.releaseMigrationLock = async () => {};
    return adapter;
  }
}

/**
 * A connection to the server that is wanted now. The first failure may only say that it is another one than before: the second attempt
 * looks for it.
 */
async function connectAgain(pool: Pool): Promise<PoolClient> {
  const client = await pool.connect().catch((error: unknown) => {
    if (connectionError(error) === null || isFull(pool)) throw error;
    return pool.connect();
  });
  if (!(client instanceof ServerConnection && client.isStale)) return client;
  client.release(true);
  return connectAgain(pool);
}

/** Waiting for a free connection took all the time there is. */
function isFull(pool: Pool): boolean {
  return pool.totalCount >= (pool.options.max ?? 0);
}

function clientWithTranslatedErrors(client: PoolClient, names: StatementNames | null): PostgresPoolClient {
  let broken = false;
  // Without a listener, losing the connection while it is in use would end the process.
  client.on('error', () => {
    broken = true;
  });
  const query = (text: string, values: readonly unknown[]) =>
    client.query({ text, values: [...values], ...names?.of(text) }).catch((error: unknown) => {
      const lost = connectionError(error);
      if (isReadOnly(error) && client instanceof ServerConnection) client.giveUpServer('it is read-only');
      // A migration changed a column's type: a new connection plans it again.
      if (lost !== null || isStalePlan(error)) broken = true;
      throw lost ?? constraintError(error) ?? error;
    });
  return {
    query: query as unknown as PostgresPoolClient['query'],
    release: (discard) => client.release(discard === true || broken),
  };
}

/** `feature_not_supported`: the result of a prepared statement has other types than when it was prepared. */
function isStalePlan(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '0A000' && error.message.includes('cached plan');
}

/** Type OIDs of PostgreSQL (`pg_type.dat`). */
const INT8 = 20;
const DATE = 1082;

/**
 * Replaces two of the driver's parsers. `int8` becomes a number; it throws rather than lose digits. `date` stays
 * `YYYY-MM-DD`; the driver would make it midnight in the machine's time zone.
 */
const VALUE_PARSERS: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary' && oid === INT8) return safeInteger;
    if (format !== 'binary' && oid === DATE) return unchanged;
    return types.getTypeParser(oid, format);
  }) as CustomTypesConfig['getTypeParser'],
};

function unchanged(text: string): string {
  return text;
}

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} is beyond a number's exact range`);
  return value;
}
