import { AppError } from '../../base/errors.ts';

/** The result of a check: passed, with what was seen, or a problem and its remedy. */
export type CheckResult =
  | { readonly check: string; readonly ok: true; readonly detail: string }
  | { readonly check: string; readonly ok: false; readonly detail: string; readonly remedy: string };

export function passed(check: string, detail: string): CheckResult {
  return { check, ok: true, detail };
}

export function problem(check: string, detail: string, remedy: string): CheckResult {
  return { check, ok: false, detail, remedy };
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** For `catch`: the text of `storage-not-mounted`. Rethrows any other error. */
export function notMounted(error: unknown): string {
  if (error instanceof AppError && error.code === 'storage-not-mounted') return error.message;
  throw error;
}
