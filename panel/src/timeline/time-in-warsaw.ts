import { startOfWarsawDay } from '../format/warsaw-time.ts';

/** The instant of a time of day in Warsaw, `14:35` or `9.05`, in ISO 8601; null: not a time. On a day of a clock change it may be an hour off. */
export function timeInWarsaw(day: string, time: string): string | null {
  const [, hours, minutes] = /^\s*(\d{1,2})[:.](\d{2})\s*$/.exec(time) ?? [];
  if (hours === undefined || minutes === undefined || Number(hours) > 23 || Number(minutes) > 59) return null;
  const at = Date.parse(startOfWarsawDay(day)) + (Number(hours) * 60 + Number(minutes)) * 60_000;
  return new Date(at).toISOString();
}
