import type { Readable } from 'node:stream';
import { AppError, type ErrorCode } from '../base/errors.ts';
import type { RecordingId } from '../base/ids.ts';
import type { Logger } from '../platform/logging.ts';
import { Counter, type Registry } from '../platform/metrics.ts';

/** Errors by which a stored recording cannot be read: ours or the operator's fault, at every door. */
const CODES = ['recording-lost', 'recording-damaged', 'recording-key-missing', 'storage-not-mounted'] as const;
type ReadFailureCode = (typeof CODES)[number];

/** Called once for each reading that fails by our fault. */
export type ReadFailureReporter = (recordingId: RecordingId, code: ErrorCode) => void;

/** Logs and counts recordings that cannot be read. */
export function reportReadFailures(log: Logger, metrics: Registry): ReadFailureReporter {
  const failures = new Counter({
    name: 'fonoteka_recording_read_failures_total',
    help: 'Readings of stored recordings that failed by our fault, by error code.',
    labelNames: ['code'],
    registers: [metrics],
  });
  for (const code of CODES) failures.inc({ code }, 0);
  return (recordingId, code) => {
    failures.inc({ code });
    log.error({ recordingId, code }, 'archive: a stored recording cannot be read');
  };
}

/** The error a reader gets. That an object is missing whose recording has a row is not the reader's fault. */
export function asReadFailure(error: unknown): unknown {
  if (!(error instanceof AppError) || error.code !== 'not-found') return error;
  return new AppError('recording-lost', undefined, { cause: error });
}

/** Reports an error of reading if it is our fault. */
export function reportIfOurs(error: unknown, recordingId: RecordingId, report: ReadFailureReporter | undefined): void {
  if (error instanceof AppError && isReadFailure(error.code)) report?.(recordingId, error.code);
}

/** Reports a stream that fails after its beginning was read. */
export function reportStream(
  stream: Readable,
  recordingId: RecordingId,
  report: ReadFailureReporter | undefined,
): Readable {
  return stream.once('error', (error) => reportIfOurs(error, recordingId, report));
}

function isReadFailure(code: ErrorCode): code is ReadFailureCode {
  return CODES.some((known) => known === code);
}
