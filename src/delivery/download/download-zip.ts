import { createHash } from 'node:crypto';
import {
  type AudioSources,
  isLastingReadFailure,
  readAudio,
  type ReadableRecording,
  reportIfOurs,
} from '../../archive/index.ts';
import type { AuditEvent, AuditLog } from '../../audit/index.ts';
import { AppError } from '../../base/errors.ts';
import type { RecordingId } from '../../base/ids.ts';
import { type CatalogDeps, keptRecordings, type TenantScope } from '../../catalog/index.ts';
import { RecentKeys } from '../../platform/recent-keys.ts';
import { LeftOut, type ListedContents, listManifests, type PackedFile, zipLeavingOut } from '../package/index.ts';
import type { DownloadedRecording, PlannedDownload } from './plan-download.ts';

interface DownloadDeps extends AudioSources {
  readonly catalog: CatalogDeps;
  readonly audit: AuditLog;
  /** Who downloads. */
  readonly by: Pick<AuditEvent, 'actor' | 'address'>;
}

/** The records of a file in a ZIP before its directory are shorter. */
const MAX_RECORD_BYTES = 500;
/** Recordings whose rows are read, and whose downloads are audited, at a time: few, since who goes away gets none of the rest. */
const GROUP = 20;
/** What is sent is sent before the next piece is asked for. */
const LENT = { start: 0, isLent: true } as const;

/**
 * The recordings as files of the tree in one ZIP, with a manifest in both formats as the daily push has it. Each is in the audit log
 * as a download before its first byte. One that was destroyed meanwhile, or cannot be read, is left out, and the manifest says so.
 */
export async function downloadZip(
  deps: DownloadDeps,
  scope: TenantScope,
  planned: PlannedDownload,
): Promise<DownloadedZip> {
  const reader = new GroupReader(deps, scope, planned.recordings);
  const recordingOf = new Map<PackedFile, DownloadedRecording>();
  const files = planned.recordings.map((recording, index): PackedFile => {
    const { path, sizeBytes, call } = recording;
    const file = { path, sizeBytes, modifiedAt: call.startedAt, open: () => reader.read(index) };
    recordingOf.set(file, recording);
    return file;
  });
  // Not the time of the download: the same recordings make the same bytes.
  const madeAt = planned.recordings.at(-1)?.call.startedAt ?? EMPTY_AT;
  let checksum = '';
  const zip = await zipLeavingOut(files, async (leftOut) => {
    const missing = [...leftOut].map(([file, { reason }]) => ({ call: recordingOf.get(file)!.call, reason }));
    const contents: ListedContents = {
      recordings: files.filter((file) => !leftOut.has(file)).map((file) => recordingOf.get(file)!),
      unrecorded: [...planned.unrecorded, ...missing],
      columns: 'with-parties',
    };
    const { csv, json } = await listManifests({}, contents);
    // The manifest has the path, size and hash of each.
    if (leftOut.size === 0) checksum = createHash('sha256').update(json).digest('hex');
    return [document('manifest.csv', csv, madeAt), document('manifest.json', json, madeAt)];
  });
  const { sizeBytes } = zip;
  return {
    sizeBytes,
    checksum,
    bytes: ({ start, end }) => {
      reader.auditFrom(start);
      return sliceOf(zip.bytes, start, end);
    },
  };
}

/** A ZIP needs a time from 1980 on. */
const EMPTY_AT = Date.UTC(2000, 0, 1);

export interface DownloadedZip {
  readonly sizeBytes: number;
  /** The same contents, the same bytes: a broken download can be continued. */
  readonly checksum: string;
  /** To be read once; a piece is there until the next one is asked for. What is before `start` is made, too, as later bytes depend on it, and not sent. */
  readonly bytes: (range: { readonly start: number; readonly end: number }) => AsyncGenerator<Buffer>;
}

async function* sliceOf(chunks: AsyncIterable<Buffer>, start: number, end: number): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const chunk of chunks) {
    const wanted = chunk.subarray(Math.max(0, start - at), Math.max(0, end - at));
    at += chunk.length;
    if (wanted.length > 0) yield wanted;
    if (at >= end) return;
  }
}

