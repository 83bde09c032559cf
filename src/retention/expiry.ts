import { addWarsawDays } from '../base/warsaw-time.ts';
import { retentionDays, type RetentionHistory } from '../tenants/index.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** A span of Warsaw days is at most this much longer or shorter than its number of 24-hour days. */
const ZONE_SHIFT_MS = HOUR_MS;

/** The first instant (Unix ms) at which a recording is no longer kept: so many days later, at the same time in Warsaw. */
export function expiresAt(startedAt: number, days: number): number {
  return addWarsawDays(startedAt, days);
}

/**
 * The rule: a recording expires at the first instant, from its storing on, at which the retention then in force is over. What is
 * expired stays expired, whatever is bought later; so the history alone decides, not when somebody looks.
 *
 * The first such instant from `from` on; an instant up to `from` if the retention in force then is over already. An option whose
 * end is known counts until its end.
 */
export function keptUntil(history: RetentionHistory, startedAt: number, from: number): number {
  for (let at = from; ; ) {
    const expiry = expiresAt(startedAt, retentionDays(history, at));
    const changesAt = changesOf(history).find((instant) => instant > at) ?? Number.POSITIVE_INFINITY;
    if (expiry < changesAt) return at === from ? expiry : Math.max(expiry, at);
    at = changesAt;
  }
}

/** Whether the retention is the same from an instant on, for ever. */
export function isSettled(history: RetentionHistory, from: number): boolean {
  return changesOf(history).every((instant) => instant <= from);
}

/** Instants at which the retention may change, in order. */
function changesOf(history: RetentionHistory): number[] {
  return history
    .filter(({ service }) => service === 'extended-retention' || service === 'left')
    .flatMap(({ startsAt, endsAt }) => (endsAt === null ? [startsAt] : [startsAt, endsAt]))
    .sort((a, b) => a - b);
}

/** A time in which one retention was in force. */
export interface RetentionTerm {
  readonly days: number;
  /** Its last instant, Unix ms; of the current term, the instant of the question. */
  readonly until: number;
  readonly isCurrent: boolean;
}

/**
 * The terms up to an instant, the current one first. What expired in any of them is expired. Left out are those in which nothing
 * expired that a later one has not expired as well; so there is one term, as a rule. `waitDays`: how long recordings may be kept
 * beyond their expiry; the terms that decide on the end of that are among them.
 */
export function retentionTerms(history: RetentionHistory, at: number, waitDays = 0): readonly RetentionTerm[] {
  const ends = changesOf(history)
    .filter((instant) => instant <= at)
    .map((instant) => instant - 1);
  const terms: RetentionTerm[] = [{ days: retentionDays(history, at), until: at, isCurrent: true }];
  for (const until of ends.toReversed()) {
    const term = { days: retentionDays(history, until), until, isCurrent: false };
    if (!terms.some((later) => isCoveredBy(term, later, waitDays))) terms.push(term);
  }
  return terms;
}

function isCoveredBy(term: RetentionTerm, later: RetentionTerm, waitDays: number): boolean {
  const longer = later.days - term.days;
  return longer <= 0 || later.until - term.until >= (longer + waitDays) * DAY_MS + 2 * ZONE_SHIFT_MS;
}

/** Call starts, whole Unix ms: from `from` (null: unlimited) until before `end`. */
interface StartSpan {
  readonly from: number | null;
  readonly end: number;
}

/**
 * The call starts that are expired at an instant (whole Unix ms), exactly those with `expiresAt(start) <= at`, as spans
 * for an indexed query. Usually one span. Around a clock change calls do not expire in the order of their starts, so there
 * are several; the order changes at full hours of UTC only.
 */
export function expiredStarts(days: number, at: number): readonly StartSpan[] {
  const around = at - days * DAY_MS;
  const [first, last] = [around - ZONE_SHIFT_MS + 1, around + ZONE_SHIFT_MS + 1];
  const cuts = new Set([first, around + 1, last]);
  for (let hour = Math.ceil(first / HOUR_MS) * HOUR_MS; hour < last; hour += HOUR_MS) cuts.add(hour);
  const sorted = [...cuts].sort((a, b) => a - b);
  const spans: { from: number | null; end: number }[] = [{ from: null, end: first }];
  for (const [index, end] of sorted.entries()) {
    const from = sorted[index - 1];
    if (from === undefined || expiresAt(from, days) > at) continue;
    const before = spans.at(-1)!;
    if (before.end === from) before.end = end;
    else spans.push({ from, end });
  }
  return spans;
}
