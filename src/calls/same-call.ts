import type { Call } from './call.ts';

/**
 * How long nothing may be between two sessions of a call: while the target of a transfer rings (three minutes at most: RFC 3261
 * §16.6, timer C) or the call is parked. PBXs use an id again for another call, after a restart or when their counter is full:
 * hours later or more.
 */
const MAX_SESSION_GAP_MS = 5 * 60_000;

/**
 * How far apart the clocks of PBX and recorder may be when a session and a CDR without a common id are matched. Nobody
 * hangs up and calls the same number again within this time.
 */
const MAX_CLOCK_DIFFERENCE_MS = 5_000;

/** Unix ms. */
interface Period {
  readonly from: number;
  readonly until: number;
}

/** A row with the PBX's id of a report is the same call if its time, from start to end, overlaps this. */
export function periodOfSameId(reported: Call): Period {
  const { startedAt, answeredAt, endedAt } = reported;
  const end = Math.max(endedAt ?? answeredAt ?? startedAt, startedAt);
  return { from: startedAt - MAX_SESSION_GAP_MS, until: end + MAX_SESSION_GAP_MS };
}

/**
 * A row with the parties of a report may be the same call if its ringing, from start to answer, overlaps this. Null: none is. A
 * number is withheld, or nobody answered: an unanswered call has no session.
 */
export function periodOfSameParties(reported: Call): Period | null {
  const { caller, callee, startedAt, answeredAt, noRecordingReason } = reported;
  if (caller === null || callee === null || noRecordingReason === 'not-answered') return null;
  return { from: startedAt - MAX_CLOCK_DIFFERENCE_MS, until: (answeredAt ?? startedAt) + MAX_CLOCK_DIFFERENCE_MS };
}
