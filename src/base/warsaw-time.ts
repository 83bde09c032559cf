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
  const hour = Math.floor(instantMs / HOUR_MS);
  if (hour !== lastOffset.hour) {
    const { offset, offsetNanoseconds } = zoned(hour * HOUR_MS);
    lastOffset = { hour, text: offset, ms: offsetNanoseconds / 1_000_000 };
  }
  return `${new Date(instantMs + lastOffset.ms).toISOString().slice(0, -'.000Z'.length)}${lastOffset.text}`;
}

const HOUR_MS = 60 * 60 * 1000;
/**
 * The offset of an hour of UTC, which is that of all its instants: of the last one asked for. Who formats many instants asks for those of
 * a day, and looking an offset up takes 20 times as long as all the rest.
 */
let lastOffset = { hour: Number.NaN, text: '', ms: 0 };

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
  return zoned(instantMs).add({ days }).epochMilliseconds + (instantMs - Math.floor(instantMs));
}

/** The instant (Unix ms) of a wall-clock time `HH:MM` of a Warsaw day. */
export function warsawInstant(day: WarsawDay, time: string): number {
  return Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(ZONE).epochMilliseconds;
}
