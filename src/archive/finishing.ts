import { rm } from 'node:fs/promises';
import type { RecordingId } from '../base/ids.ts';
import type { Clock } from '../base/clock.ts';
import type { EncodedRecording, Encoding } from '../encoding/index.ts';
import type { ObjectStore } from '../platform/object-store/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { SpooledCall } from '../spool/index.ts';
import { flaggedByRecording } from './recording-flags.ts';
import { recordingKey } from './recording-key.ts';
import { addRecording, hasRecording } from './recording-rows.ts';

export interface FinishingParts {
  readonly encoding: Pick<Encoding, 'encode'>;
  readonly objects: Pick<ObjectStore, 'put'>;
  readonly db: Database;
  /** The call needs its spool no more. */
  readonly spoolDone: (recordingId: RecordingId) => Promise<void>;
  readonly clock: Clock;
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
    const { db, spoolDone } = this.#parts;
    if (!(await hasRecording(db, description.tenantId, recordingId))) await this.#store();
    await this.abandon();
    await spoolDone(recordingId);
  }

  /** Leaves nothing behind but what is in the spool, the store and the database. */
  async abandon(): Promise<void> {
    if (this.#encoded !== null) await rm(this.#encoded.file, { force: true });
    this.#encoded = null;
  }

  async #store(): Promise<void> {
    const { encoding, objects, db, clock } = this.#parts;
    this.#encoded ??= await encoding.encode(this.call);
    const encoded = this.#encoded;
    const description = flaggedByRecording(this.call, encoded);
    const objectKey = recordingKey(description.tenantId, description.startedAt, description.recordingId);
    await objects.put(objectKey, encoded.file);
    await addRecording(db, { description, endedAt: this.call.endedAt, encoded, objectKey, storedAt: clock.now() });
  }
}
