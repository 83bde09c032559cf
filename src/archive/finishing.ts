import { rm } from 'node:fs/promises';
import type { RecordingId } from '../base/ids.ts';
import type { EncodedRecording, Encoding } from '../encoding/index.ts';
import type { SpooledCall } from '../spool/index.ts';
import { flaggedByRecording } from './recording-flags.ts';
import { hasRecording } from './recording-rows.ts';
import { storeRecording, type StoringParts } from './store-recording.ts';

export interface FinishingParts extends StoringParts {
  readonly encoding: Pick<Encoding, 'encode'>;
  /** The call needs its spool no more. */
  readonly releaseSpool: (recordingId: RecordingId) => Promise<void>;
}

/**
 * One call on its way from the spool into the archive. Each step may be done again, and the row is written
 * last: wherever a crash or a failure cuts the way, going it again ends in one row and one object.
 */
export class Finishing {
  readonly call: SpooledCall;
  readonly #parts: FinishingParts;
  /** Kept while the store is away, so that trying again costs no encoding. */
  #encoded: EncodedRecording | null = null;

  constructor(call: SpooledCall, parts: FinishingParts) {
    this.call = call;
    this.#parts = parts;
  }

  /** Goes the way to its end, or throws where it is blocked. */
  async advance(): Promise<void> {
    const { recordingId, description } = this.call;
    const { db, releaseSpool } = this.#parts;
    if (!(await hasRecording(db, description.tenantId, recordingId))) await this.#store();
    await this.abandon();
    await releaseSpool(recordingId);
  }

  /** Leaves nothing behind but what is in the spool, the store and the database. */
  async abandon(): Promise<void> {
    if (this.#encoded !== null) await rm(this.#encoded.file, { force: true });
    this.#encoded = null;
  }

  async #store(): Promise<void> {
    this.#encoded ??= await this.#parts.encoding.encode(this.call);
    const encoded = this.#encoded;
    const description = flaggedByRecording(this.call, encoded);
    await storeRecording(this.#parts, { description, endedAt: this.call.endedAt, encoded });
  }
}
