import { fail, ok, type Result } from './result.ts';

const ISO_8601 = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/**
 * Reads an instant of ISO 8601 as Unix ms: `2026-03-10T11:00:00.123+01:00`. Seconds may be absent; an offset is `Z`,
 * `+01:00`, `+0100` or `+01`, and without one the time is in UTC. What is finer than a millisecond is cut off. A day
 * alone is no instant: see `isWarsawDay`.
 */
export function readInstant(text: string): Result<number, 'not-an-instant'> {
  const [, day = '', time = '', seconds = '00', fraction = '', zone = 'Z'] = ISO_8601.exec(text.trim()) ?? [];
  const instantMs = Date.parse(`${day}T${time}:${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${offset(zone)}`);
  return Number.isNaN(instantMs) || !isCalendarDay(day) ? fail('not-an-instant') : ok(instantMs);
}

/** The offset in the one form that ECMAScript specifies: `Z` or `+HH:MM`. */
function offset(zone: string): string {
  if (zone.toUpperCase() === 'Z') return 'Z';
  return `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
}

/** `Date.parse` takes 30 February for 2 March. */
function isCalendarDay(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}
