import { InvalidArgumentError } from 'commander';
import { readInstant } from '../base/instant.ts';
import { isId, type RecordingId, type TenantId } from '../base/ids.ts';
import type { Grosze } from '../base/money.ts';
import { addDays, isWarsawDay, startOfWarsawDay, type WarsawDay } from '../base/warsaw-time.ts';

export function tenantId(text: string): TenantId {
  if (!isId(text)) throw new InvalidArgumentError('a tenant’s id is wanted; tenant list shows them');
  return text as TenantId;
}

export function recordingId(text: string): RecordingId {
  if (!isId(text)) throw new InvalidArgumentError('a recording’s id is wanted');
  return text as RecordingId;
}

export function text(given: string): string {
  if (given.trim() === '') throw new InvalidArgumentError('a text is wanted');
  return given.trim();
}

/** Unix ms of a Warsaw day's beginning or of an instant (in UTC where it names no offset). */
export function instant(text: string): number {
  if (isWarsawDay(text)) return startOfWarsawDay(text);
  const instant = readInstant(text);
  if (!instant.ok) throw new InvalidArgumentError('a day (YYYY-MM-DD) or an instant of ISO 8601 is wanted');
  return instant.value;
}

/** Unix ms: the first instant after a Warsaw day. */
export function endOfDay(text: string): number {
  return startOfWarsawDay(addDays(warsawDay(text), 1));
}

export function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 3600)) throw new InvalidArgumentError('a number of seconds up to 3600 is wanted');
  return value;
}

/** Gives a reader of whole numbers. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) {
      throw new InvalidArgumentError(`a whole number from ${min} to ${max} is wanted`);
    }
    return value;
  };
}

export function warsawDay(text: string): WarsawDay {
  if (!isWarsawDay(text)) throw new InvalidArgumentError('a day is wanted, YYYY-MM-DD');
  return text;
}

/** `YYYY-MM` */
export function month(text: string): string {
  if (!isWarsawDay(`${text}-01`)) throw new InvalidArgumentError('a month is wanted, YYYY-MM');
  return text;
}

/** `89`, `89.00` or `89,00`, in zł. */
export function zloty(text: string): Grosze {
  const [, whole, grosze = '00'] = /^(\d{1,6})(?:[.,](\d{2}))?$/.exec(text) ?? [];
  if (whole === undefined) throw new InvalidArgumentError('an amount in zł is wanted, like 89.00');
  return Number(whole) * 100 + Number(grosze);
}
