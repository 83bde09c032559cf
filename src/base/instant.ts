import { Temporal } from 'temporal-polyfill';
import { fail, ok, type Result } from './result.ts';

/** Why a written time is no instant; `no-offset`: it would be one if a zone were known. */
export type InstantProblem = 'not-an-instant' | 'no-offset';

export interface ReadInstantOptions {
  /** The IANA zone of a time without an offset; null: such a time is refused. */
  readonly zone: string | null;
  /** Unix ms. Of a local time that comes twice, the first of the two that is not before this is meant. */
  readonly notBefore?: number;
}

/** Room for a fraction of any length that a machine writes; more is no time. */
export const MAX_INSTANT_CHARS = 256;
const ISO_8601 =
  /^(\d{4}-\d{2}-\d{2})(?:T| +)(\d{2}:\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i;
const EPOCH = /^(\d{1,16})(?:[.,](\d+))?$/;

/**
 * Reads an instant as Unix ms, the only reader of times that come from outside:
 * - RFC 3339 and ISO 8601: `2026-03-10T11:00:00.123+01:00`; a blank for `T`; `Z`, `UTC`, `+01:00`, `+0100` or `+01`; seconds
 *   may be absent. What is finer than a millisecond is cut off. A day alone is no instant: see `isWarsawDay`.
 * - Unix time in seconds, ms or µs, as a number or as text: see `readEpoch`.
 * - A time without offset, in `zone`: see `inZone`.
 */
export function readInstant(
  written: string | number,
  { zone, notBefore }: ReadInstantOptions,
): Result<number, InstantProblem> {
  const text = String(written).trim();
  if (text.length > MAX_INSTANT_CHARS) return fail('not-an-instant');
  const epoch = EPOCH.exec(text);
  if (epoch !== null) return readEpoch(epoch[1]!, epoch[2] ?? '');
  const [, day = '', time = '', seconds = '00', fraction = '', offset] = ISO_8601.exec(text) ?? [];
  // The leap second is the first instant of the next minute, as in POSIX; without its fraction, so that order is kept.
  const isLeap = seconds === '60';
  const clock = `${day}T${time}:${isLeap ? '59.000' : `${seconds}.${milliseconds(fraction)}`}`;
  const asUtc = Date.parse(`${clock}Z`) + (isLeap ? 1000 : 0);
  if (Number.isNaN(asUtc) || !isCalendarDay(day)) return fail('not-an-instant');
  if (offset !== undefined) return atOffset(asUtc, offset);
  return zone === null ? fail('no-offset') : ok(inZone(asUtc, zone, notBefore));
}

/** Unix time of these years only: outside of them a number may be a date without separators, or an error. */
const EPOCH_FROM_MS = Date.UTC(2000, 0, 1);
const EPOCH_UNTIL_MS = Date.UTC(2100, 0, 1);

/** The unit is the one in which the number is in our century; there is never more than one. */
function readEpoch(whole: string, fraction: string): Result<number, InstantProblem> {
  const value = Number(whole);
  const inUnits = [value * 1000 + Number(milliseconds(fraction)), value, Math.floor(value / 1000)];
  const found = inUnits.find((instantMs) => instantMs >= EPOCH_FROM_MS && instantMs < EPOCH_UNTIL_MS);
  return found === undefined ? fail('not-an-instant') : ok(found);
}

function milliseconds(fraction: string): string {
  return fraction.slice(0, 3).padEnd(3, '0');
}

function atOffset(asUtc: number, offset: string): Result<number, InstantProblem> {
  const [, sign, hours, minutes = '00'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset) ?? [];
  if (sign === undefined) return ok(asUtc);
  if (Number(hours) > 23 || Number(minutes) > 59) return fail('not-an-instant');
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return ok(sign === '+' ? asUtc - offsetMs : asUtc + offsetMs);
}

/**
 * A local time that comes twice (the clock goes back) is the first, in summer time, unless that is before `notBefore`. One that
 * does not exist (the clock goes forward) is that much later: 02:30 is 03:30.
 */
function inZone(asUtc: number, zone: string, notBefore = -Infinity): number {
  const local = Temporal.Instant.fromEpochMilliseconds(asUtc).toZonedDateTimeISO('UTC').toPlainDateTime();
  const first = local.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
  return first >= notBefore ? first : local.toZonedDateTime(zone, { disambiguation: 'later' }).epochMilliseconds;
}

/** `Date.parse` takes 30 February for 2 March. */
function isCalendarDay(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

/** Whether a text is the name of a time zone (IANA): `Europe/Warsaw`, `UTC`. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9/_+-]*$/.test(text)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text);
    return true;
  } catch {
    return false;
  }
}
