import { addDays, addWarsawDays, startOfWarsawDay, type WarsawDay, warsawDay } from '../../base/warsaw-time.ts';
import { retentionDays, type ServiceHistory } from '../../tenants/index.ts';

const MINUTE_MS = 60_000;
/** After this time every recorder has reported its calls that are not archived yet. */
const RECORDER_REPORT_DELAY_MS = 5 * MINUTE_MS;
/** Calls that last longer into the next day, or whose recorder is unavailable, are sent later in a supplement. */
const UNARCHIVED_TIMEOUT_MS = 6 * 60 * MINUTE_MS;

/**
 * Whether a day is over and all its recordings are archived. Instants are Unix ms; `unarchivedSince` is the start of the
 * call that is not archived, null where there is none.
 */
export function isClosed(day: WarsawDay, now: number, unarchivedSince: number | null): boolean {
  const end = startOfWarsawDay(addDays(day, 1));
  if (now < end + RECORDER_REPORT_DELAY_MS) return false;
  return unarchivedSince === null || unarchivedSince >= end || now >= end + UNARCHIVED_TIMEOUT_MS;
}

/**
 * The days before today whose packages a tenant is entitled to, oldest first: those on which the push was on, as far back as
 * recordings are kept.
 */
export function dueDays(history: ServiceHistory, now: number): WarsawDay[] {
  const oldest = warsawDay(addWarsawDays(now, -retentionDays(history, now)));
  const today = warsawDay(now);
  const days = new Set<WarsawDay>();
  for (const { service, startsAt, endsAt } of history) {
    if (service !== 'push' || (endsAt !== null && endsAt <= startsAt)) continue;
    const last = endsAt === null ? today : warsawDay(endsAt - 1);
    for (let day = later(warsawDay(startsAt), oldest); day <= last && day < today; day = addDays(day, 1)) days.add(day);
  }
  return [...days].sort();
}

function later(one: WarsawDay, other: WarsawDay): WarsawDay {
  return one > other ? one : other;
}
