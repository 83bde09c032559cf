import { createHash } from 'node:crypto';
import type { RecordingId, TenantId } from '../../base/ids.ts';
import type { UploadSource } from '../../platform/push-target/index.ts';
import type { PackageContents, PackageRecording } from '../days/day-contents.ts';
import { manifestCsv, manifestJson, manifestPath, type PackedFile, zipName, zipOf } from '../package/index.ts';
import { RecordingReader, type RecordingSources } from './recording-reader.ts';

/** A file to be sent. Its content is the same at each attempt. */
export interface OutgoingFile {
  /** At the target, below its folder. */
  readonly path: string;
  readonly source: UploadSource;
  /** Hexadecimal SHA-256 of the content. */
  readonly sha256: () => Promise<string>;
  /** Null for manifests and ZIPs. */
  readonly recordingId: RecordingId | null;
}

/** Recordings as files of the tree. */
export function recordingFiles(
  sources: RecordingSources,
  tenantId: TenantId,
  recordings: readonly PackageRecording[],
): OutgoingFile[] {
  const reader = new RecordingReader(sources, tenantId, recordings);
  return recordings.map((recording) => ({
    path: recording.path,
    source: {
      sizeBytes: recording.sizeBytes,
      open: ({ start }) => reader.read(recording, start),
    },
    sha256: async () => recording.sha256,
    recordingId: recording.id,
  }));
}

/** The manifests, to be sent after the recordings. */
export function manifestFiles(contents: PackageContents): OutgoingFile[] {
  return manifests(contents).map(({ path, bytes }) => ({
    path,
    source: { sizeBytes: bytes.length, open: ({ start }) => bytesOf(bytes.subarray(start)) },
    sha256: async () => createHash('sha256').update(bytes).digest('hex'),
    recordingId: null,
  }));
}

/** The complete package as one ZIP. */
export function zipFile(
  sources: RecordingSources,
  tenantId: TenantId,
  contents: PackageContents,
  madeAt: number,
): OutgoingFile {
  const reader = new RecordingReader(sources, tenantId, contents.recordings);
  const recordings = contents.recordings.map(
    (recording): PackedFile => ({
      path: recording.path,
      sizeBytes: recording.sizeBytes,
      modifiedAt: recording.call.startedAt,
      open: () => reader.read(recording, 0),
    }),
  );
  const manifestEntries = manifests(contents).map(
    ({ path, bytes }): PackedFile => ({
      path,
      sizeBytes: bytes.length,
      modifiedAt: madeAt,
      open: () => bytesOf(bytes),
    }),
  );
  const source = zipOf([...manifestEntries, ...recordings]);
  return { path: zipName(contents.day, contents.number), source, sha256: () => digestOf(source), recordingId: null };
}

function manifests(contents: PackageContents): { readonly path: string; readonly bytes: Buffer }[] {
  const { day, number } = contents;
  return [
    { path: manifestPath(day, number, 'csv'), bytes: manifestCsv(contents) },
    { path: manifestPath(day, number, 'json'), bytes: manifestJson(contents) },
  ];
}

async function* bytesOf(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function digestOf(source: UploadSource): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of source.open({ start: 0 })) hash.update(chunk);
  return hash.digest('hex');
}
