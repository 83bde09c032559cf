import { AppError } from '../../base/errors.ts';

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
 * 53300 too many connections, 3D000 no such database, 25006 read-only: the server is not the primary any longer.
 */
const UNAVAILABLE = /^(08|28)|^(57P0[1-3]|53300|3D000|25006)$/;
const READ_ONLY = '25006';
/** The server itself says so; it is there, whatever it says, unless it starts or stops. */
const SQLSTATE = /^[0-9A-Z]{5}$/;
const STARTS_OR_STOPS = /^57P0[1-3]$/;
/** Errors of node-postgres without a code. */
const DRIVER_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout|timeout expired)/i;

/** An error of the connection as `database-unreachable`; null: it is none. */
export function connectionError(error: unknown): AppError | null {
  if (!(error instanceof Error) || error instanceof AppError || !isConnectionFailure(error)) return null;
  return new AppError('database-unreachable', `cannot reach the database: ${error.message}`, { cause: error });
}

/** Whether the server accepts connections no longer, or not from here. One that refuses a login is there. */
export function isServerGone(error: unknown): boolean {
  const code = codeOf(error);
  return SQLSTATE.test(code) && !NETWORK_CODES.has(code) ? STARTS_OR_STOPS.test(code) : true;
}

/** Whether something is to be written on a server that has become a standby. */
export function isReadOnly(error: unknown): boolean {
  return codeOf(error) === READ_ONLY;
}

/** Whether a standby has ended a query because it had to replay what the query reads. */
export function isRecoveryConflict(error: unknown): boolean {
  return codeOf(error) === '40001' && error instanceof Error && error.message.includes('conflict with recovery');
}

/** Whether it is an error of the connection, translated or not. */
export function isConnectionFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AppError) return error.code === 'database-unreachable';
  const code = codeOf(error);
  if (NETWORK_CODES.has(code) || UNAVAILABLE.test(code) || DRIVER_MESSAGES.test(error.message)) return true;
  return error instanceof AggregateError && error.errors.some((each) => isConnectionFailure(each));
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
}
