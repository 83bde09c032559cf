import { fail, ok, type Result } from '../base/result.ts';
import { type PhoneNumber, readPhoneNumber } from '../base/phone-number.ts';

/** Fewer digits would find nearly every call. */
const MIN_DIGITS = 3;
/** From so many digits on, what was typed may be a whole number: nine are one in Poland. */
const MIN_WHOLE_DIGITS = 9;
/** Longer than any number in any written form. */
const MAX_CHARS = 64;

/** How a typed number is looked for. */
export interface NumberSearch {
  /** The number itself if it is a whole one; tried first, by index. */
  readonly whole: PhoneNumber | null;
  /** LIKE patterns of stored numbers; any of them is a hit. */
  readonly patterns: readonly string[];
}

/** Reads what somebody typed to find a number: a whole one in any written form, or a part of one. */
export function readNumberSearch(typed: string): Result<NumberSearch, 'not-a-number'> {
  const digits = typed.replace(/[^0-9]/g, '');
  if (typed.length > MAX_CHARS || digits.length < MIN_DIGITS) return fail('not-a-number');
  const number = readPhoneNumber(typed);
  const international = number?.startsWith('+') === true;
  return ok({
    whole: international && digits.length >= MIN_WHOLE_DIGITS ? number : null,
    patterns: [`%${digits}%`, ...(international ? [`${number}%`] : [])],
  });
}
