import { type CallId, isId, type RecordingId, type TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';

/** Any call by its id or that of one of its recordings; null: there is none. Only for callers that may see every tenant's. */
export async function tenantOfCall(
  db: Database,
  id: string,
): Promise<{ readonly tenantId: TenantId; readonly callId: CallId } | null> {
  if (!isId(id)) return null;
  const call = await db
    .selectFrom('calls')
    .select(['tenant_id', 'id'])
    .where('id', '=', id as CallId)
    .executeTakeFirst();
  if (call !== undefined) return { tenantId: call.tenant_id, callId: call.id };
  const recording = await db
    .selectFrom('recordings')
    .select(['tenant_id', 'call_id'])
    .where('id', '=', id as RecordingId)
    .executeTakeFirst();
  return recording === undefined ? null : { tenantId: recording.tenant_id, callId: recording.call_id };
}
