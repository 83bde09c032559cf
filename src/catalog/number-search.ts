import { type Expression, expressionBuilder, type SqlBool } from 'kysely';
import { AppError } from '../base/errors.ts';
import { readPhoneNumber } from '../base/phone-number.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { callsOf, type TenantScope } from './tenant-scope.ts';

/** Fewer digits would find nearly every call. */
const MIN_DIGITS = 3;
/** From this many digits on, the text may be a complete number: nine are one in Poland. */
const MIN_COMPLETE_DIGITS = 9;
/** Longer than any number in any notation. */
const MAX_CHARS = 64;

const is = expressionBuilder<Schema, 'calls'>();

const COLUMNS = ['calls.caller', 'calls.callee', 'calls.dialled'] as const;

/**
 * Finds calls by caller, callee or dialled number. `typed` is a complete number in any notation, or a part of one. A complete number
 * that occurs in the scope's calls is looked up by index; anything else is matched as a part of a number.
 */
export async function numberCondition(db: Database, scope: TenantScope, typed: string): Promise<Expression<SqlBool>> {
  const digits = typed.replace(/[^0-9]/g, '');
  if (typed.length > MAX_CHARS || digits.length < MIN_DIGITS) {
    throw new AppError('request-invalid', 'the number to search for must have at least three digits');
  }
  const number = readPhoneNumber(typed);
  const international = number?.startsWith('+') === true ? number : null;
  if (international !== null && digits.length >= MIN_COMPLETE_DIGITS) {
    const exactly = is.or(COLUMNS.map((column) => is(column, '=', international)));
    const found = await callsOf(db, scope).where(exactly).select('calls.id').limit(1).executeTakeFirst();
    if (found !== undefined) return exactly;
  }
  const patterns = [`%${digits}%`, ...(international === null ? [] : [`${international}%`])];
  return is.or(patterns.flatMap((like) => COLUMNS.map((column) => is(column, 'like', like))));
}
