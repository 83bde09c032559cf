import type { Explanation } from '../../platform/push-target/index.ts';
import { explainFailure } from '../letters/letters.ts';

/** Why a package is not there, told to people. */
export interface FailureView {
  readonly code: string;
  readonly explanation: Explanation;
  /** What the server itself said. */
  readonly detail: string | null;
  /** Unix ms. */
  readonly at: number;
}

/** The failure that a package's row tells of, or null. */
export function failureView(row: {
  readonly error_code: string | null;
  readonly error_detail: string | null;
  readonly failed_at: Date | null;
}): FailureView | null {
  const { error_code: code, error_detail: detail, failed_at: at } = row;
  if (code === null || at === null) return null;
  return {
    code,
    explanation: { pl: explainFailure('pl', code), en: explainFailure('en', code) },
    detail,
    at: at.getTime(),
  };
}
