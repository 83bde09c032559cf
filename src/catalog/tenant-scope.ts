import { type Expression, expressionBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';
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

const is = expressionBuilder<Schema, 'recordings'>();

type Rows<Table extends keyof Schema> = SelectQueryBuilder<Schema, Table, object>;

/** The calls a scope may see; every query on calls begins here. */
export function callsOf(db: Database, scope: TenantScope): Rows<'calls'> {
  return db.selectFrom('calls').where(isCallOf(scope));
}

/** The recordings a scope may see; every query on recordings begins here. */
export function recordingsOf(db: Database, scope: TenantScope): Rows<'recordings'> {
  return db.selectFrom('recordings').where(isRecordingOf(scope));
}

/**
 * Condition on `recordings`: the scope may see it. `OFFSET 0`: each row is looked up. Without it a listing of days joins all calls
 * of the tenant for each day, and reads the parties of all tenants for each page.
 */
export function isRecordingOf(scope: TenantScope): Expression<SqlBool> {
  const ofTenant = is('recordings.tenant_id', '=', scope.tenantId);
  if (scope.numbers === null) return ofTenant;
  const inCall = sql<boolean>`EXISTS (SELECT FROM calls WHERE calls.tenant_id = ${scope.tenantId}
    AND ${tookPart(scope.numbers)} AND calls.id = recordings.call_id OFFSET 0)`;
  return is.and([ofTenant, inCall, mayHear(scope.numbers)]);
}

/** Condition on `calls`: the scope may see it. */
export function isCallOf({ tenantId, numbers }: TenantScope): Expression<SqlBool> {
  const ofTenant = sql<boolean>`calls.tenant_id = ${tenantId}`;
  return numbers === null ? ofTenant : sql<boolean>`(${ofTenant} AND ${tookPart(numbers)})`;
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
    OR NOT EXISTS (SELECT FROM call_parties WHERE call_parties.recording_id = ${id} OFFSET 0))`;
}

/** Condition on the recordings of a call that the scope may see. */
export function isHeard({ numbers }: TenantScope): Expression<SqlBool> {
  return numbers === null ? sql<boolean>`true` : mayHear(numbers);
}

function tookPart(numbers: readonly string[]): Expression<SqlBool> {
  return sql<boolean>`calls.extensions && ${[...numbers]}::text[]`;
}
