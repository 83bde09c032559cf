import { AppError } from '../../base/errors.ts';

/** Names that servers give a failure that passes, besides all with status 429 or 5xx ("Error responses" in Amazon's API reference). */
const PASSING: ReadonlySet<string> = new Set([
  'InternalError',
  'OperationAborted',
  'RequestTimeout',
  // The SDK has learned the server's time from this answer.
  'RequestTimeTooSkewed',
  'ServiceUnavailable',
  'SlowDown',
  'Throttling',
  // Changed on the way.
  'BadDigest',
  'XAmzContentSHA256Mismatch',
]);

/** Node's, of connections that will not be better at once. */
const LASTING_CODES: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'EPROTO']);

/** A status without a name: an answer to HEAD has no body. */
const BY_STATUS: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'AccessDenied',
  404: 'NotFound',
  412: 'PreconditionFailed',
  416: 'InvalidRange',
  503: 'ServiceUnavailable',
  507: 'InsufficientStorage',
};

/** The bucket or the account is full. */
const FULL: ReadonlySet<string> = new Set(['InsufficientStorage', 'QuotaExceeded', 'XMinioStorageFull']);

/**
 * Why the object store could not be asked, or refused: `object-store-unavailable`, or `storage-full`. Says nothing about whether an
 * object is there. It was tried again where that might have helped.
 */
export class S3Error extends AppError {
  /** What the server or Node calls it: `SlowDown`, `AccessDenied`, `ECONNRESET`. */
  readonly reason: string;
  /** Whether the same request may succeed in a moment. */
  readonly mayPass: boolean;

  constructor(
    reason: string,
    text: string,
    { mayPass, cause }: { readonly mayPass: boolean; readonly cause?: unknown },
  ) {
    super(FULL.has(reason) ? 'storage-full' : 'object-store-unavailable', `${reason}: ${text}`, { cause });
    this.reason = reason;
    this.mayPass = mayPass && !FULL.has(reason);
  }
}

/** An answer without what S3 sends in each: something else has answered, such as a proxy with an HTML page. */
export function garbled(text: string): S3Error {
  return new S3Error('answer-garbled', text, { mayPass: true });
}

export function timedOut(text: string): S3Error {
  return new S3Error('timeout', text, { mayPass: true });
}

interface SdkError {
  readonly name?: string;
  readonly code?: unknown;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** The error of a request of the SDK. `NoSuchBucket` is `storage-not-mounted`: nothing is missing in a bucket that is not there. */
export function s3Error(error: unknown, place: string): AppError {
  if (error instanceof AppError) return error;
  const { name = '', code, message = '', $metadata } = error as SdkError;
  const status = $metadata?.httpStatusCode;
  const text = message === '' || message === 'UnknownError' ? `status ${status ?? 'unknown'}` : message;
  if (name === 'NoSuchBucket') return new AppError('storage-not-mounted', `${place} does not exist`, { cause: error });
  if (status === undefined) {
    const known = typeof code === 'string' ? code : name || 'Error';
    // Without an answer and without credentials: the SDK found none.
    const mayPass = !LASTING_CODES.has(known) && !/^(UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|ERR_SSL)/.test(known);
    return new S3Error(known, text, { mayPass, cause: error });
  }
  const known = /^(|Unknown|UnknownError|Error|\d+)$/.test(name) ? (BY_STATUS[status] ?? `status ${status}`) : name;
  const mayPass = PASSING.has(known) || status === 429 || (status >= 500 && status !== 501 && status !== 507);
  // The SDK could not read the answer.
  return new S3Error(known, text, { mayPass: mayPass || (status < 300 && status >= 200), cause: error });
}

/** Of a server that does not know the header or setting. */
export function isNotImplemented(error: unknown): boolean {
  return error instanceof S3Error && (error.reason === 'NotImplemented' || error.reason === 'status 501');
}
