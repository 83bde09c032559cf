import { Readable } from 'node:stream';
import { type RawBuilder, sql } from 'kysely';
import { type AudioSources, isLastingReadFailure, readAudio } from '../archive/index.ts';
import type { Clock } from '../base/clock.ts';
import type { CallId, RecordingId, TenantId } from '../base/ids.ts';
import type { PhoneNumber } from '../base/phone-number.ts';
import { tookPartIn } from '../calls/index.ts';
import type { PackedFile } from '../delivery/package/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { recordingPath } from '../recording/index.ts';
import { isKept } from '../retention/index.ts';
import { serviceHistory } from '../tenants/index.ts';
import { deliveriesOf, textsWithNumber } from './other-places.ts';
import { type LeftOut, type PackageContents, packageCsv, packageJson, packageReadme } from './package-manifest.ts';
import type { RodoRequest } from './request.ts';
import { allSubjectCalls, writtenOfCalls } from './subject-calls.ts';

interface ContentsDeps extends AudioSources {
  readonly db: Database;
  readonly clock: Clock;
}

/** Not closed: its number is known. */
export type OpenRequest = RodoRequest & { readonly number: string };

/** A recording that can be in a package. */
interface StoredRecording {
  readonly id: RecordingId;
  readonly call_id: CallId;
  readonly warsaw_day: string;
  readonly file_name: string;
  readonly size_bytes: number;
  readonly duration_ms: number;
  readonly sha256: Buffer;
  readonly stored_at: Date;
  readonly is_kept: boolean;
  readonly is_of_subject: boolean;
}

/** It was destroyed meanwhile, or cannot be read: the package is made without it. */
export class CannotBeRead extends Error {
  readonly recordingId: RecordingId;

  constructor(recordingId: RecordingId, cause?: unknown) {
    super(`recording ${recordingId} cannot be read`, { cause });
    this.recordingId = recordingId;
  }
}

/** What goes into a ZIP. */
interface Contents {
  readonly manifest: PackageContents;
  /** The recordings in the ZIP, with their paths in it. */
  readonly files: readonly (StoredRecording & { readonly path: string })[];
}

export async function contentsOf(
  deps: ContentsDeps,
  { tenantId, number, openedAt }: OpenRequest,
  { withRecordings, unreadable }: { readonly withRecordings: boolean; readonly unreadable: ReadonlySet<RecordingId> },
): Promise<Contents> {
  const { db, clock } = deps;
  const calls = await allSubjectCalls(db, { tenantId, number, until: openedAt });
  const callIds = calls.map(({ id }) => id);
  const recordings = await storedRecordings(deps, { tenantId, number, callIds });
  const described = recordings.map((row) => {
    const leftOut = leftOutOf(row);
    return {
      ...row,
      leftOut,
      path: leftOut === null ? `nagrania/${recordingPath(row.warsaw_day, row.file_name)}` : null,
    };
  });
  const written = await writtenOfCalls(db, tenantId, callIds);
  const ofCall = Map.groupBy(described, (row) => row.call_id);
  const { name } = await db.selectFrom('tenants').select('name').where('id', '=', tenantId).executeTakeFirstOrThrow();
  const manifest = {
    controller: name,
    number,
    madeAt: clock.now(),
    until: openedAt,
    calls: calls.map((call) => ({
      ...call,
      ...written.get(call.id)!,
      recordings: (ofCall.get(call.id) ?? []).map((row) => ({
        path: row.path,
        sizeBytes: row.size_bytes,
        sha256: row.sha256.toString('hex'),
        durationMs: row.duration_ms,
        leftOut: row.leftOut,
      })),
    })),
    texts: await textsWithNumber(db, tenantId, number),
    deliveries: await deliveriesOf(
      db,
      tenantId,
      recordings.map(({ id }) => id),
    ),
  };
  return { manifest, files: described.flatMap(({ path, ...row }) => (path === null ? [] : { ...row, path })) };

  function leftOutOf({ id, is_kept, is_of_subject }: StoredRecording): LeftOut | null {
    if (!is_kept) return 'destroyed';
    if (!is_of_subject) return 'of-others';
    if (!withRecordings) return 'left-out';
    return unreadable.has(id) ? 'unreadable' : null;
  }
}

interface RecordingsRequest {
  readonly tenantId: TenantId;
  readonly number: PhoneNumber;
  readonly callIds: readonly CallId[];
}

async function storedRecordings({ db, clock }: ContentsDeps, { tenantId, number, callIds }: RecordingsRequest) {
  const kept = isKept(await serviceHistory(db, tenantId), clock.now());
  return db
    .selectFrom('recordings')
    .select([
      'recordings.id',
      'recordings.call_id',
      'recordings.warsaw_day',
      'recordings.file_name',
      'recordings.size_bytes',
      'recordings.duration_ms',
      'recordings.sha256',
      'recordings.stored_at',
    ])
    .select((eb) => eb.case().when(kept).then(true).else(false).end().as('is_kept'))
    .select(isOfSubject(number).as('is_of_subject'))
    .where('recordings.tenant_id', '=', tenantId)
    .where('recordings.call_id', '=', (eb) => eb.fn.any(eb.val([...callIds])))
    .orderBy('recordings.started_at')
    .orderBy('recordings.id')
    .execute();
}

/** Of a call in several sessions: whether the number took part in this one, or it is not known in which. */
function isOfSubject(number: PhoneNumber): RawBuilder<boolean> {
  const id = sql.ref('recordings.id');
  return sql<boolean>`(${tookPartIn(id, [number])}
    OR NOT EXISTS (SELECT FROM call_parties WHERE call_parties.recording_id = ${id})
    OR NOT EXISTS (SELECT FROM recordings AS others WHERE others.call_id = recordings.call_id AND ${tookPartIn(sql.ref('others.id'), [number])}))`;
}

export function filesOf(deps: ContentsDeps, { manifest, files }: Contents): PackedFile[] {
  const document = (path: string, content: Buffer): PackedFile => ({
    path,
    sizeBytes: content.length,
    modifiedAt: manifest.madeAt,
    open: () => Readable.from([content], { objectMode: false }),
  });
  return [
    document('informacja.txt', packageReadme(manifest)),
    document('wykaz.csv', packageCsv(manifest)),
    document('manifest.json', packageJson(manifest)),
    ...files.map((row) => ({
      path: row.path,
      sizeBytes: row.size_bytes,
      modifiedAt: row.stored_at.getTime(),
      open: () => audioOf(deps, row.id),
    })),
  ];
}

/** The row is read when its turn comes: its key may have been re-wrapped, or the recording destroyed. */
async function* audioOf({ db, objects, keys, onReadFailure }: ContentsDeps, id: RecordingId): AsyncGenerator<Buffer> {
  const row = await db
    .selectFrom('recordings')
    .select(['object_key', 'size_bytes', 'key_id', 'wrapped_key'])
    .where('id', '=', id)
    .where('destroying_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) throw new CannotBeRead(id);
  const recording = {
    id,
    objectKey: row.object_key,
    sizeBytes: row.size_bytes,
    keyId: row.key_id,
    wrappedKey: row.wrapped_key,
  };
  try {
    yield* readAudio({ objects, keys, ...(onReadFailure && { onReadFailure }) }, recording);
  } catch (error) {
    if (isLastingReadFailure(error)) throw new CannotBeRead(id, error);
    throw error;
  }
}
