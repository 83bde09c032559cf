import { sql } from 'kysely';
import { isId, newId, type RecordingId, type RefusedUploadId, type SourceId, type TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import type { ReportedCall } from '../reported/reported-calls.ts';

const HOUR_MS = 3_600_000;
/** Support is asked the same day or the next morning. */
export const REFUSED_UPLOAD_HOURS = 24;
const KEPT_MS = REFUSED_UPLOAD_HOURS * HOUR_MS;
/** After so long nobody stores its object any more: the process was killed. A GiB takes a minute on a slow disk. */
const STORING_MS = HOUR_MS;
/** A PBX that sends each call wrongly shows its fault with the first ones. */
const MAX_OF_SOURCE = 100;
/** Of all sources: what a person looks through. */
const MAX_IN_ALL = 1_000;
/** The share of one source in the bytes of all. */
const SHARE_OF_SOURCE = 0.25;
/** Parsers' reasons are words; what ffmpeg writes may be long. */
const MAX_REASON_CHARS = 300;

export interface NewRefusedUpload {
  readonly tenantId: TenantId;
  readonly sourceId: SourceId;
  readonly recordingId: RecordingId;
  readonly call: ReportedCall;
  readonly code: string;
  readonly reason: string;
  readonly beginsAs: string;
  readonly sizeBytes: number;
  /** Of the file. */
  readonly sha256: Buffer;
}

interface PlacedUpload {
  readonly id: RefusedUploadId;
  /** `repeated`: the same file of the same call was refused before, and is kept. `not-kept`: it is empty, or larger than the limits. */
  readonly outcome: 'to-store' | 'repeated' | 'not-kept';
  /** Earlier ones that ended now, beyond the limits. */
  readonly displaced: readonly RefusedUploadId[];
}

/**
 * Writes the row of a refused upload, within the limits: of a source with too many the oldest end, and of all those of the source
 * with the most. `maxBytes`: of all.
 */
export function placeRefused(
  db: Database,
  refused: NewRefusedUpload,
  { maxBytes, now }: { readonly maxBytes: number; readonly now: number },
): Promise<PlacedUpload> {
  return db.transaction().execute(async (transaction) => {
    // One after another: each sees what the others take.
    await sql`SELECT pg_advisory_xact_lock(hashtextextended('fonoteka refused uploads', 0))`.execute(transaction);
    const earlier = await countRepeated(transaction, refused, now);
    if (earlier !== null) return { ...earlier, displaced: [] };
    const isStored = refused.sizeBytes > 0 && refused.sizeBytes <= maxBytes * SHARE_OF_SOURCE;
    const id = await insert(transaction, refused, { isStored, now });
    return { id, outcome: isStored ? 'to-store' : 'not-kept', displaced: await endOldest(transaction, maxBytes, now) };
  });
}

/** A PBX that sends the same again and again gets the same id, and takes no more room. What could not be stored before is stored now. */
async function countRepeated(
  db: Database,
  refused: NewRefusedUpload,
  now: number,
): Promise<Pick<PlacedUpload, 'id' | 'outcome'> | null> {
  const row = await db
    .updateTable('refused_uploads')
    .set({ times: sql`times + 1` })
    .where('source_id', '=', refused.sourceId)
    .where('tenant_id', '=', refused.tenantId)
    .where('call', '=', sql`${JSON.stringify(refused.call)}::jsonb`)
    .where('sha256', '=', refused.sha256)
    .where('reason', '=', shortened(refused.reason))
    .where('ends_at', '>', new Date(now))
    .returning(['id', 'wrapped_key', 'stored_bytes', 'storing_until'])
    .executeTakeFirst();
  if (row === undefined) return null;
  const isBeingStored = row.storing_until !== null && row.storing_until.getTime() > now;
  if (row.stored_bytes === 0 || row.wrapped_key !== null || isBeingStored) return { id: row.id, outcome: 'repeated' };
  await db
    .updateTable('refused_uploads')
    .set({ storing_until: new Date(now + STORING_MS) })
    .where('id', '=', row.id)
    .execute();
  return { id: row.id, outcome: 'to-store' };
}

async function insert(
  db: Database,
  { tenantId, sourceId, recordingId, call, code, reason, beginsAs, sizeBytes, sha256 }: NewRefusedUpload,
  { isStored, now }: { readonly isStored: boolean; readonly now: number },
): Promise<RefusedUploadId> {
  const id = newId<RefusedUploadId>(now);
  await db
    .insertInto('refused_uploads')
    .values({
      id,
      tenant_id: tenantId,
      source_id: sourceId,
      recording_id: recordingId,
      caller: call.caller,
      callee: call.callee,
      started_at: new Date(call.startedAt),
      call: JSON.stringify(call),
      code,
      reason: shortened(reason),
      begins_as: beginsAs,
      size_bytes: sizeBytes,
      sha256,
      stored_bytes: isStored ? sizeBytes : 0,
      times: 1,
      refused_at: new Date(now),
      ends_at: new Date(now + KEPT_MS),
      storing_until: isStored ? new Date(now + STORING_MS) : null,
    })
    .execute();
  return id;
}

const shortened = (reason: string): string => reason.replaceAll('\0', '').slice(0, MAX_REASON_CHARS);

async function endOldest(db: Database, maxBytes: number, now: number): Promise<RefusedUploadId[]> {
  const { rows } = await sql<{ id: RefusedUploadId }>`
    WITH of_sources AS (
      SELECT id, refused_at, stored_bytes, row_number() OVER newest AS nth, sum(stored_bytes) OVER newest AS bytes
      FROM refused_uploads WHERE ends_at > ${new Date(now)}
      WINDOW newest AS (PARTITION BY source_id ORDER BY refused_at DESC, id DESC)
    ), kept AS (
      -- The newest of each source first, then the second of each: what is beyond is of those with the most.
      SELECT id, row_number() OVER fair AS place, sum(stored_bytes) OVER fair AS bytes
      FROM of_sources WHERE nth <= ${MAX_OF_SOURCE} AND bytes <= ${maxBytes * SHARE_OF_SOURCE}
      WINDOW fair AS (ORDER BY nth, refused_at DESC, id DESC)
    )
    UPDATE refused_uploads SET ends_at = ${new Date(now)}
    WHERE ends_at > ${new Date(now)}
      AND id NOT IN (SELECT id FROM kept WHERE place <= ${MAX_IN_ALL} AND bytes <= ${maxBytes})
    RETURNING id`.execute(db);
  return rows.map(({ id }) => id);
}

/** Its object is stored: from now on it can be read. False: it has ended meanwhile. */
export async function noteStored(
  db: Database,
  { id, wrappedKey, now }: { readonly id: RefusedUploadId; readonly wrappedKey: Buffer; readonly now: number },
): Promise<boolean> {
  const done = await db
    .updateTable('refused_uploads')
    .set({ wrapped_key: wrappedKey, storing_until: null })
    .where('id', '=', id)
    .where('ends_at', '>', new Date(now))
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

/** Nobody stores its object any more. */
export async function noteNotStored(db: Database, id: RefusedUploadId): Promise<void> {
  await db.updateTable('refused_uploads').set({ storing_until: null }).where('id', '=', id).execute();
}

/** A refused upload as the list shows it. Instants are Unix ms. */
export interface RefusedUpload {
  readonly id: RefusedUploadId;
  readonly source: { readonly id: SourceId; readonly name: string };
  readonly tenant: { readonly id: TenantId; readonly name: string };
  /** When it was refused first. */
  readonly refusedAt: number;
  readonly endsAt: number;
  /** Of the answer to the PBX. */
  readonly code: string;
  readonly reason: string;
  /** What its first bytes look like. */
  readonly beginsAs: string;
  readonly sizeBytes: number;
  /** How often the same was refused. */
  readonly times: number;
  /** Whether the file can be fetched. */
  readonly isStored: boolean;
}

/** With what is needed to read it, and to send it again. */
export interface StoredRefusal extends RefusedUpload {
  readonly recordingId: RecordingId;
  readonly call: ReportedCall;
  readonly wrappedKey: Buffer | null;
}

/** More than a person reads. */
const MAX_LISTED = 200;

/** Newest first. `now`: Unix ms. */
export async function listRefused(
  db: Database,
  { now, sourceId }: { readonly now: number; readonly sourceId?: string },
): Promise<RefusedUpload[]> {
  if (sourceId !== undefined && !isId(sourceId)) return [];
  const rows = await readable(db, now)
    .$if(sourceId !== undefined, (query) => query.where('refused.source_id', '=', sourceId as SourceId))
    .orderBy('refused.refused_at', 'desc')
    .orderBy('refused.id', 'desc')
    .limit(MAX_LISTED)
    .execute();
  return rows.map(listed);
}

/** Null: there is none, or it has ended. Takes any text as id. */
export async function findRefused(
  db: Database,
  { id, now }: { readonly id: string; readonly now: number },
): Promise<StoredRefusal | null> {
  if (!isId(id)) return null;
  const row = await readable(db, now)
    .where('refused.id', '=', id as RefusedUploadId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { recording_id: recordingId, call, wrapped_key: wrappedKey } = row;
  return { ...listed(row), recordingId, call: call as ReportedCall, wrappedKey };
}

/** Not from its end on, nor from the instant at which its tenant leaves, whether or not anything was deleted then. */
const readable = (db: Database, now: number) =>
  db
    .selectFrom('refused_uploads as refused')
    .innerJoin('tenants', 'tenants.id', 'refused.tenant_id')
    .innerJoin('sources', 'sources.id', 'refused.source_id')
    .where('refused.ends_at', '>', new Date(now))
    .where((is) => is.or([is('tenants.leaves_at', 'is', null), is('tenants.leaves_at', '>', new Date(now))]))
    .selectAll('refused')
    .select(['sources.name as source_name', 'tenants.name as tenant_name']);

function listed(row: Awaited<ReturnType<ReturnType<typeof readable>['execute']>>[number]): RefusedUpload {
  return {
    id: row.id,
    source: { id: row.source_id, name: row.source_name },
    tenant: { id: row.tenant_id, name: row.tenant_name },
    refusedAt: row.refused_at.getTime(),
    endsAt: row.ends_at.getTime(),
    code: row.code,
    reason: row.reason,
    beginsAs: row.begins_as,
    sizeBytes: row.size_bytes,
    times: row.times,
    isStored: row.wrapped_key !== null,
  };
}
