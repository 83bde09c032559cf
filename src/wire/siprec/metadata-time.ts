/** A time before this means that the SRC's clock was never set (Ribbon after a restart says 1970). */
const EARLIEST_BELIEVABLE_MS = Date.UTC(2000, 0, 1);

const TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/** Reads a time with `Z`, `+00:00`, `+0000` or no zone at all (taken as UTC); Unix ms, null where it makes no sense. */
export function readMetadataTime(text: string | null): number | null {
  const match = TIME.exec(text?.trim() ?? '');
  if (match === null) return null;
  const [, day, time, fraction, zone] = match;
  const offset = zone === undefined || zone.toUpperCase() === 'Z' ? 'Z' : zone.replace(/^(.\d{2}):?(\d{2})$/, '$1:$2');
  const instant = Date.parse(`${day}T${time}.${(fraction ?? '0').slice(0, 3)}${offset}`);
  return Number.isNaN(instant) || instant < EARLIEST_BELIEVABLE_MS ? null : instant;
}
