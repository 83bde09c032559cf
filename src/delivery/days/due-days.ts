import { addDays, addWarsawDays, startOfWarsawDay, type WarsawDay, warsawDay } from '../../base/warsaw-time.ts';
import { retentionDays, type ServiceHistory } from '../../tenants/index.ts';

const MINUTE_MS = 60_000;
/** So long after a day's end every recorder has told of the calls that it still has. */
const REPORTS_ARE_IN_MS = 5 * MINUTE_MS;
/** A call that goes on for longer into the next day, or a recorder that is away, is not waited for: it comes later. */
const PATIENCE_MS = 6 * 60 * MINUTE_MS;

/**
 * Whether a day is over and all its recordings are there. Instants are Unix ms; `unarchivedSince` is the start of the
 * oldest call that is not archived, null where there is none.
 */
export function isClosed(day: WarsawDay, now: number, unarchivedSince: number | null): boolean {
  const end = startOfWarsawDay(addDays(day, 1));
  if (now < end + REPORTS_ARE_IN_MS) return false;
  return unarchivedSince === null || unarchivedSince >= end || now >= end + PATIENCE_MS;
}

/**
 * The days before today whose packages a tenant has a right to, oldest first: those with the push in force at some instant, as
 * far back as anything is kept.
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
