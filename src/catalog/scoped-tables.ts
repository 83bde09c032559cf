import { type Expression, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { CallId } from '../base/ids.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { isKept } from '../retention/index.ts';
import type { Moment } from './moment.ts';
import type { TenantScope } from './tenant-scope.ts';

type Rows<Table extends keyof Schema> = SelectQueryBuilder<Schema, Table, object>;

/** The calls a scope may see; every query on calls begins here. */
export function callsOf(db: Database, scope: TenantScope): Rows<'calls'> {
  const calls = db.selectFrom('calls').where('calls.tenant_id', '=', scope.tenantId);
  return scope.extensions === null ? calls : calls.where(tookPart(scope.extensions));
}

/** The recordings a scope may see; every query on recordings begins here. */
export function recordingsOf(db: Database, scope: TenantScope): Rows<'recordings'> {
  const recordings = db.selectFrom('recordings').where('recordings.tenant_id', '=', scope.tenantId);
  if (scope.extensions === null) return recordings;
  const visibleCall = callsOf(db, scope)
    .where('calls.id', '=', sql.ref<CallId>('recordings.call_id'))
    .select('calls.id');
  return recordings.where((is) => is.exists(visibleCall));
}

/** Those of them that can still be fetched. */
export function keptRecordingsOf(db: Database, scope: TenantScope, moment: Moment): Rows<'recordings'> {
  return recordingsOf(db, scope).where(isKept(moment.retentionDays, moment.now));
}

function tookPart(extensions: readonly string[]): Expression<SqlBool> {
  return sql<boolean>`calls.extensions && ${[...extensions]}::text[]`;
}
