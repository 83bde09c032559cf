import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { type AudioSources, openAudio } from '../../archive/index.ts';
import type { RecordingId, TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import type { UploadSource } from '../../platform/push-target/index.ts';
import type { FrozenPackage, FrozenRecording } from '../days/frozen-package.ts';
import { manifestCsv, manifestJson, manifestPath, type PackedFile, zipName, zipOf } from '../package/index.ts';
import type { OutgoingFile } from './outgoing-file.ts';

/** Where the recordings of a package are read from. */
export interface RecordingSources extends AudioSources {
  readonly db: Database;
}

/** Recordings as files of the tree. */
export function recordingFiles(
  sources: RecordingSources,
  tenantId: TenantId,
  recordings: readonly FrozenRecording[],
): OutgoingFile[] {
  return recordings.map((recording) => ({
    path: recording.path,
    source: {
      sizeBytes: recording.sizeBytes,
      open: ({ start }) => streamOf(() => openRecording(sources, tenantId, recording, start)),
    },
    sha256: async () => recording.sha256,
    recordingId: recording.id,
  }));
}

/** The manifest, to follow when all that it tells of is there. */
export function manifestFiles(contents: FrozenPackage): OutgoingFile[] {
  return manifests(contents).map(({ path, bytes }) => ({
    path,
    source: { sizeBytes: bytes.length, open: ({ start }) => Readable.from([bytes.subarray(start)]) },
    sha256: async () => createHash('sha256').update(bytes).digest('hex'),
    recordingId: null,
  }));
}

/** The whole package as one ZIP. */
export function zipFile(
  sources: RecordingSources,
  tenantId: TenantId,
  contents: FrozenPackage,
  madeAt: number,
): OutgoingFile {
  const recordings = contents.recordings.map(
    (recording): PackedFile => ({
      path: recording.path,
      sizeBytes: recording.sizeBytes,
      modifiedAt: recording.call.startedAt,
      open: () => openRecording(sources, tenantId, recording, 0),
    }),
  );
  const about = manifests(contents).map(
    ({ path, bytes }): PackedFile => ({
      path,
      sizeBytes: bytes.length,
      modifiedAt: madeAt,
      open: async () => Readable.from([bytes]),
    }),
  );
  const source = zipOf([...about, ...recordings]);
  return { path: zipName(contents.day, contents.number), source, sha256: () => digestOf(source), recordingId: null };
}

function manifests(contents: FrozenPackage): { readonly path: string; readonly bytes: Buffer }[] {
  const { day, number } = contents;
  return [
    { path: manifestPath(day, number, 'csv'), bytes: manifestCsv(contents) },
    { path: manifestPath(day, number, 'json'), bytes: manifestJson(contents) },
  ];
}

/** By its row as it is now: its key may have been wrapped anew since the package was made. */
async function openRecording(
  { db, objects, keys }: RecordingSources,
  tenantId: TenantId,
  { id, sizeBytes }: FrozenRecording,
  start: number,
): Promise<Readable> {
  const row = await db
    .selectFrom('recordings')
    .select(['object_key', 'key_id', 'wrapped_key'])
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('destroying_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) throw new RecordingGone(id);
  if (start >= sizeBytes) return Readable.from([]);
  const recording = { id, sizeBytes, objectKey: row.object_key, keyId: row.key_id, wrappedKey: row.wrapped_key };
  return openAudio({ objects, keys }, recording, { start });
}

/** It was destroyed after its package was made; the next attempt goes without it. */
export class RecordingGone extends Error {
  constructor(id: RecordingId) {
    super(`recording ${id} was destroyed before it was delivered`);
  }
}

function streamOf(open: () => Promise<Readable>): Readable {
  return Readable.from(
    (async function* () {
      yield* (await open()) as AsyncIterable<Buffer>;
    })(),
    { objectMode: false },
  );
}

async function digestOf(source: UploadSource): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of source.open({ start: 0 }) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}
