import { Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import type { Logger } from '../logging.ts';
import { translatingPool } from './connection-failure.ts';
import type { Database, Schema } from './schema.ts';
import { VALUE_PARSERS } from './value-parsers.ts';

/** Connections of one process; a worker's job queue has four more. PostgreSQL's usual 100 are enough for four processes. */
const MAX_CONNECTIONS = 20;
/** Includes the wait for a free connection of the pool. */
const CONNECT_TIMEOUT_MS = 5_000;
/** No query of ours takes long; one that does is a mistake and must not hold a connection. */
const STATEMENT_TIMEOUT_MS = 30_000;
/** A server that has gone without a word: how long we believe in its answer. More than it may take. */
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5_000;
/** A transaction whose process hangs gives its locks back. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000;
/** An idle connection is given back after so long. */
const IDLE_TIMEOUT_MS = 30_000;

export interface ConnectOptions {
  /** Default: 20. */
  readonly maxConnections?: number;
  /** Migrations may take what they need. */
  readonly unlimitedStatements?: boolean;
}

/** A pool of connections; none is made before the first query. Whoever makes it destroys it. */
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
      : { statement_timeout: STATEMENT_TIMEOUT_MS, query_timeout: ANSWER_TIMEOUT_MS }),
    keepAlive: true,
    types: VALUE_PARSERS,
  });
  pool.on('error', (error) => log.warn({ reason: error.message }, 'an idle database connection was lost'));
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool: translatingPool(pool) }) });
}
