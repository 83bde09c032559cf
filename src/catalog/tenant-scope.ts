import { type Expression, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { CallId, TenantId } from '../base/ids.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { isKept } from '../retention/index.ts';
import type { RetentionContext } from './retention-context.ts';

/** Whose calls and recordings a query may see. Every query of the catalog takes one. */
export interface TenantScope {
  readonly tenantId: TenantId;
  /** Only calls in which one of these extensions took part; null: all of the tenant's. */
  readonly extensions: readonly string[] | null;
}

/** All of the tenant's calls: for its admins, its supervisors, its FTP account. */
export function wholeTenant(tenantId: TenantId): TenantScope {
  return { tenantId, extensions: null };
}

/** The calls of an agent's own extensions. */
export function ownExtensions(tenantId: TenantId, extensions: readonly string[]): TenantScope {
  return { tenantId, extensions };
}

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
export function keptRecordingsOf(db: Database, scope: TenantScope, context: RetentionContext): Rows<'recordings'> {
  return recordingsOf(db, scope).where(isKept(context.history, context.now));
}

function tookPart(extensions: readonly string[]): Expression<SqlBool> {
  return sql<boolean>`calls.extensions && ${[...extensions]}::text[]`;
}
