import { rm } from 'node:fs/promises';
import type { RecordingId, SourceId } from '../base/ids.ts';
import type { EncodedCall, Encoding } from '../encoding/index.ts';
import {
  type CallDescription,
  type LegQuality,
  legQuality,
  recordedParties,
  recordedPauses,
} from '../recording/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { keepInFile } from '../platform/sealed-content/index.ts';
import { NO_TRACING } from '../platform/tracing.ts';
import type { SpooledCall } from '../spool/index.ts';
import { withAudioFlags } from './audio-flags.ts';
import type { RowBatches } from './row-batches.ts';
import { storeRecording, type StoreRecordingDeps } from './store-recording.ts';
import { restOfTakenOver } from './takeover/taken-over-recordings.ts';

export interface ArchiveJobDeps extends StoreRecordingDeps {
  readonly rows: RowBatches;
  readonly encoding: Pick<Encoding, 'encode'>;
  /** The call does not need the spool any more. */
  readonly releaseSpool: (recordingId: RecordingId) => Promise<void>;
  /** Called with how the legs of each stored recording arrived. */
  readonly onMeasured?: (source: SourceId, legs: readonly LegQuality[]) => void;
  /** Keeps a copy of a damaged segment of the spool for some time. */
  readonly keepDamaged: (segment: string) => void;
  /** Of a recorder that takes over the calls of another one; missing: they are its own. */
  readonly takeover?: TakeoverOfCalls;
}

/** How calls of a lost recorder are stored, which may do so itself at the same time. */
interface TakeoverOfCalls {
  readonly objectSuffix: string;
  /** In the transaction of the rows: throws when the lost recorder has come back. */
  readonly confirm: (transaction: Database, call: SpooledCall) => Promise<void>;
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

  /** Runs all steps, or throws where one fails. `encoded`: called when the encoder has done its part; the rest waits for it. */
  async run(encoded: () => Promise<void> = async () => {}): Promise<void> {
    const { recordingId, description } = this.call;
    const { releaseSpool, takeover } = this.#deps;
    const isStored = !(await this.#isArchived(description)) && (await this.#store(this.call, encoded));
    await this.removeTemporaryFile();
    if (!isStored && takeover === undefined) await this.#storeRest();
    await releaseSpool(recordingId);
  }

  /** Until the next attempt, which may be far, its sound takes no memory. */
  async freeMemory(): Promise<void> {
    if (this.#encoded === null) return;
    const { recording, damaged } = this.#encoded;
    try {
      this.#encoded = { recording: { ...recording, audio: await keepInFile(recording.audio) }, damaged };
    } catch {
      // The disk is full, for instance: it is encoded again.
      this.#encoded = null;
    }
  }

  async removeTemporaryFile(): Promise<void> {
    if (this.#encoded !== null) await rm(this.#encoded.recording.audio.path, { force: true });
    this.#encoded = null;
  }

  #isArchived(description: CallDescription): Promise<boolean> {
    return this.#deps.rows.isArchived(description);
  }

  /** What came after another recorder had taken the call over is a recording of its own: the first one is never changed. */
  async #storeRest(): Promise<void> {
    const rest = await restOfTakenOver(this.#deps.db, this.call);
    if (rest === null || (await this.#isArchived(rest.description))) return;
    await this.#store(rest, async () => {});
    await this.removeTemporaryFile();
  }

  async #store(call: SpooledCall, encoded: () => Promise<void>): Promise<boolean> {
    const { encoding, takeover, tracing = NO_TRACING } = this.#deps;
    this.#encoded ??= await tracing.span(call.recordingId, 'encode', () => encoding.encode(call));
    await encoded();
    const { recording, damaged } = this.#encoded;
    for (const segment of new Set(damaged.map(({ file }) => file))) this.#deps.keepDamaged(segment);
    const description = withAudioFlags(call, this.#encoded);
    const { endedAt, captureStartedAt } = call;
    const { startedAt = captureStartedAt, durationMs } = recording;
    const pauses = recordedPauses(call, { startedAt, durationMs });
    const parties = recordedParties(call, { startedAt, durationMs });
    const quality = recording.legs.map(legQuality);
    const isStored = await storeRecording(this.#deps, {
      description,
      endedAt,
      encoded: recording,
      pauses,
      parties,
      quality,
      ...(takeover !== undefined && {
        objectSuffix: takeover.objectSuffix,
        inSameTransaction: (transaction: Database) => takeover.confirm(transaction, call),
      }),
    });
    if (description.sourceId !== null) this.#deps.onMeasured?.(description.sourceId, quality);
    return isStored;
  }
}
