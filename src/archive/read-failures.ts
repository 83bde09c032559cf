import { AppError, type ErrorCode } from '../base/errors.ts';
import type { RecordingId } from '../base/ids.ts';
import type { Logger } from '../platform/logging.ts';
import { labelledCounter, type Registry } from '../platform/metrics.ts';

/** Of a recording that is not there, whole, with its key. Trying again does not help. */
const LASTING = ['recording-lost', 'recording-damaged', 'recording-key-missing'] as const satisfies ErrorCode[];

/** Errors by which a stored recording cannot be read: ours or the operator's fault, at every door. */
const CODES = [...LASTING, 'recording-unreadable', 'storage-not-mounted'] as const;
type ReadFailureCode = (typeof CODES)[number];

/** Called once for each reading that fails by our fault; `cause` is the error of the system, if there is one. */
export type ReadFailureReporter = (recordingId: RecordingId, code: ErrorCode, cause?: unknown) => void;

/** Logs and counts recordings that cannot be read. */
export function reportReadFailures(log: Logger, metrics: Registry): ReadFailureReporter {
  const failures = labelledCounter({
    registry: metrics,
    name: 'fonoteka_recording_read_failures_total',
    help: 'Readings of stored recordings that failed by our fault, by error code.',
    labels: { code: CODES },
  });
  return (recordingId, code, cause) => {
    failures.inc({ code });
    const reason = cause instanceof Error ? cause.message : undefined;
    log.error({ recordingId, code, reason }, 'archive: a stored recording cannot be read');
  };
}

/** Codes of the operating system, as `EIO`, `EACCES`, `EMFILE`: nothing is known about the recording then. */
const SYSTEM_ERROR = /^E[A-Z0-9]+$/;

/** The error a reader gets. That an object is missing whose recording has a row is not the reader's fault. */
export function asReadFailure(cause: unknown): unknown {
  if (cause instanceof AppError) {
    if (cause.code === 'not-found') return new AppError('recording-lost', undefined, { cause });
    return cause.code === 'object-store-unavailable' || cause.code === 'key-store-unavailable'
      ? new AppError('recording-unreadable', undefined, { cause })
      : cause;
  }
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  if (typeof code !== 'string' || !SYSTEM_ERROR.test(code)) return cause;
  return new AppError('recording-unreadable', undefined, { cause });
}

/** Whether the recording itself is at fault; anything else may be over when it is read again. */
export function isLastingReadFailure(error: unknown): error is AppError {
  return error instanceof AppError && LASTING.some((code) => code === error.code);
}

/** Reports an error of reading if it is our fault. */
export function reportIfOurs(error: unknown, recordingId: RecordingId, report: ReadFailureReporter | undefined): void {
  if (error instanceof AppError && isReadFailure(error.code)) report?.(recordingId, error.code, error.cause);
}

function isReadFailure(code: ErrorCode): code is ReadFailureCode {
  return CODES.some((known) => known === code);
}
