import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import type { CallId } from '../base/ids.ts';
import { AppError } from '../base/errors.ts';
import { type PhoneNumber, readNumber } from '../base/phone-number.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { callsOf, recordingsOf, type TenantScope } from './tenant-scope.ts';

/** Fewer digits would find nearly every call. */
const MIN_DIGITS = 3;
/** From this many digits on, the text may be a complete number: nine are one in Poland. */
const MIN_COMPLETE_DIGITS = 9;
/** Longer than any number in any notation. */
const MAX_CHARS = 64;

const is = expressionBuilder<Schema, 'calls'>();

const COLUMNS = ['calls.caller', 'calls.callee', 'calls.dialled'] as const;

/**
 * Finds calls by the number of anybody who took part, or the dialled one. `typed` is a complete number in any notation, or a part of one. A complete number
 * that occurs in the scope's calls is looked up by index; anything else is matched as a part of a number.
 */
export async function numberCondition(db: Database, scope: TenantScope, typed: string): Promise<Expression<SqlBool>> {
  const digits = typed.replace(/[^0-9]/g, '');
  if (typed.length > MAX_CHARS || digits.length < MIN_DIGITS) {
    throw new AppError('request-invalid', 'the number to search for must have at least three digits');
  }
  const { number } = readNumber(typed);
  const international = number?.startsWith('+') === true ? number : null;
  if (international !== null && digits.length >= MIN_COMPLETE_DIGITS) {
    const exactly = hasExactly(db, scope, international);
    const found = await callsOf(db, scope).where(exactly).select('calls.id').limit(1).executeTakeFirst();
    if (found !== undefined) return exactly;
  }
  const patterns = patternsOf(digits, number);
  const party = recordingsOf(db, scope)
    .innerJoin('call_parties', 'call_parties.recording_id', 'recordings.id')
    .where('recordings.call_id', '=', sql.ref<CallId>('calls.id'))
    .where((row) => row.or(patterns.map((like) => row('call_parties.number', 'like', like))))
    .select('recordings.id');
  return is.or([...patterns.flatMap((like) => COLUMNS.map((column) => is(column, 'like', like))), is.exists(party)]);
}

/**
 * The digits as typed; the number as it is stored, without what was typed around it (`#31#600`); and without an international prefix:
 * what fits no plan was stored with `+` until 0.3.
 */
function patternsOf(digits: string, number: PhoneNumber | null): string[] {
  const parts = [digits, number ?? '', number?.replace(/^00/, '') ?? ''].filter((part) => part.length >= MIN_DIGITS);
  const inside = parts.filter((part) => !part.startsWith('+')).map((part) => `%${part}%`);
  return [...new Set([...inside, ...(number?.startsWith('+') === true ? [`${number}%`] : [])])];
}

/** Each place is looked up by its own index. Parties of recordings that the scope may not hear find nothing. */
function hasExactly(db: Database, scope: TenantScope, number: PhoneNumber): Expression<SqlBool> {
  const party = recordingsOf(db, scope)
    .innerJoin('call_parties', 'call_parties.recording_id', 'recordings.id')
    .where('call_parties.number', '=', number)
    .select('recordings.call_id');
  const found = COLUMNS.map((column) => callsOf(db, scope).where(column, '=', number).select('calls.id'));
  return sql<boolean>`calls.id IN (${sql.join([party, ...found], sql` UNION ALL `)})`;
}
