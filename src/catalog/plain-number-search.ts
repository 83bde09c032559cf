import { type Expression, type SqlBool, sql } from 'kysely';
import type { PhoneNumber } from '../base/phone-number.ts';
import type { Database } from '../platform/postgres/index.ts';
import { hasOneOf, hasPart, NUMBER_COLUMNS, numbersByName, partsOf, readTypedNumber } from './number-search.ts';
import { callsOf, recordingsOf, type TenantScope } from './tenant-scope.ts';

/**
 * The calls that a typed number finds, by the calls themselves: for a tenant whose earlier calls are not in `call_terms` yet. A complete
 * number that occurs is looked up by index; for anything else the tenant's calls are read. Throws `request-invalid`.
 */
export async function numberCondition(db: Database, scope: TenantScope, text: string): Promise<Expression<SqlBool>> {
  const named = await numbersByName(db, scope.tenantId, text);
  if (named !== null) return hasOneOf(db, scope, named);
  const typed = readTypedNumber(text);
  if (typed.complete !== null) {
    const exactly = hasExactly(db, scope, typed.complete);
    const found = await callsOf(db, scope).where(exactly).select('calls.id').limit(1).executeTakeFirst();
    if (found !== undefined) return exactly;
  }
  return hasPart(db, scope, partsOf(typed));
}

/** Each place is looked up by its own index. Parties of recordings that the scope may not hear find nothing. */
function hasExactly(db: Database, scope: TenantScope, number: PhoneNumber): Expression<SqlBool> {
  const party = recordingsOf(db, scope)
    .innerJoin('call_parties', 'call_parties.recording_id', 'recordings.id')
    .where('call_parties.number', '=', number)
    .select('recordings.call_id');
  const found = NUMBER_COLUMNS.map((column) => callsOf(db, scope).where(column, '=', number).select('calls.id'));
  return sql<boolean>`calls.id IN (${sql.join([party, ...found], sql` UNION ALL `)})`;
}
