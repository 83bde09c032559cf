import { Temporal } from 'temporal-polyfill';

const ZONE = 'Europe/Warsaw';

/** A calendar day in Europe/Warsaw, `YYYY-MM-DD`. */
export type WarsawDay = string;

function zoned(instantMs: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(instantMs)).toZonedDateTimeISO(ZONE);
}

/** The day of an instant (Unix ms) in Europe/Warsaw. */
export function warsawDay(instantMs: number): WarsawDay {
  return zoned(instantMs).toPlainDate().toString();
}

/** The wall clock of an instant (Unix ms) in Europe/Warsaw, `HH-MM-SS`. */
export function warsawTimeOfDay(instantMs: number): string {
  return zoned(instantMs).toPlainTime().toString({ smallestUnit: 'second' }).replaceAll(':', '-');
}

/** An instant (Unix ms) as people and programs both read it: `2026-03-10T09:05:09+01:00`, time in Warsaw. */
export function warsawTimestamp(instantMs: number): string {
  const offset = offsetAt(instantMs);
  return `${new Date(instantMs + offset.ms).toISOString().slice(0, -'.000Z'.length)}${offset.text}`;
}

/** The wall clock of an instant (Unix ms) in Europe/Warsaw: 1 is Monday, 7 Sunday; minutes after midnight as it shows them. */
export function warsawClock(instantMs: number): { readonly weekday: number; readonly minute: number } {
  const local = new Date(instantMs + offsetAt(instantMs).ms);
  return { weekday: local.getUTCDay() || 7, minute: local.getUTCHours() * 60 + local.getUTCMinutes() };
}

interface Offset {
  readonly text: string;
  readonly ms: number;
}

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** Those of a few weeks. */
const MAX_KNOWN_OFFSETS = 1000;
/** By hour of UTC, whose instants have all the same. Looking one up takes 20 times as long as all the rest of a timestamp. */
const knownOffsets = new Map<number, Offset>();

function offsetAt(instantMs: number): Offset {
  const hour = Math.floor(instantMs / HOUR_MS);
  const known = knownOffsets.get(hour);
  if (known !== undefined) return known;
  const { offset, offsetNanoseconds } = zoned(hour * HOUR_MS);
  const found = { text: offset, ms: offsetNanoseconds / 1_000_000 };
  if (knownOffsets.size === MAX_KNOWN_OFFSETS) knownOffsets.clear();
  knownOffsets.set(hour, found);
  return found;
}

/** The first instant (Unix ms) of a Warsaw day. Days are 23, 24 or 25 hours long. */
export function startOfWarsawDay(day: WarsawDay): number {
  return Temporal.PlainDate.from(day).toZonedDateTime(ZONE).epochMilliseconds;
}

/** The Warsaw day `days` after (or, negative, before) the given one. */
export function addDays(day: WarsawDay, days: number): WarsawDay {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** The Warsaw day `months` after (or, negative, before) the given one; of a shorter month, its last day. */
export function addMonths(day: WarsawDay, months: number): WarsawDay {
  return Temporal.PlainDate.from(day).add({ months }).toString();
}

/** Whether a text is a day that exists. */
export function isWarsawDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
}

/**
 * The instant (Unix ms) the given days later (or, negative, before) at the same wall-clock time in Warsaw. A time that
 * does not exist on that day is moved forward by the missing hour.
 */
export function addWarsawDays(instantMs: number, days: number): number {
  const later = instantMs + days * DAY_MS;
  if (Number.isInteger(days) && isSameClock(instantMs, later)) return later;
  return zoned(instantMs).add({ days }).epochMilliseconds + (instantMs - Math.floor(instantMs));
}

/** Whether the wall clocks of two instants show the same time if they are whole days apart, and the second has not shown it an hour before. */
function isSameClock(instantMs: number, laterMs: number): boolean {
  const { ms } = offsetAt(instantMs);
  // Before 1970 the zone has changes within an hour of UTC.
  return Math.min(instantMs, laterMs) > HOUR_MS && offsetAt(laterMs).ms === ms && offsetAt(laterMs - HOUR_MS).ms === ms;
}

/** The instant (Unix ms) of a wall-clock time `HH:MM` of a Warsaw day. */
export function warsawInstant(day: WarsawDay, time: string): number {
  return Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(ZONE).epochMilliseconds;
}
