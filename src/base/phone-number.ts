/**
 * A telephone number as it is stored: E.164 with `+` (`+48221234567`), or an extension or short code as
 * it is (`101`, `112`). A hidden number is `null`.
 */
export type PhoneNumber = string;

const COUNTRY = '48';
const NATIONAL_DIGITS = 9;
/** E.164 §6.2.1: at most 15 digits. */
const MAX_E164_DIGITS = 15;
/** Extensions and short codes that stay as they are; longer ones are numbers of the public network. */
const MAX_SHORT_DIGITS = 6;
/** Longer input is not a telephone number. */
const MAX_INPUT_CHARS = 256;

const WITHHELD = /^(anonymous|withheld|unavailable|restricted|private|unknown|asserted-id-unknown)$/i;

/**
 * Reads a number in any written form: `+48 22 123-45-67`, `0048221234567`, `48221234567`,
 * `221234567`, `(22) 123 45 67`, `sip:` and `tel:` URIs with parameters, `101`, `112`.
 * Returns null where the number is hidden or missing.
 */
export function readPhoneNumber(input: string): PhoneNumber | null {
  if (input.length > MAX_INPUT_CHARS) return null;
  const user = userPart(input);
  if (isWithheld(user)) return null;
  const international = /^\s*\(?\+/.test(user);
  const digits = user.replace(/[^0-9]/g, '');
  if (digits === '') return null;
  if (international) return e164(digits);
  if (digits.startsWith('00')) return e164(digits.slice(2));
  if (digits.length <= MAX_SHORT_DIGITS) return digits;
  if (digits.length === NATIONAL_DIGITS) return e164(COUNTRY + digits);
  if (digits.length === NATIONAL_DIGITS + 1 && digits.startsWith('0')) return e164(COUNTRY + digits.slice(1));
  return e164(digits);
}

/** Whether the user part of an address says that the number is hidden. */
export function isWithheld(user: string): boolean {
  return WITHHELD.test(user);
}

function e164(digits: string): PhoneNumber | null {
  return digits === '' ? null : `+${digits.slice(0, MAX_E164_DIGITS)}`;
}

function userPart(input: string): string {
  const inBrackets = /<([^>]*)>/.exec(input)?.[1] ?? input;
  const withoutScheme = inBrackets.trim().replace(/^(sips?|tel):/i, '');
  return withoutScheme.split(/[;@]/, 1)[0] ?? '';
}

/** A number in a file name: digits without `+`; `withheld` for a hidden one. */
export function phoneNumberInFileName(number: PhoneNumber | null): string {
  const digits = (number ?? '').replace(/[^0-9]/g, '');
  return digits === '' ? 'withheld' : digits;
}

/** Whether the number is an extension or a short code, not one of the public network. */
export function isShortNumber(number: PhoneNumber): boolean {
  return !number.startsWith('+');
}
