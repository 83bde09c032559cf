import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** E.164 §6.2.1: at most 15 digits. */
const MAX_E164_DIGITS = 15;
/** Extensions and short codes (112, 19115, 116000); longer ones are numbers of the public network. */
const MAX_SHORT_DIGITS = 6;
const SHORT = new RegExp(`^\\d{1,${MAX_SHORT_DIGITS}}$`);

/** Poland's numbers have nine digits; 0 was the trunk prefix until 2010, and is still dialled. */
const NATIONAL = /^0?([1-9]\d{8})$/;
/** Of a number that was put together of parts: `+48 0 22…`, `0 48 22…`. */
const WITH_COUNTRY = /^0?480?([1-9]\d{8})$/;
/** Carrier selection: 10xx, then a national or an international number. */
const CARRIER = /^0?(10[1-9]\d)((?:\+|0{0,2})[1-9]\d{8,14})$/;
/** Without a prefix: shorter digits are a local number sooner than a foreign one (Denmark, Norway and Iceland have 10 with their code). */
const MIN_BARE_DIGITS = 10;
/** North America's international prefix. */
const NORTH_AMERICAN_PREFIX = /^011([1-9]\d{6,14})$/;

interface PlannedNumber {
  /** E.164 with `+`, a short number, or the digits as dialled. */
  readonly number: string;
  /** `unknown`: fits no numbering plan, and is as it was dialled. */
  readonly kind: 'public' | 'short' | 'unknown';
  /** The carrier that was chosen for this call: `1033`. */
  readonly carrier: string | null;
}

/** Whether the number is an extension or a short code: not of the public network, not a service code. */
export function isShortNumber(number: string): boolean {
  return SHORT.test(number);
}

/** The number of `+48 (0) 22…` and `0048 (0) 22…`: in Italy the zero is part of the number, elsewhere it is not dialled from abroad. */
export function readWithBracketedZero(withZero: string, withoutZero: string): PlannedNumber {
  const read = readByPlan(withZero);
  return read.kind === 'public' && isValid(read.number.slice(1)) ? read : readByPlan(withoutZero);
}

/** Reads digits with or without `+` before the country code. */
export function readByPlan(dialled: string): PlannedNumber {
  const unknown: PlannedNumber = { number: dialled, kind: 'unknown', carrier: null };
  if (dialled.startsWith('+')) return international(dialled.slice(1)) ?? unknown;
  if (SHORT.test(dialled)) return { number: dialled, kind: 'short', carrier: null };
  const national = NATIONAL.exec(dialled)?.[1] ?? WITH_COUNTRY.exec(dialled)?.[1];
  if (national !== undefined) return publicNumber(`48${national}`);
  const [, carrier = null, called = ''] = CARRIER.exec(dialled) ?? [];
  if (carrier !== null) {
    const read = readByPlan(called);
    if (read.kind === 'public') return { ...read, carrier };
  }
  if (dialled.startsWith('00')) return afterPrefix(dialled.slice(2)) ?? unknown;
  const foreign = NORTH_AMERICAN_PREFIX.exec(dialled)?.[1] ?? dialled;
  if (dialled.length < MIN_BARE_DIGITS || !isValid(foreign) || isWithOutsideLine(dialled)) return unknown;
  return publicNumber(foreign);
}

/** Digits with a country code, as written. Null: no country has such a number. */
function international(digits: string): PlannedNumber | null {
  const polish = WITH_COUNTRY.exec(digits)?.[1];
  if (polish !== undefined && digits.startsWith('48')) return publicNumber(`48${polish}`);
  const parsed = parsed164(digits);
  if (parsed?.isPossible() !== true) return null;
  return publicNumber(isValid(digits) ? digits : withoutTrunkZero(digits, parsed.countryCallingCode));
}

/** `+44 (0)20…`; in Italy the zero is part of the number. */
function withoutTrunkZero(digits: string, countryCode: string): string {
  const shorter = digits.startsWith('0', countryCode.length)
    ? countryCode + digits.slice(countryCode.length + 1)
    : digits;
  return isValid(shorter) ? shorter : digits;
}

/** What follows `00`. That may also be an outside line's 0 and the trunk prefix before a Polish number. */
function afterPrefix(digits: string): PlannedNumber | null {
  return NATIONAL.test(digits) && !isValid(digits) ? null : international(digits);
}

/** 9 is dialled for an outside line: `9 22 123 45 67` is not a number of Pakistan. */
function isWithOutsideLine(digits: string): boolean {
  return digits.length === 10 && digits.startsWith('9') && isValid(`48${digits.slice(1)}`);
}

function isValid(digits: string): boolean {
  const parsed = parsed164(digits);
  return parsed?.number === `+${digits}` && parsed.isValid();
}

/** The length first: the library takes milliseconds for long ones. */
function parsed164(digits: string) {
  return digits.length > MAX_E164_DIGITS ? undefined : parsePhoneNumberFromString(`+${digits}`, { extract: false });
}

function publicNumber(digits: string): PlannedNumber {
  return { number: `+${digits}`, kind: 'public', carrier: null };
}
