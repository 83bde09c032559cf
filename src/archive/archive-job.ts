import { rm } from 'node:fs/promises';
import type { RecordingId, SourceId } from '../base/ids.ts';
import type { EncodedCall, Encoding } from '../encoding/index.ts';
import { type LegQuality, legQuality, recordedParties, recordedPauses } from '../recording/index.ts';
import { NO_TRACING } from '../platform/tracing.ts';
import type { SpooledCall } from '../spool/index.ts';
import { withAudioFlags } from './audio-flags.ts';
import { hasRecording } from './recording-rows.ts';
import { storeRecording, type StoreRecordingDeps } from './store-recording.ts';

export interface ArchiveJobDeps extends StoreRecordingDeps {
  readonly encoding: Pick<Encoding, 'encode'>;
  /** The call does not need the spool any more. */
  readonly releaseSpool: (recordingId: RecordingId) => Promise<void>;
  /** Called with how the legs of each stored recording arrived. */
  readonly onMeasured?: (source: SourceId, legs: readonly LegQuality[]) => void;
  /** Keeps a copy of a damaged segment of the spool for some time. */
  readonly keepDamaged: (segment: string) => void;
}

/**
 * Archives one call: encode → encrypt → store → rows → release the spool. Every step may be done again and the rows are
 * written last: after a crash or failure anywhere, the next run ends in one row and one object.
 */
export class ArchiveJob {
  readonly call: SpooledCall;
  readonly #deps: ArchiveJobDeps;
  /** Kept while the store is unavailable, so that a retry does not encode again. */
  #encoded: EncodedCall | null = null;

  constructor(call: SpooledCall, deps: ArchiveJobDeps) {
    this.call = call;
    this.#deps = deps;
  }

  /** Runs all steps, or throws where one fails. */
  async run(): Promise<void> {
    const { recordingId, description } = this.call;
    const { db, releaseSpool } = this.#deps;
    if (!(await hasRecording(db, description.tenantId, recordingId))) await this.#store();
    await this.removeTemporaryFile();
    await releaseSpool(recordingId);
  }

  async removeTemporaryFile(): Promise<void> {
    if (this.#encoded !== null) await rm(this.#encoded.recording.file.path, { force: true });
    this.#encoded = null;
  }

  async #store(): Promise<void> {
    const { encoding, tracing = NO_TRACING } = this.#deps;
    this.#encoded ??= await tracing.span(this.call.recordingId, 'encode', () => encoding.encode(this.call));
    const { recording, damaged } = this.#encoded;
    for (const segment of new Set(damaged.map(({ file }) => file))) this.#deps.keepDamaged(segment);
    const description = withAudioFlags(this.call, this.#encoded);
    const { endedAt, captureStartedAt } = this.call;
    const { startedAt = captureStartedAt, durationMs } = recording;
    const pauses = recordedPauses(this.call, { startedAt, durationMs });
    const parties = recordedParties(this.call, { startedAt, durationMs });
    const quality = recording.legs.map(legQuality);
    await storeRecording(this.#deps, { description, endedAt, encoded: recording, pauses, parties, quality });
    if (description.sourceId !== null) this.#deps.onMeasured?.(description.sourceId, quality);
  }
}
