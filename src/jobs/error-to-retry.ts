import { AppError } from '../base/errors.ts';

/** Whether a run that failed is worth another soon, or will fail alike until its next time or until somebody mends it. */
type Retry = 'backoff' | 'no';

/**
 * By PostgreSQL's classes of SQLSTATE (appendix A). Only what the statement itself is wrong about stays wrong; away,
 * overloaded, deadlocked, shutting down passes.
 */
const BY_SQLSTATE_CLASS: Readonly<Record<string, Retry>> = {
  '22': 'no', // data exception
  '23': 'no', // integrity constraint violation
  '42': 'no', // syntax error or access rule violation
};

const SQLSTATE = /^[0-9A-Z]{5}$/;

/** Errors of the code, not of the world. */
const MISTAKES: readonly (new (...args: never[]) => Error)[] = [TypeError, RangeError, ReferenceError, SyntaxError];

/** What is not known better is tried again: a run too many does no harm, one too few may be a day late. */
export function errorToRetry(error: unknown): Retry {
  if (error instanceof AppError) return error.kind.retry;
  if (MISTAKES.some((mistake) => error instanceof mistake)) return 'no';
  const code = (error as { readonly code?: unknown } | null)?.code;
  if (typeof code !== 'string' || !SQLSTATE.test(code)) return 'backoff';
  return BY_SQLSTATE_CLASS[code.slice(0, 2)] ?? 'backoff';
}
