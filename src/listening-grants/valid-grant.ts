import type { ExpressionBuilder } from 'kysely';
import { isId, type ListeningGrantId, type RecordingId, type TenantId, type UserId } from '../base/ids.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';

/** A grant under which one of the operator's staff may do something now. */
export interface ValidGrant {
  readonly id: ListeningGrantId;
  readonly tenantId: TenantId;
  /** Null: all of the tenant's. */
  readonly recordingId: RecordingId | null;
  /** The first instant without it, Unix ms. */
  readonly until: number;
}

/** Who wants to use a grant, and when (Unix ms). */
export interface Staff {
  readonly userId: UserId;
  readonly now: number;
}

/** The grant under which this recording may be heard, or downloaded; the one that lasts longest. Null: none. Takes any text as id. */
export async function grantForRecording(
  db: Database,
  { recordingId, download }: { readonly recordingId: string; readonly download: boolean },
  staff: Staff,
): Promise<ValidGrant | null> {
  if (!isId(recordingId)) return null;
  const row = await validGrants(db, staff)
    .innerJoin('recordings', 'recordings.tenant_id', 'listening_grants.tenant_id')
    .where('recordings.id', '=', recordingId as RecordingId)
    .where((is) => is.or([is('recording_id', 'is', null), is('recording_id', '=', recordingId as RecordingId)]))
    .$if(download, (query) => query.where('download', '=', true))
    .executeTakeFirst();
  return row === undefined ? null : grantFromRow(row);
}

/** The grant under which all of a tenant's recordings may be downloaded. Null: none. */
export async function grantForAllRecordings(
  db: Database,
  tenantId: TenantId,
  staff: Staff,
): Promise<ValidGrant | null> {
  const row = await validGrants(db, staff)
    .where('listening_grants.tenant_id', '=', tenantId)
    .where('recording_id', 'is', null)
    .where('download', '=', true)
    .executeTakeFirst();
  return row === undefined ? null : grantFromRow(row);
}

/** This grant, if it is valid for them now. Takes any text as id. */
export async function grantWithId(db: Database, id: string, staff: Staff): Promise<ValidGrant | null> {
  if (!isId(id)) return null;
  const row = await validGrants(db, staff)
    .where('listening_grants.id', '=', id as ListeningGrantId)
    .executeTakeFirst();
  return row === undefined ? null : grantFromRow(row);
}

/** A tenant that is disabled could take nothing back: nothing is granted by it. */
function validGrants(db: Database, { userId, now }: Staff) {
  return db
    .selectFrom('listening_grants')
    .innerJoin('tenants', 'tenants.id', 'listening_grants.tenant_id')
    .where('tenants.disabled_at', 'is', null)
    .where('valid_from', '<=', new Date(now))
    .where('valid_until', '>', new Date(now))
    .where('taken_back_at', 'is', null)
    .where((is: ExpressionBuilder<Schema, 'listening_grants'>) =>
      is.or([is('given_to', 'is', null), is('given_to', '=', userId)]),
    )
    .select([
      'listening_grants.id',
      'listening_grants.tenant_id',
      'listening_grants.recording_id',
      'listening_grants.valid_until',
    ])
    .orderBy('valid_until', 'desc')
    .orderBy('listening_grants.id');
}

function grantFromRow(row: {
  readonly id: ListeningGrantId;
  readonly tenant_id: TenantId;
  readonly recording_id: RecordingId | null;
  readonly valid_until: Date | null;
}): ValidGrant {
  return { id: row.id, tenantId: row.tenant_id, recordingId: row.recording_id, until: row.valid_until!.getTime() };
}
