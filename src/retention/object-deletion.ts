import type { RecordingId, TenantId } from '../base/ids.ts';
import { type ObjectStore, readObjectKey } from '../platform/object-store.ts';
import type { MarkedRecording } from './mark-for-deletion.ts';
import type { RunFailures } from './run-failures.ts';

/** Objects deleted in parallel: hides the latency of a remote store. */
const PARALLEL_DELETIONS = 16;
/** After so many failures in a row the store is away: asking for each object, each with its timeout, would take hours. */
const MAX_FAILURES_IN_A_ROW = 2 * PARALLEL_DELETIONS;

/** Deletes the encrypted MP3s of marked recordings in a run. What fails stays marked, for the next run. */
export class ObjectDeletion {
  readonly #objects: Pick<ObjectStore, 'delete'>;
  readonly #failures: RunFailures;
  #failuresInARow = 0;

  constructor(objects: Pick<ObjectStore, 'delete'>, failures: RunFailures) {
    this.#objects = objects;
    this.#failures = failures;
  }

  /** Returns the recordings whose objects are gone. */
  async delete(tenantId: TenantId, marked: readonly MarkedRecording[]): Promise<RecordingId[]> {
    const deleted: RecordingId[] = [];
    for (let start = 0; start < marked.length; start += PARALLEL_DELETIONS) {
      if (this.#failuresInARow >= MAX_FAILURES_IN_A_ROW || this.#failures.hasGivenUp(tenantId)) break;
      const batch = marked.slice(start, start + PARALLEL_DELETIONS);
      const done = await Promise.all(batch.map((one) => this.#deleteOne(tenantId, one)));
      deleted.push(...batch.filter((_, index) => done[index]).map(({ id }) => id));
    }
    return deleted;
  }

  async #deleteOne(tenantId: TenantId, { id, object_key }: MarkedRecording): Promise<boolean> {
    try {
      const key = readObjectKey(object_key);
      if (!key.ok) throw new Error(`the row has no valid object key: ${key.reason}`);
      await this.#objects.delete(key.value);
      this.#failuresInARow = 0;
      return true;
    } catch (error) {
      this.#failuresInARow += 1;
      this.#failures.add({ step: 'delete-object', tenantId, recordingId: id }, error);
      return false;
    }
  }
}
