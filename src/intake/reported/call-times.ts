import { type InstantProblem, readInstant } from '../../base/instant.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { ReportedCall } from './reported-calls.ts';

type WrittenTime = string | number;

/** The times of a call as the PBX wrote them. */
interface WrittenCallTimes {
  readonly startedAt: WrittenTime;
  /** Null: not answered; absent: not reported. */
  readonly answeredAt?: WrittenTime | null | undefined;
  readonly endedAt?: WrittenTime | null | undefined;
}

type CallTimes = Pick<ReportedCall, 'startedAt' | 'answeredAt' | 'endedAt'>;

interface CallTimeProblem {
  readonly field: keyof WrittenCallTimes;
  readonly problem: InstantProblem | 'before-there-were-calls' | 'before-the-time-before';
}

/** Earlier times are errors, and the year 0 is not a valid folder of the tree. */
const FIRST_INSTANT_MS = Date.UTC(1900, 0, 1);
/** PBXs cut off one time at the second and another at the millisecond: an answer may seem to come this long before the start. */
export const MAX_ROUNDING_MS = 1000;

/**
 * Reads the times of a reported call, in the order start, answer, end. One that is up to a second before the time before it is
 * taken as that one. `timeZone` is the source's, for times without an offset: of an hour that comes twice, answer and end are in
 * the first that keeps the order.
 */
export function readCallTimes(written: WrittenCallTimes, timeZone: string | null): Result<CallTimes, CallTimeProblem> {
  const startedAt = readInstant(written.startedAt, { zone: timeZone });
  if (!startedAt.ok) return fail({ field: 'startedAt', problem: startedAt.reason });
  if (startedAt.value < FIRST_INSTANT_MS) return fail({ field: 'startedAt', problem: 'before-there-were-calls' });
  let before = startedAt.value;
  const later: Partial<Record<'answeredAt' | 'endedAt', number | null>> = {};
  for (const field of ['answeredAt', 'endedAt'] as const) {
    const time = written[field];
    if (time === null) later[field] = null;
    if (time === null || time === undefined) continue;
    const read = readInstant(time, { zone: timeZone, notBefore: before - MAX_ROUNDING_MS });
    if (!read.ok) return fail({ field, problem: read.reason });
    if (read.value < before - MAX_ROUNDING_MS) return fail({ field, problem: 'before-the-time-before' });
    before = Math.max(before, read.value);
    later[field] = before;
  }
  return ok({ startedAt: startedAt.value, endedAt: null, ...later });
}
