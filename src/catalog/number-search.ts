import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import type { CallId, TenantId } from '../base/ids.ts';
import { AppError } from '../base/errors.ts';
import { type PhoneNumber, readNumber } from '../base/phone-number.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { isName, numbersNamed } from '../tenants/index.ts';
import { recordingsOf, type TenantScope } from './tenant-scope.ts';

/** Fewer digits would find nearly every call. */
const MIN_DIGITS = 3;
/** From this many digits on, the text may be a complete number: nine are one in Poland. */
const MIN_COMPLETE_DIGITS = 9;
/** Longer than any number in any notation. */
const MAX_CHARS = 64;

/**
 * The most numbers whose calls are looked up one by one: some 50 ms. A part that more numbers have is in so many calls that the newest ones
 * fill a page.
 */
const MAX_NUMBERS = 2000;

const is = expressionBuilder<Schema, 'calls'>();

/** Of a call's own row; those of its parties are in `call_parties`. */
export const NUMBER_COLUMNS = ['calls.caller', 'calls.callee', 'calls.dialled'] as const;

/** What somebody typed to find calls by a number: of anybody who took part, or the dialled one. */
export interface TypedNumber {
  readonly digits: string;
  /** As it is stored. */
  readonly number: PhoneNumber | null;
  /** Not null: it may be this complete number. */
  readonly complete: PhoneNumber | null;
}

/** Throws `request-invalid`. */
export function readTypedNumber(typed: string): TypedNumber {
  const digits = typed.replace(/[^0-9]/g, '');
  if (typed.length > MAX_CHARS || digits.length < MIN_DIGITS) {
    throw new AppError('request-invalid', 'the number to search for must have at least three digits');
  }
  const { number } = readNumber(typed);
  const isComplete = number?.startsWith('+') === true && digits.length >= MIN_COMPLETE_DIGITS;
  return { digits, number, complete: isComplete ? number : null };
}

/** Condition on `calls`: exactly the number. */
export function hasNumber(db: Database, scope: TenantScope, number: PhoneNumber): Expression<SqlBool> {
  return is.or([
    ...NUMBER_COLUMNS.map((column) => is(column, '=', number)),
    is.exists(partyOf(db, scope).where('call_parties.number', '=', number)),
  ]);
}

/** Condition on `calls`: one of the numbers. */
export function hasOneOf(db: Database, scope: TenantScope, numbers: readonly PhoneNumber[]): Expression<SqlBool> {
  const isOne = (column: string) => sql<boolean>`${sql.ref(column)} = ANY (${numbers}::text[])`;
  const party = partyOf(db, scope).where(isOne('call_parties.number'));
  return is.or([...NUMBER_COLUMNS.map(isOne), is.exists(party)]);
}

/** The numbers that the phone book has under a name, of which a part was typed; null: no name was typed, or digits that none has. */
export async function numbersByName(db: Database, tenantId: TenantId, typed: string): Promise<PhoneNumber[] | null> {
  if (!isName(typed)) return null;
  const numbers = await numbersNamed(db, tenantId, typed, MAX_NUMBERS);
  const digits = typed.replace(/[^0-9]/g, '');
  return numbers.length === 0 && digits.length >= MIN_DIGITS ? null : numbers;
}

/** Condition on `calls`: a number with one of the parts. */
export function hasPart(db: Database, scope: TenantScope, parts: readonly NumberPart[]): Expression<SqlBool> {
  const patterns = parts.map(patternOf);
  const party = partyOf(db, scope).where((row) =>
    row.or(patterns.map((like) => row('call_parties.number', 'like', like))),
  );
  return is.or([
    ...patterns.flatMap((like) => NUMBER_COLUMNS.map((column) => is(column, 'like', like))),
    is.exists(party),
  ]);
}

/** Parties of recordings that the scope may not hear find nothing. */
function partyOf(db: Database, scope: TenantScope) {
  return recordingsOf(db, scope)
    .innerJoin('call_parties', 'call_parties.recording_id', 'recordings.id')
    .where('recordings.call_id', '=', sql.ref<CallId>('calls.id'))
    .select('recordings.id');
}

/** A part of a number, at least three characters; from its beginning on (`+49 30`), or anywhere. */
export interface NumberPart {
  readonly text: string;
  readonly atStart: boolean;
}

export function patternOf({ text, atStart }: NumberPart): string {
  return atStart ? `${text}%` : `%${text}%`;
}

/**
 * The digits as typed; the number as it is stored, without what was typed around it (`#31#600`); and without an international prefix:
 * what fits no plan was stored with `+` until 0.3.
 */
export function partsOf({ digits, number }: TypedNumber): NumberPart[] {
  const texts = [digits, number ?? '', number?.replace(/^00/, '') ?? ''];
  const inside = texts.filter((text) => text.length >= MIN_DIGITS && !text.startsWith('+'));
  const parts = [...new Set(inside)].map((text) => ({ text, atStart: false }));
  return number?.startsWith('+') === true ? [...parts, { text: number, atStart: true }] : parts;
}

/** The numbers of the tenant's calls with one of the parts; null: more than are looked up one by one. */
export async function numbersWith(
  db: Database,
  tenantId: TenantId,
  parts: readonly NumberPart[],
): Promise<PhoneNumber[] | null> {
  const found = parts.map(
    (part) => sql`(SELECT number FROM seen_numbers
      WHERE ${isIndexedAs(tenantId, part)} AND number LIKE ${patternOf(part)} LIMIT ${MAX_NUMBERS + 1})`,
  );
  const { rows } = await sql<{ number: string }>`${sql.join(found, sql` UNION `)}`.execute(db);
  return rows.length > MAX_NUMBERS ? null : rows.map(({ number }) => number);
}

/** Inside a number only by the index of parts: by the tenant (compared as a text, which no index has) all of its numbers would be read. */
function isIndexedAs(tenantId: TenantId, { text, atStart }: NumberPart) {
  if (atStart) return sql`tenant_id = ${tenantId}`;
  return sql`number_parts(tenant_id, number) @> number_parts(${tenantId}, ${text}) AND tenant_id::text = ${tenantId}::text`;
}
