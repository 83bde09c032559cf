import { fail, ok, type Result } from '../base/result.ts';

/** Of the first nine digits; the tenth is their weighted sum modulo 11 (ustawa o zasadach ewidencji i identyfikacji podatników). */
const WEIGHTS = [6, 5, 7, 2, 3, 4, 5, 6, 7] as const;

/** Reads a Polish tax number: ten digits, in groups or with the prefix `PL` too. */
export function readNip(text: string): Result<string, 'not-ten-digits' | 'wrong-checksum'> {
  const digits = text.replace(/^\s*PL/i, '').replaceAll(/[\s-]/g, '');
  if (!/^\d{10}$/.test(digits)) return fail('not-ten-digits');
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return sum % 11 === Number(digits[9]) ? ok(digits) : fail('wrong-checksum');
}
