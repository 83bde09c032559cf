import { AppError } from '../base/errors.ts';
import { fitsNoPlan, isShortNumber, type PhoneNumber, readNumber } from '../base/phone-number.ts';

/** Longer than any number in any notation. */
const MAX_CHARS = 64;
/** Fewer digits are a country code or a mistyped number, not somebody's number. */
const MIN_INTERNATIONAL_DIGITS = 7;
const MIN_SHORT_DIGITS = 2;
const POLAND = '+48';

/**
 * The number of a data subject, typed in any form. Throws `number-invalid`: a hidden number is nobody's, so calls with it cannot
 * be found by it.
 */
export function readSubjectNumber(typed: string): PhoneNumber {
  const { number: read, kind } = readNumber(typed);
  const number = typed.length <= MAX_CHARS && kind !== 'code' ? read : null;
  const digits = number?.replace('+', '').length ?? 0;
  const enough = number !== null && isShortNumber(number) ? MIN_SHORT_DIGITS : MIN_INTERNATIONAL_DIGITS;
  if (number === null || digits < enough) {
    throw new AppError(
      'number-invalid',
      'this is not a complete telephone number; a withheld number identifies nobody',
    );
  }
  return number;
}

/** The forms in which calls have the number: what fits no numbering plan was stored with `+` until 0.3, and is as it was dialled since. */
export function storedForms(number: PhoneNumber): readonly PhoneNumber[] {
  if (!fitsNoPlan(number)) return [number];
  const digits = number.replace(/^(\+|00)/, '');
  return [...new Set([number, digits, `+${digits}`])];
}

/**
 * What the conditions of a tenant's rules have if they mean this number: it, or a prefix of ten numbers at most with it. A shorter prefix means a
 * town, an operator or a company and is no data of a person, though it fits their number, too. With a digit fewer a short number is a department.
 */
export function patternsOfPerson(number: PhoneNumber): readonly string[] {
  const forms = storedForms(number);
  // Prefixes are also written without Poland's `+48`.
  const written = forms.flatMap((form) => (form.startsWith(POLAND) ? [form, form.slice(POLAND.length)] : [form]));
  const shortest = isShortNumber(number) ? 0 : -1;
  return [...forms, ...written.flatMap((form) => [`${form}*`, `${form.slice(0, form.length + shortest)}*`])];
}

/** For lists and documents that outlive the request: `+48…678`. */
export function maskedNumber(number: PhoneNumber): string {
  const shown = isShortNumber(number) ? 1 : 3;
  return `${isShortNumber(number) ? '' : number.slice(0, 3)}…${number.slice(-shown)}`;
}

/** What may stand between two digits of a number in a text. */
const SEPARATORS = '[ ().\\/-]{0,2}';

/**
 * A regular expression (the same in JavaScript and PostgreSQL) of a number in texts of people and in metadata, with or without
 * its prefix. Short numbers are found only as the user part of an address: their digits are in nearly every text.
 */
export function numberPattern(number: PhoneNumber): string {
  if (isShortNumber(number)) return `(?:sips?:|tel:|aor="|>)${number}(?:[@;"<?]|$)`;
  const isPolish = number.startsWith(POLAND);
  const digits = isPolish ? number.slice(POLAND.length) : number.replace('+', '');
  const prefix = isPolish ? `(?:(?:\\+|00)?48${SEPARATORS}|0)?` : '(?:\\+|00)?';
  return `(?<![0-9+])${prefix}${digits.split('').join(SEPARATORS)}(?![0-9])`;
}
