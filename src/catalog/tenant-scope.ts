import { type Expression, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { CallId, TenantId } from '../base/ids.ts';
import { tookPartIn } from '../calls/index.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { isKept } from '../retention/index.ts';
import type { RetentionContext } from './retention-context.ts';

/** Whose calls and recordings a query may see. Every query of the catalog takes one. */
export interface TenantScope {
  readonly tenantId: TenantId;
  /** Only calls in which one of these numbers of the tenant took part; null: all of the tenant's. */
  readonly numbers: readonly string[] | null;
}

/** All of the tenant's calls: for users who are not limited, for its FTP account. */
export function wholeTenant(tenantId: TenantId): TenantScope {
  return { tenantId, numbers: null };
}

type Rows<Table extends keyof Schema> = SelectQueryBuilder<Schema, Table, object>;

/** The calls a scope may see; every query on calls begins here. */
export function callsOf(db: Database, scope: TenantScope): Rows<'calls'> {
  const calls = db.selectFrom('calls').where('calls.tenant_id', '=', scope.tenantId);
  return scope.numbers === null ? calls : calls.where(tookPart(scope.numbers));
}

/** The recordings a scope may see; every query on recordings begins here. */
export function recordingsOf(db: Database, scope: TenantScope): Rows<'recordings'> {
  const recordings = db.selectFrom('recordings').where('recordings.tenant_id', '=', scope.tenantId);
  if (scope.numbers === null) return recordings;
  const visibleCall = callsOf(db, scope)
    .where('calls.id', '=', sql.ref<CallId>('recordings.call_id'))
    .select('calls.id');
  return recordings.where((is) => is.exists(visibleCall)).where(mayHear(scope.numbers));
}

/** Those of them that can still be fetched. */
export function keptRecordingsOf(db: Database, scope: TenantScope, context: RetentionContext): Rows<'recordings'> {
  return recordingsOf(db, scope).where(isKept(context.history, context.now));
}

/** Of a call with several recordings: one of the numbers took part in this one. */
function mayHear(numbers: readonly string[]): Expression<SqlBool> {
  const id = sql.ref('recordings.id');
  // Recordings of earlier releases have no parties.
  return sql<boolean>`(${tookPartIn(id, numbers)}
    OR NOT EXISTS (SELECT FROM recordings AS others WHERE others.call_id = recordings.call_id AND others.id <> recordings.id)
    OR NOT EXISTS (SELECT FROM call_parties WHERE call_parties.recording_id = ${id}))`;
}

/** Condition on the recordings of a call that the scope may see. */
export function isHeard({ numbers }: TenantScope): Expression<SqlBool> {
  return numbers === null ? sql<boolean>`true` : mayHear(numbers);
}

function tookPart(numbers: readonly string[]): Expression<SqlBool> {
  return sql<boolean>`calls.extensions && ${[...numbers]}::text[]`;
}
