import { connectionFailure, PushError, type PushErrorCode } from '../push-error.ts';

/** Error codes of S3 and compatible servers ("List of error codes" in Amazon's API reference; Ceph, MinIO). */
const BY_NAME: Readonly<Record<string, PushErrorCode>> = {
  InvalidAccessKeyId: 'wrong-password',
  SignatureDoesNotMatch: 'wrong-password',
  InvalidToken: 'wrong-password',
  AccessDenied: 'not-permitted',
  AllAccessDisabled: 'not-permitted',
  NoSuchBucket: 'folder-missing',
  NoSuchKey: 'file-missing',
  NotFound: 'file-missing',
  QuotaExceeded: 'no-space',
  XMinioStorageFull: 'no-space',
  InsufficientStorage: 'no-space',
  XAmzContentSHA256Mismatch: 'content-differs',
  BadDigest: 'content-differs',
  RequestTimeTooSkewed: 'clock-differs',
  SlowDown: 'target-busy',
  ServiceUnavailable: 'target-busy',
  TimeoutError: 'timeout',
};

/** Used without an error code: a response to HEAD has no body that could contain one. */
const BY_STATUS: Readonly<Record<number, PushErrorCode>> = {
  401: 'wrong-password',
  403: 'not-permitted',
  404: 'file-missing',
  503: 'target-busy',
  507: 'no-space',
};

interface S3Error {
  readonly name?: string;
  /** Node's error code, if the connection broke. */
  readonly code?: unknown;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

export function s3Failure(error: unknown): PushError {
  if (error instanceof PushError) return error;
  const { name = '', code, message, $metadata } = error as S3Error;
  // The SDK reports a reset connection as a timeout too.
  if (name === 'TimeoutError' && code !== undefined) return connectionFailure(error);
  const status = $metadata?.httpStatusCode;
  const known = BY_NAME[name] ?? (status === undefined ? undefined : (BY_STATUS[status] ?? 'target-failed'));
  if (known === undefined) return connectionFailure(error);
  return new PushError(known, message ? `${name}: ${message}` : name, { cause: error });
}

/**
 * A value that S3 includes in every confirmation. Without it something else has answered, such as a proxy that returns
 * an HTML page with status 200.
 */
export function confirmed(value: string | undefined): string {
  if (value === undefined || value === '') throw new PushError('answer-garbled', 'the server did not confirm');
  return value;
}
