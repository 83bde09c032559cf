import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type pg from 'pg';
import { AppError } from '../../base/errors.ts';

/** Errors of the socket and the name service. */
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
const SERVER_AWAY = /^(08|28)|^(57P0[1-3]|53300|3D000)$/;
/** What node-postgres says without a code. */
const DRIVER_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout|timeout expired)/i;

/** A failure to reach the database becomes `database-unreachable`; every other error stays what it is. */
function translateFailure(error: unknown): unknown {
  if (!(error instanceof Error) || !isConnectionFailure(error)) return error;
  return new AppError('database-unreachable', `the database does not answer: ${error.message}`, { cause: error });
}

function isConnectionFailure(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (NETWORK_CODES.has(code) || SERVER_AWAY.test(code) || DRIVER_MESSAGES.test(error.message)) return true;
  return (
    error instanceof AggregateError && error.errors.some((each) => each instanceof Error && isConnectionFailure(each))
  );
}

/** The pool as Kysely uses it, with its failures translated; a connection that failed is not used again. */
export function translatingPool(pool: pg.Pool): PostgresPool {
  const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect().catch((error: unknown) => {
        throw translateFailure(error);
      });
      const known = wrapped.get(client) ?? translatingClient(client);
      wrapped.set(client, known);
      return known;
    },
  };
}

function translatingClient(client: pg.PoolClient): PostgresPoolClient {
  let broken = false;
  // Without a listener a connection that is cut while it is in use would end the process.
  client.on('error', () => {
    broken = true;
  });
  const query = (text: string, values: readonly unknown[]) =>
    client.query(text, [...values]).catch((error: unknown) => {
      const translated = translateFailure(error);
      if (translated !== error) broken = true;
      throw translated;
    });
  return {
    query: query as unknown as PostgresPoolClient['query'],
    release: (discard) => client.release(discard === true || broken),
  };
}
