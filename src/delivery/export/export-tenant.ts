import { join } from 'node:path';
import { sql } from 'kysely';
import type { AuditEvent, AuditLog } from '../../audit/index.ts';
import type { TenantId } from '../../base/ids.ts';
import type { WarsawDay } from '../../base/warsaw-time.ts';
import { makeFolder } from '../../platform/durable-folder.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { deliverableCondition } from '../../retention/index.ts';
import {
  destroyedOfDay,
  type PackageContents,
  type PackageRecording,
  recordingsOfDay,
  unrecordedOfDay,
} from '../days/day-contents.ts';
import { manifestCsv } from '../package/index.ts';
import { manifestFiles, type OutgoingFile, recordingFiles } from '../sending/outgoing-file.ts';
import { RecordingDestroyed, type RecordingSources, UnreadableRecording } from '../sending/recording-reader.ts';
import { isIntact, NewFile, writeFile, WrongContent } from './exported-file.ts';
import { mailExport } from './export-mail.ts';
import { tenantData } from './tenant-data.ts';

interface ExportDeps extends RecordingSources {
  readonly audit: AuditLog;
  /** Who exports. */
  readonly by: Pick<AuditEvent, 'actor' | 'address'>;
}

interface ExportRequest {
  readonly tenantId: TenantId;
  readonly folder: string;
}

export interface TenantExport {
  /** With calls. */
  readonly days: number;
  /** In the folder now, each with the checksum of its row. */
  readonly recordings: number;
  readonly bytes: number;
  /** Of these: those that an earlier export had written. */
  readonly present: number;
  /** Paths of recordings that exist and cannot be read. */
  readonly unreadable: readonly string[];
}

/** All calls, in the folder of the export. */
const CALLS_FILE = 'calls.csv';
const TENANT_FILE = 'tenant.json';

/**
 * Writes everything that a tenant has into a folder: recordings as files of the tree, with the manifests of daily packages, all calls
 * as CSV, its other data as JSON without secrets. May be killed anywhere and repeated: what is there with the right checksum is not
 * written again. Each recording that is written is in the audit log before its first byte, and the tenant's contacts get a mail before
 * all. Throws `tenant-unknown`.
 */
export async function exportTenant(deps: ExportDeps, { tenantId, folder }: ExportRequest): Promise<TenantExport> {
  const { db, clock, audit, by } = deps;
  const data = await tenantData(db, tenantId, clock.now());
  await mailExport(db, tenantId, clock.now());
  await makeFolder(folder);
  await writeFile(join(folder, TENANT_FILE), bytesOf(data));
  let done: TenantExport = { days: 0, recordings: 0, bytes: 0, present: 0, unreadable: [] };
  const calls = await NewFile.create(join(folder, CALLS_FILE));
  try {
    for (const day of await daysWithCalls(db, tenantId)) {
      const exported = await exportDay(deps, { tenantId, folder, day });
      await calls.write(manifestCsv(exported.contents, { isContinued: done.days > 0 }));
      done = {
        days: done.days + 1,
        recordings: done.recordings + exported.contents.recordings.length,
        bytes: exported.contents.recordings.reduce((sum, { sizeBytes }) => sum + sizeBytes, done.bytes),
        present: done.present + exported.present,
        unreadable: [...done.unreadable, ...exported.unreadable],
      };
    }
    await calls.complete();
  } finally {
    await calls.close();
  }
  const { unreadable, ...counts } = done;
  const detail = { ...counts, unreadable: unreadable.length };
  await audit.record({ ...by, tenantId, action: 'tenant-exported', subject: null, detail });
  return done;
}

/** The Warsaw days on which calls or recordings of a tenant began, oldest first: these expire first. */
async function daysWithCalls(db: Database, tenantId: TenantId): Promise<WarsawDay[]> {
  const { rows } = await sql<{ day: WarsawDay }>`
    SELECT (started_at AT TIME ZONE 'Europe/Warsaw')::date AS day FROM calls WHERE tenant_id = ${tenantId}
    UNION SELECT warsaw_day FROM recordings WHERE tenant_id = ${tenantId} AND destroying_at IS NULL
    ORDER BY day`.execute(db);
  return rows.map(({ day }) => day);
}

interface ExportedDay {
  readonly contents: PackageContents;
  readonly present: number;
  readonly unreadable: readonly string[];
}

async function exportDay(
  deps: ExportDeps,
  { tenantId, folder, day }: ExportRequest & { readonly day: WarsawDay },
): Promise<ExportedDay> {
  const { db, clock, keepUndeliveredDays: maxDays } = deps;
  const deliverable = await deliverableCondition(db, tenantId, { at: clock.now(), maxDays });
  const recordings = await recordingsOfDay(db, { tenantId, day, selection: 'all', deliverable });
  const unrecorded = await unrecordedOfDay(db, tenantId, day);
  const destroyed = await destroyedOfDay(db, { tenantId, day, deliverable });
  const missing: PackageRecording[] = [];
  for (const recording of recordings) {
    if (!(await isIntact(join(folder, recording.path), recording))) missing.push(recording);
  }
  await auditDownloads(deps, tenantId, missing);
  const left = new Map<string, 'destroyed' | 'unreadable'>();
  for (const file of recordingFiles(deps, tenantId, missing)) {
    const failure = await writeRecording(folder, file);
    if (failure !== null) left.set(file.path, failure);
  }
  const isWritten = ({ path }: PackageRecording): boolean => !left.has(path);
  const contents: PackageContents = {
    day,
    number: 1,
    columns: 'with-parties',
    recordings: recordings.filter(isWritten),
    unrecorded: [
      ...unrecorded,
      ...destroyed,
      ...recordings.flatMap(({ call, path }) => {
        const reason = left.get(path);
        return reason === undefined ? [] : [{ call, reason }];
      }),
    ],
  };
  for (const { path, source } of manifestFiles(contents)) {
    await writeFile(join(folder, path), source.open({ start: 0 }));
  }
  return {
    contents,
    present: recordings.length - missing.length,
    unreadable: [...left].flatMap(([path, reason]) => (reason === 'unreadable' ? [path] : [])),
  };
}

function auditDownloads({ audit, by }: ExportDeps, tenantId: TenantId, recordings: readonly PackageRecording[]) {
  return audit.recordAll(recordings.map(({ id }) => ({ ...by, tenantId, action: 'download', subject: id })));
}

/** Null: it is written. The file of a recording that cannot be read is not there. */
async function writeRecording(folder: string, file: OutgoingFile): Promise<'destroyed' | 'unreadable' | null> {
  try {
    await writeFile(join(folder, file.path), file.source.open({ start: 0 }), await file.sha256());
    return null;
  } catch (error) {
    if (error instanceof RecordingDestroyed) return 'destroyed';
    if (error instanceof UnreadableRecording || error instanceof WrongContent) return 'unreadable';
    throw error;
  }
}

async function* bytesOf(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
