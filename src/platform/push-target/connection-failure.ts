import { PushError, type PushErrorCode } from './push-error.ts';

/** What Node calls failures of sockets and TLS (`error.code`). Where a code is not here, the connection broke. */
const BY_CODE: Readonly<Record<string, PushErrorCode>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ENOTFOUND: 'unreachable',
  ETIMEDOUT: 'timeout',
  CERT_HAS_EXPIRED: 'certificate-expired',
  EPROTO: 'encryption-refused',
};

/** A broken socket's or handshake's error as the customer understands it; a `PushError` is one already. */
export function connectionFailure(error: unknown): PushError {
  if (error instanceof PushError) return error;
  const { code = '', message = '' } = error as { code?: unknown; message?: string };
  return new PushError(codeFor(String(code)), message || undefined, { cause: error });
}

function codeFor(code: string): PushErrorCode {
  if (code.startsWith('ERR_SSL_')) return 'encryption-refused';
  // Node's HTTP parser.
  if (code.startsWith('HPE_')) return 'answer-garbled';
  return BY_CODE[code] ?? 'connection-lost';
}
