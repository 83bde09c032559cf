import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import { type CustomTypesConfig, Pool, type PoolClient, types } from 'pg';
import { AppError } from '../../base/errors.ts';
import type { Logger } from '../logging.ts';
import { constraintError } from './constraint-error.ts';
import type { Database, Schema } from './database.ts';
import { StatementNames } from './prepared.ts';

/** Per process; a worker's job queue has four more, a process for the files role beside others eight. PostgreSQL's default of 100 is enough for three processes. */
const MAX_CONNECTIONS = 20;
/** Includes waiting for a free connection of the pool. */
const CONNECT_TIMEOUT_MS = 5_000;
/** None of our queries takes this long. One that does is a bug and must not keep its connection. */
const STATEMENT_TIMEOUT_MS = 30_000;
/** Applied by the driver, for a server that disappeared without closing. Longer than the server's own timeout. */
const QUERY_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5_000;
/** Frees the locks of a transaction whose process hangs. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000;
const IDLE_TIMEOUT_MS = 30_000;

interface ConnectOptions {
  /** Default: 20. */
  readonly maxConnections?: number;
  /** For migrations: no time limit on statements. */
  readonly unlimitedStatements?: boolean;
}

/** A pool of connections. The first is made by the first query. The caller destroys it (`db.destroy()`). */
export function connect(url: string, log: Logger, options: ConnectOptions = {}): Database {
  const pool = new Pool({
    connectionString: url,
    application_name: 'fonoteka',
    max: options.maxConnections ?? MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    ...(options.unlimitedStatements
      ? {}
      : { statement_timeout: STATEMENT_TIMEOUT_MS, query_timeout: QUERY_TIMEOUT_MS }),
    keepAlive: true,
    types: VALUE_PARSERS,
  });
  pool.on('error', (error) =>
    log.warn({ reason: error.message }, 'database: an idle connection was lost; the next query opens a new one'),
  );
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool: withTranslatedErrors(pool) }) });
}

/** Errors of sockets and DNS. */
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/**
 * SQLSTATE: class 08 connection exception, class 28 login refused, 57P01–57P03 shutting down or starting up,
 * 53300 too many connections, 3D000 no such database.
 */
const UNAVAILABLE = /^(08|28)|^(57P0[1-3]|53300|3D000)$/;
/** Errors of node-postgres without a code. */
const DRIVER_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout|timeout expired)/i;

/** An error of the connection as `database-unreachable`; null: it is none. */
function connectionError(error: unknown): AppError | null {
  if (!(error instanceof Error) || !isConnectionFailure(error)) return null;
  return new AppError('database-unreachable', `cannot reach the database: ${error.message}`, { cause: error });
}

function isConnectionFailure(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (NETWORK_CODES.has(code) || UNAVAILABLE.test(code) || DRIVER_MESSAGES.test(error.message)) return true;
  return (
    error instanceof AggregateError && error.errors.some((each) => each instanceof Error && isConnectionFailure(each))
  );
}

/** The pool for Kysely, with its errors translated. A connection that failed is not used again. */
function withTranslatedErrors(pool: Pool): PostgresPool {
  const wrapped = new WeakMap<PoolClient, PostgresPoolClient>();
  const names = new StatementNames();
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect().catch((error: unknown) => {
        throw connectionError(error) ?? error;
      });
      const known = wrapped.get(client) ?? clientWithTranslatedErrors(client, names);
      wrapped.set(client, known);
      return known;
    },
  };
}

function clientWithTranslatedErrors(client: PoolClient, names: StatementNames): PostgresPoolClient {
  let broken = false;
  // Without a listener, losing the connection while it is in use would end the process.
  client.on('error', () => {
    broken = true;
  });
  const query = (text: string, values: readonly unknown[]) =>
    client.query({ text, values: [...values], ...names.of(text) }).catch((error: unknown) => {
      const lost = connectionError(error);
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
