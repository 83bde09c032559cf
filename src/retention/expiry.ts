import { addWarsawDays } from '../base/warsaw-time.ts';
import { retentionDays, type ServiceHistory } from '../tenants/index.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** A span of Warsaw days is at most this much longer or shorter than its number of 24-hour days. */
const ZONE_SHIFT_MS = HOUR_MS;

/** The first instant (Unix ms) at which a recording is no longer kept: so many days later, at the same time in Warsaw. */
export function expiresAt(startedAt: number, days: number): number {
  return addWarsawDays(startedAt, days);
}

/**
 * When the recording expires by the services that the tenant has now and later: the first instant from `now` on at which
 * it is expired; an instant up to `now` if it is expired already. An option whose end is known counts until its end.
 */
export function keptUntil(history: ServiceHistory, startedAt: number, now: number): number {
  for (let from = now; ; ) {
    const expiry = expiresAt(startedAt, retentionDays(history, from));
    const changesAt = nextChange(history, from);
    if (expiry < changesAt) return from === now ? expiry : Math.max(expiry, from);
    from = changesAt;
  }
}

function nextChange(history: ServiceHistory, after: number): number {
  const changes = history
    .filter(({ service }) => service === 'extended-retention')
    .flatMap(({ startsAt, endsAt }) => [startsAt, endsAt ?? Number.POSITIVE_INFINITY]);
  return Math.min(Number.POSITIVE_INFINITY, ...changes.filter((instant) => instant > after));
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
