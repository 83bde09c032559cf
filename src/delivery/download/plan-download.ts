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

export interface DownloadLimits {
  /** More calls are not in one ZIP, but in parts. */
  readonly calls: number;
  /** A part of more calls ends with the page that reaches one of these: what one download holds in memory, and repeats where it breaks. */
  readonly part: { readonly calls: number; readonly bytes: number };
}

const LIMITS: DownloadLimits = { calls: MAX_DOWNLOADED_CALLS, part: { calls: 10_000, bytes: 2_000_000_000 } };

/** What is too much fails before. */
const NO_LIMITS = { calls: Infinity, bytes: Infinity };

export interface DownloadedRecording extends PackagedRecording {
  readonly id: RecordingId;
}

/** Where a part begins: the `nextCursor` of the one before; null: the first one. */
interface PartStart {
  readonly cursor: string | null;
}

interface DownloadOptions {
  /** Null: all calls at once. */
  readonly part?: PartStart | null;
  readonly limits?: DownloadLimits | undefined;
}

/** What a ZIP of calls will have. */
export interface PlannedDownload {
  readonly calls: number;
  /** Where the next part begins; null: there is none. */
  readonly nextCursor: string | null;
  /** By their paths. */
  readonly recordings: readonly DownloadedRecording[];
  /** Calls, or recordings of them, that are not in it, and why. */
  readonly unrecorded: readonly UnrecordedCall[];
}

/**
 * The recordings of the calls that the scope may see, as the history lists them: those that the panel may still play. Throws
 * `too-many-calls` without `part`; with it these are as many calls as make a part, from there on.
 */
export async function planDownload(
  catalog: CatalogDeps,
  scope: TenantScope,
  filter: CallFilter,
  { part = null, limits = LIMITS }: DownloadOptions = {},
): Promise<PlannedDownload> {
  const recordings: DownloadedRecording[] = [];
  const unrecorded: UnrecordedCall[] = [];
  let cursor: string | null = part?.cursor ?? null;
  const most = part === null ? NO_LIMITS : limits.part;
  const limit = Math.min(CALLS_PER_QUERY, most.calls);
  let [calls, bytes] = [0, 0];
  do {
    const page = await listCalls(catalog, scope, { ...filter, cursor, limit });
    calls += page.calls.length;
    if (part === null && calls > limits.calls) throw new AppError('too-many-calls');
    for (const call of page.calls) {
      const of = callOf(call);
      if (call.noRecordingReason !== null) unrecorded.push({ call: of, reason: call.noRecordingReason });
      for (const recording of call.recordings) {
        if (recording.playable) recordings.push({ ...packaged(recording), call: of });
        else unrecorded.push({ call: of, reason: recording.kept ? 'too-old-for-panel' : 'destroyed' });
        if (recording.playable) bytes += recording.sizeBytes;
      }
    }
    cursor = page.nextCursor;
  } while (cursor !== null && calls < most.calls && bytes < most.bytes);
  recordings.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { calls, recordings, unrecorded, nextCursor: cursor };
}

function callOf({ id, startedAt, answeredAt, endedAt, direction, caller, callee, flags }: ListedCall): PackagedCall {
  return { callId: id, startedAt, answeredAt, endedAt, direction, caller, callee, flags };
}

function packaged(recording: ListedCall['recordings'][number]): Omit<DownloadedRecording, 'call'> {
  const { id, path, sizeBytes, checksum: sha256, durationMs, flags, pauses, parties, quality } = recording;
  return { id, path, sizeBytes, sha256, durationMs, flags, pauses, parties, quality };
}
