import { type Language, LOCALES } from '../i18n/language.ts';

/** Formats grosze: `1 234,50 zł`, in English `PLN 1,234.50`. Passed on as text, so that it is not rounded. */
export function formatMoney(grosze: number, language: Language): string {
  const format = { style: 'currency', currency: 'PLN', useGrouping: 'always' } as const;
  return new Intl.NumberFormat(LOCALES[language], format).format(`${grosze}E-2` as `${number}`);
}

/** Limit of the API. */
const MAX_GROSZE = 100_000_000;

/** Parses an amount that was typed, `89`, `89,5` or `1 234.50`, into grosze. Null: not an amount. */
export function readMoney(text: string): number | null {
  const [, zloty, fraction = ''] = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(text.replaceAll(/\s|zł/g, '')) ?? [];
  if (zloty === undefined) return null;
  const grosze = Number(zloty + fraction.padEnd(2, '0'));
  return grosze <= MAX_GROSZE ? grosze : null;
}

/** The VAT on a net amount, rounded half up to a grosz, as the API calculates it. */
export function vatOn(netGrosze: number, vatPercent: number): number {
  return Math.floor((netGrosze * vatPercent + 50) / 100);
}

const KILOBYTE = 1000;
const MEGABYTE = 1000 * KILOBYTE;
const GIGABYTE = 1000 * MEGABYTE;

/** A size in kB, MB or GB with the language's decimal sign, on one line: `840 kB`, `1,4 MB`. */
export function formatFileSize(sizeBytes: number, language: Language): string {
  if (sizeBytes < MEGABYTE) return `${Math.max(1, Math.round(sizeBytes / KILOBYTE))}\u00A0kB`;
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  if (sizeBytes < GIGABYTE) return `${number.format(sizeBytes / MEGABYTE)}\u00A0MB`;
  return `${number.format(sizeBytes / GIGABYTE)}\u00A0GB`;
}

/** To one decimal. */
export function formatDecimal(value: number, language: Language): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value);
}

/** A part of a whole in percent: `1,5%`. Of nothing: `0%`. */
export function formatShare(part: number, whole: number, language: Language): string {
  const share = whole === 0 ? 0 : part / whole;
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(share);
}

/** A duration as `m:ss`, or `h:mm:ss` from an hour on, rounded to the nearest second. */
export function formatDuration(durationMs: number): string {
  return clock(Math.round(durationMs / 1000));
}

/** A position in a recording in the format of a duration, rounded down. */
export function formatPosition(positionMs: number): string {
  return clock(Math.floor(positionMs / 1000));
}

function clock(totalSeconds: number): string {
  const seconds = twoDigits(totalSeconds % 60);
  const minutes = Math.floor(totalSeconds / 60);
  if (minutes < 60) return `${minutes}:${seconds}`;
  return `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${seconds}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A remaining time in its two largest units, rounded down: `2 dni 3 godz.`, `5 godz. 12 min`. */
export function formatTimeLeft(spanMs: number, language: Language): string {
  const days = Math.floor(spanMs / DAY_MS);
  const hours = Math.floor((spanMs % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((spanMs % HOUR_MS) / MINUTE_MS);
  if (days > 0) return `${inUnit(days, 'day', language)} ${inUnit(hours, 'hour', language)}`;
  if (hours > 0) return `${inUnit(hours, 'hour', language)} ${inUnit(minutes, 'minute', language)}`;
  return inUnit(minutes, 'minute', language);
}

function inUnit(value: number, unit: 'day' | 'hour' | 'minute', language: Language): string {
  return new Intl.NumberFormat(LOCALES[language], { style: 'unit', unit, unitDisplay: 'short' }).format(value);
}

/** First two digits of Polish mobile numbers (UKE's numbering plan). */
const MOBILE_ZONES = ['45', '50', '51', '53', '57', '60', '66', '69', '72', '73', '78', '79', '88'];
/** First two digits of freephone, shared-cost and premium-rate numbers, which are grouped like mobile numbers. */
const SERVICE_ZONES = ['70', '80'];

const POLISH = /^\+48(\d{9})$/;

/** ITU-T E.164: country codes have one, two or three digits; these are all with one or two. */
const FOREIGN = /^\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[2-9]\d\d)(\d{6,12})$/;
/** Of the North American numbering plan. */
const NORTH_AMERICAN = '1';

/** Formats a stored number: `22 123 45 67`, `512 345 678`, `+49 1511 2345678`; extensions and short codes stay as they are. */
export function formatPhoneNumber(number: string): string {
  const national = POLISH.exec(number)?.[1];
  if (national === undefined) return number.replace(FOREIGN, (_, code: string, rest: string) => grouped(code, rest));
  return isGroupedInThrees(national)
    ? national.replace(/(\d{3})(\d{3})(\d{3})/, '$1 $2 $3')
    : national.replace(/(\d{2})(\d{3})(\d{2})(\d{2})/, '$1 $2 $3 $4');
}

/** Each country groups in its own way: these groups can be read and compared in all of them. */
function grouped(countryCode: string, rest: string): string {
  if (countryCode === NORTH_AMERICAN) return `+1 ${rest.replace(/^(\d{3})(\d{3})(\d+)$/, '$1 $2 $3')}`;
  const groups = rest.length <= 9 ? rest.replaceAll(/\d{3}(?=\d{2})/g, '$& ') : rest.replace(/^\d{4}/, '$& ');
  return `+${countryCode} ${groups}`;
}

function isGroupedInThrees(national: string): boolean {
  const zone = national.slice(0, 2);
  return MOBILE_ZONES.includes(zone) || SERVICE_ZONES.includes(zone);
}
