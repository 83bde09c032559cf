import { type AudioSources, isLastingReadFailure, readAudio, type ReadableRecording } from '../../archive/index.ts';
import type { AuditEvent, AuditLog } from '../../audit/index.ts';
import type { RecordingId } from '../../base/ids.ts';
import { type CatalogDeps, keptRecordings, type TenantScope } from '../../catalog/index.ts';
import { LeftOut, type ListedContents, listManifests, type PackedFile, zipLeavingOut } from '../package/index.ts';
import type { DownloadedRecording, PlannedDownload } from './plan-download.ts';

interface DownloadDeps extends AudioSources {
  readonly catalog: CatalogDeps;
  readonly audit: AuditLog;
  /** Who downloads. */
  readonly by: Pick<AuditEvent, 'actor' | 'address'>;
}

/** Recordings whose rows are read, and whose downloads are audited, at a time: few, since who goes away gets none of the rest. */
const GROUP = 20;

/**
 * The recordings as files of the tree in one ZIP, with a manifest in both formats as the daily push has it. Each is in the audit log
 * as a download before its first byte. One that was destroyed meanwhile, or cannot be read, is left out, and the manifest says so.
 */
export function downloadZip(deps: DownloadDeps, scope: TenantScope, planned: PlannedDownload) {
  const reader = new GroupReader(deps, scope, planned.recordings);
  const recordingOf = new Map<PackedFile, DownloadedRecording>();
  const files = planned.recordings.map((recording, index): PackedFile => {
    const { path, sizeBytes, call } = recording;
    const file = { path, sizeBytes, modifiedAt: call.startedAt, open: () => reader.read(index) };
    recordingOf.set(file, recording);
    return file;
  });
  const madeAt = deps.catalog.clock.now();
  return zipLeavingOut(files, async (leftOut) => {
    const missing = [...leftOut].map(([file, { reason }]) => ({ call: recordingOf.get(file)!.call, reason }));
    const contents: ListedContents = {
      recordings: files.filter((file) => !leftOut.has(file)).map((file) => recordingOf.get(file)!),
      unrecorded: [...planned.unrecorded, ...missing],
      columns: 'with-parties',
    };
    const { csv, json } = await listManifests({}, contents);
    return [document('manifest.csv', csv, madeAt), document('manifest.json', json, madeAt)];
  });
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
  /** Of the group that is being read. */
  #kept: ReadonlyMap<RecordingId, ReadableRecording> = new Map();

  constructor(deps: DownloadDeps, scope: TenantScope, recordings: readonly DownloadedRecording[]) {
    this.#deps = deps;
    this.#scope = scope;
    this.#recordings = recordings;
  }

  async *read(index: number): AsyncGenerator<Buffer> {
    if (index % GROUP === 0) await this.#beginGroup(index);
    const { id } = this.#recordings[index]!;
    const recording = this.#kept.get(id);
    if (recording === undefined) throw new LeftOut('destroyed', `recording ${id} was destroyed`);
    try {
      yield* readAudio(this.#deps, recording, 0);
    } catch (error) {
      // While a store cannot be read nothing is known about the recording: the download fails.
      if (!isLastingReadFailure(error)) throw error;
      throw new LeftOut('unreadable', `recording ${id} cannot be read`, { cause: error });
    }
  }

  async #beginGroup(index: number): Promise<void> {
    const { catalog, audit, by } = this.#deps;
    const ids = this.#recordings.slice(index, index + GROUP).map(({ id }) => id);
    this.#kept = await keptRecordings(catalog, this.#scope, ids);
    const { tenantId } = this.#scope;
    const kept = ids.filter((id) => this.#kept.has(id));
    await audit.recordAll(
      kept.map((id) => ({ ...by, tenantId, action: 'download', subject: id, detail: { zip: true } })),
    );
  }
}
