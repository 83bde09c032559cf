import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { type Expression, type SqlBool, sql } from 'kysely';
import type { RecordingId, TenantId } from '../../base/ids.ts';
import { addDays, startOfWarsawDay, type WarsawDay } from '../../base/warsaw-time.ts';
import { partiesOf, SUMMARY_COLUMNS, summaryFromRow, type SummaryRow } from '../../calls/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import {
  type CallFlag,
  type NoRecordingReason,
  readQuality,
  type RecordedPause,
  recordingPath,
} from '../../recording/index.ts';
import type { DayPackage, PackagedCall, PackagedRecording, UnrecordedCall } from '../package/index.ts';

/** The contents of a package, stored until it is delivered, so that each attempt sends the same. */
export interface PackageContents extends DayPackage {
  readonly recordings: readonly PackageRecording[];
}

export interface PackageRecording extends PackagedRecording {
  readonly id: RecordingId;
}

/** `missing`: those in no package, and those that packages left out as unreadable. */
export type RecordingSelection = 'all' | 'unpackaged' | 'missing';

interface DayQuery {
  readonly tenantId: TenantId;
  readonly day: WarsawDay;
  readonly selection: RecordingSelection;
  /** As `deliverableCondition` says. */
  readonly deliverable: Expression<SqlBool>;
}

/** A tenant's recordings of a day, without those that are expired or destroyed and wait for no delivery. */
export async function recordingsOfDay(
  db: Database,
  { tenantId, day, selection, deliverable }: DayQuery,
): Promise<PackageRecording[]> {
  const rows = await db
    .selectFrom('recordings')
    .innerJoin('calls', 'calls.id', 'recordings.call_id')
    .select([
      'recordings.id',
      'recordings.file_name',
      'recordings.size_bytes',
      'recordings.sha256',
      'recordings.duration_ms',
      'recordings.flags as recording_flags',
      'recordings.pauses',
      'recordings.quality',
      partiesOf(sql.ref('recordings.id')).as('parties'),
      ...CALL_COLUMNS,
    ])
    .where('recordings.tenant_id', '=', tenantId)
    .where('recordings.warsaw_day', '=', day)
    .where(deliverable)
    .$if(selection === 'unpackaged', (query) => query.where(isUnpackaged()))
    .$if(selection === 'missing', (query) => query.where(isMissing()))
    .orderBy('recordings.file_name')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    call: callOf(row),
    path: recordingPath(day, row.file_name),
    sizeBytes: row.size_bytes,
    sha256: row.sha256.toString('hex'),
    durationMs: row.duration_ms,
    flags: row.recording_flags as CallFlag[],
    pauses: row.pauses as RecordedPause[],
    parties: row.parties,
    quality: readQuality(row.quality),
  }));
}

/** A tenant's calls of a day that have no recording; `which`: a condition on `calls`. */
export async function unrecordedOfDay(
  db: Database,
  tenantId: TenantId,
  day: WarsawDay,
  which: Expression<SqlBool> = sql<boolean>`true`,
): Promise<UnrecordedCall[]> {
  const rows = await unrecordedCalls(db, tenantId, day)
    .where(which)
    .select([...CALL_COLUMNS, 'calls.no_recording_reason'])
    .orderBy('calls.started_at')
    .orderBy('calls.id')
    .execute();
  return rows.map((row) => ({ call: callOf(row), reason: row.no_recording_reason as NoRecordingReason }));
}

/** A tenant's calls of a day that had recordings and have none any more. */
export async function destroyedOfDay(
  db: Database,
  { tenantId, day, deliverable }: Omit<DayQuery, 'selection'>,
): Promise<UnrecordedCall[]> {
  const rows = await callsOfDay(db, tenantId, day)
    .where((is) => is.exists(is.selectFrom('recordings').select('id').whereRef('call_id', '=', 'calls.id')))
    .where((is) =>
      is.not(
        is.exists(is.selectFrom('recordings').select('id').whereRef('call_id', '=', 'calls.id').where(deliverable)),
      ),
    )
    .select(CALL_COLUMNS)
    .orderBy('calls.started_at')
    .orderBy('calls.id')
    .execute();
  return rows.map((row) => ({ call: callOf(row), reason: 'destroyed' }));
}

export async function countUnrecorded(db: Database, tenantId: TenantId, day: WarsawDay): Promise<number> {
  const { count } = await unrecordedCalls(db, tenantId, day)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

function unrecordedCalls(db: Database, tenantId: TenantId, day: WarsawDay) {
  return callsOfDay(db, tenantId, day).where('calls.no_recording_reason', 'is not', null);
}

/** Selects from a tenant's calls that began on a Warsaw day. */
export function callsOfDay(db: Database, tenantId: TenantId, day: WarsawDay) {
  return db
    .selectFrom('calls')
    .where('calls.tenant_id', '=', tenantId)
    .where('calls.started_at', '>=', new Date(startOfWarsawDay(day)))
    .where('calls.started_at', '<', new Date(startOfWarsawDay(addDays(day, 1))));
}

/** Condition on `recordings`: no package has it. */
export function isUnpackaged() {
  return sql<boolean>`NOT EXISTS (SELECT FROM package_files WHERE package_files.recording_id = ${sql.ref('recordings.id')})`;
}

/** Condition on `recordings`: no package has it, or only packages that left it out as unreadable. */
function isMissing() {
  return sql<boolean>`NOT EXISTS (
    SELECT FROM package_files WHERE package_files.recording_id = ${sql.ref('recordings.id')} AND NOT package_files.unreadable)`;
}

const CALL_COLUMNS = ['calls.id as call_id', ...SUMMARY_COLUMNS, 'calls.flags'] as const;

function callOf(row: SummaryRow & { readonly call_id: string; readonly flags: readonly string[] }): PackagedCall {
  // No manifest lists what was dialled.
  const { dialled: _, ...summary } = summaryFromRow(row);
  return { callId: row.call_id, ...summary, flags: row.flags as CallFlag[] };
}

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Gzipped JSON, as the row stores it. */
export function packContents(contents: PackageContents): Promise<Buffer> {
  return pack(JSON.stringify(contents));
}

export async function unpackContents(packed: Buffer): Promise<PackageContents> {
  return JSON.parse((await unpack(packed)).toString()) as PackageContents;
}