function document(path: string, bytes: Buffer, modifiedAt: number): PackedFile {
  const open = async function* (): AsyncGenerator<Buffer> {
    yield bytes;
  };
  return { path, sizeBytes: bytes.length, modifiedAt, open };
}

/** Reads recordings one after another, in their order. */
class GroupReader {
  readonly #deps: DownloadDeps;
  readonly #scope: TenantScope;
  readonly #recordings: readonly DownloadedRecording[];
  readonly #sources: AudioSources;
  /** The index of the first one of which anything is sent. */
  #firstSent = 0;
  /** Of the group that is being read. */
  #kept: ReadonlyMap<RecordingId, ReadableRecording> = new Map();

  constructor(deps: DownloadDeps, scope: TenantScope, recordings: readonly DownloadedRecording[]) {
    this.#deps = deps;
    this.#scope = scope;
    this.#recordings = recordings;
    const { objects, keys, catalog } = deps;
    // A failure is reported when it is known that the recording was not destroyed meanwhile.
    this.#sources = { objects, keys: new RecentKeys(keys, catalog.clock), clock: catalog.clock };
  }

  /** Those that end before this byte of the ZIP were audited when they were sent. */
  auditFrom(start: number): void {
    let end = 0;
    const ends = this.#recordings.map(({ sizeBytes }) => (end += sizeBytes + MAX_RECORD_BYTES));
    const first = ends.findIndex((each) => each > start);
    this.#firstSent = first === -1 ? ends.length : first;
  }

  async *read(index: number): AsyncGenerator<Buffer> {
    if (index % GROUP === 0) await this.#beginGroup(index);
    const { id } = this.#recordings[index]!;
    const recording = this.#kept.get(id);
    if (recording === undefined) throw destroyed(id);
    try {
      yield* this.#readOrAgain(recording);
    } catch (error) {
      if (isDestroyed(error)) throw destroyed(id);
      reportIfOurs(error, id, this.#deps.onReadFailure);
      // While a store cannot be read nothing is known about the recording: the download fails.
      if (!isLastingReadFailure(error)) throw error;
      throw new LeftOut('unreadable', `recording ${id} cannot be read`, { cause: error });
    }
  }

  async *#readOrAgain(recording: ReadableRecording): AsyncGenerator<Buffer> {
    let hasStarted = false;
    try {
      for await (const bytes of readAudio(this.#sources, recording, LENT)) {
        hasStarted = true;
        yield bytes;
      }
    } catch (error) {
      if (!isLastingReadFailure(error)) throw error;
      // Since its group was looked up it may have been destroyed, or its key wrapped by another one.
      const now = (await this.#lookUp([recording.id])).get(recording.id);
      if (now === undefined) throw destroyed(recording.id);
      if (hasStarted || now.keyId === recording.keyId) throw error;
      yield* readAudio(this.#sources, now, LENT);
    }
  }

  async #beginGroup(index: number): Promise<void> {
    const { audit, by } = this.#deps;
    const ids = this.#recordings.slice(index, index + GROUP).map(({ id }) => id);
    this.#kept = await this.#lookUp(ids);
    const { tenantId } = this.#scope;
    const kept = ids.filter((id, at) => index + at >= this.#firstSent && this.#kept.has(id));
    await audit.recordAll(
      kept.map((id) => ({ ...by, tenantId, action: 'download', subject: id, detail: { zip: true } })),
    );
  }

  #lookUp(ids: readonly RecordingId[]): Promise<ReadonlyMap<RecordingId, ReadableRecording>> {
    return keptRecordings(this.#deps.catalog, this.#scope, ids);
  }
}

function destroyed(id: RecordingId): LeftOut {
  return new LeftOut('destroyed', `recording ${id} was destroyed`);
}

function isDestroyed(error: unknown): boolean {
  if (error instanceof LeftOut) return error.reason === 'destroyed';
  return error instanceof AppError && error.code === 'recording-destroyed';
}
