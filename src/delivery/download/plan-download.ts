import { AppError } from '../../base/errors.ts';
import type { RecordingId } from '../../base/ids.ts';
import {
  type CallFilter,
  type CatalogDeps,
  listCalls,
  type ListedCall,
  type TenantScope,
} from '../../catalog/index.ts';
import type { PackagedCall, PackagedRecording, UnrecordedCall } from '../package/index.ts';

/** About 2 kB each while the ZIP is made, so 40 MB. Who needs more mirrors the tree (FTP, SFTP, WebDAV). */
export const MAX_DOWNLOADED_CALLS = 20_000;
const CALLS_PER_QUERY = 200;

export interface DownloadedRecording extends PackagedRecording {
  readonly id: RecordingId;
}

/** What a ZIP of calls will have. */
export interface PlannedDownload {
  /** By their paths. */
  readonly recordings: readonly DownloadedRecording[];
  /** Calls, or recordings of them, that are not in it, and why. */
  readonly unrecorded: readonly UnrecordedCall[];
}

/**
 * The recordings of the calls that the scope may see, as the history lists them: those that the panel may still play. Throws
 * `too-many-calls`.
 */
export async function planDownload(
  catalog: CatalogDeps,
  scope: TenantScope,
  filter: CallFilter,
): Promise<PlannedDownload> {
  const recordings: DownloadedRecording[] = [];
  const unrecorded: UnrecordedCall[] = [];
  let cursor: string | null = null;
  let calls = 0;
  do {
    const page = await listCalls(catalog, scope, { ...filter, cursor, limit: CALLS_PER_QUERY });
    calls += page.calls.length;
    if (calls > MAX_DOWNLOADED_CALLS) throw new AppError('too-many-calls');
    for (const call of page.calls) {
      const of = callOf(call);
      if (call.noRecordingReason !== null) unrecorded.push({ call: of, reason: call.noRecordingReason });
      for (const recording of call.recordings) {
        if (recording.playable) recordings.push({ ...packaged(recording), call: of });
        else unrecorded.push({ call: of, reason: recording.kept ? 'too-old-for-panel' : 'destroyed' });
      }
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
  recordings.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { recordings, unrecorded };
}

function callOf({ id, startedAt, answeredAt, endedAt, direction, caller, callee, flags }: ListedCall): PackagedCall {
  return { callId: id, startedAt, answeredAt, endedAt, direction, caller, callee, flags };
}

function packaged(recording: ListedCall['recordings'][number]): Omit<DownloadedRecording, 'call'> {
  const { id, path, sizeBytes, checksum: sha256, durationMs, flags, pauses, parties, quality } = recording;
  return { id, path, sizeBytes, sha256, durationMs, flags, pauses, parties, quality };
}
