import { type FileHandle, open } from 'node:fs/promises';
import { InvalidArgumentError } from 'commander';
import { AppError } from '../base/errors.ts';
import { isId, type RecorderId, type RecordingId, type TenantId } from '../base/ids.ts';
import { isTimeZone, readInstant } from '../base/instant.ts';
import type { Grosze } from '../base/money.ts';
import { addDays, isWarsawDay, startOfWarsawDay, type WarsawDay } from '../base/warsaw-time.ts';
import { type Right, RIGHTS } from '../tenants/index.ts';

/*
 * Readers of the options' values: a wrong one throws, and commander names the option and ends with the exit code 2.
 */

export function readTenantId(text: string): TenantId {
  if (!isId(text)) throw new InvalidArgumentError('must be a tenant’s id; `fonoteka tenant list` shows them');
  return text as TenantId;
}

export function readRecordingId(text: string): RecordingId {
  if (!isId(text)) throw new InvalidArgumentError('must be a recording’s id');
  return text as RecordingId;
}

export function readRecorderId(text: string): RecorderId {
  if (!isId(text)) throw new InvalidArgumentError('must be a recorder’s id, as fonoteka recorder list shows it');
  return text as RecorderId;
}

export function readText(given: string): string {
  if (given.trim() === '') throw new InvalidArgumentError('must not be empty');
  return given.trim();
}

/** Unix ms of a Warsaw day’s beginning, or of an instant (UTC where it names no offset). */
export function readDayOrInstant(text: string): number {
  if (isWarsawDay(text)) return startOfWarsawDay(text);
  const instant = readInstant(text, { zone: 'UTC' });
  if (!instant.ok) throw new InvalidArgumentError('must be a day (YYYY-MM-DD) or an instant of ISO 8601');
  return instant.value;
}

/** A time zone of IANA. */
export function readTimeZone(text: string): string {
  if (!isTimeZone(text)) throw new InvalidArgumentError('must be a time zone of IANA, like Europe/Warsaw');
  return text;
}

export function readDay(text: string): WarsawDay {
  if (!isWarsawDay(text)) throw new InvalidArgumentError('must be a day, YYYY-MM-DD');
  return text;
}

/** Unix ms: the first instant after a Warsaw day. */
export function readEndOfDay(text: string): number {
  return startOfWarsawDay(addDays(readDay(text), 1));
}

/** `YYYY-MM` */
export function readMonth(text: string): string {
  if (!isWarsawDay(`${text}-01`)) throw new InvalidArgumentError('must be a month, YYYY-MM');
  return text;
}

export function readSeconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 3600)) throw new InvalidArgumentError('must be a number of seconds up to 3600');
  return value;
}

export function wholeNumberReader(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) {
      throw new InvalidArgumentError(`must be a whole number from ${min} to ${max}`);
    }
    return value;
  };
}

/** `89`, `89.00` or `89,00`, in zł. */
export function readZloty(text: string): Grosze {
  const [, zloty, grosze = '00'] = /^(\d{1,6})(?:[.,](\d{2}))?$/.exec(text) ?? [];
  if (zloty === undefined) throw new InvalidArgumentError('must be an amount in zł, like 89.00');
  return Number(zloty) * 100 + Number(grosze);
}

/** Opens the exported log that `--file` names. Throws `request-invalid` where it cannot be read. */
export async function openExportedLog(file: string): Promise<FileHandle> {
  try {
    return await open(file);
  } catch (cause) {
    throw new AppError('request-invalid', `${file} cannot be read`, { cause });
  }
}

/** For an option that may be given several times. */
export function readTexts(given: string, before: readonly string[]): string[] {
  return [...before, readText(given)];
}

/** For an option that may be given several times. */
export function readRights(text: string, before: readonly Right[]): Right[] {
  const right = RIGHTS.find((one) => one === text);
  if (right === undefined) throw new InvalidArgumentError(`must be one of ${RIGHTS.join(', ')}`);
  return [...before, right];
}
