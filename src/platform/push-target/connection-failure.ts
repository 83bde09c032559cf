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
  const reason = BY_CODE[String(code)] ?? (String(code).startsWith('ERR_SSL_') ? 'encryption-refused' : null);
  return new PushError(reason ?? 'connection-lost', message || undefined, { cause: error });
}
