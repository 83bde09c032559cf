import { addDays, type WarsawDay } from '../format/warsaw-time.ts';

/** The month (`YYYY-MM`) before a day's: the newest whose periods have all begun and may have ended. */
export function monthBefore(day: WarsawDay): string {
  return addDays(`${day.slice(0, 7)}-01`, -1).slice(0, 7);
}
