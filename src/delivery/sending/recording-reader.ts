import {
  type AudioSources,
  isLastingReadFailure,
  readAudio,
  reportIfOurs,
  type ReadableRecording,
} from '../../archive/index.ts';
import { AppError } from '../../base/errors.ts';
import type { Clock } from '../../base/clock.ts';
import type { RecordingId, TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { RecentKeys } from '../../platform/recent-keys.ts';
import { deliverableCondition } from '../../retention/index.ts';
import type { PackageRecording } from '../days/day-contents.ts';

/** Rows per query: a query for each recording would take as long as its decryption. */
const ROWS_PER_QUERY = 200;

export interface RecordingSources extends AudioSources {
  readonly db: Database;
  readonly clock: Clock;
  /** For how many days beyond the retention an undelivered recording is kept, where its tenant asked for that. */
  readonly keepUndeliveredDays: number;
}

/** The recording expired or was destroyed after its package was made; the next attempt leaves it out. */
export class RecordingDestroyed extends Error {
  constructor(id: RecordingId) {
    super(`recording ${id} is expired or destroyed, and was not delivered before`);
  }
}

/** The stored recording is damaged or missing. Retrying alone does not help. */
export class UnreadableRecording extends Error {
  readonly recordingId: RecordingId;

  constructor(recordingId: RecordingId, cause: AppError) {
    super(`recording ${recordingId} cannot be read: ${cause.code}`, { cause });
    this.recordingId = recordingId;
  }
}

type RecordingRow = Pick<ReadableRecording, 'objectKey' | 'keyId' | 'wrappedKey'>;

/** Reads the recordings of a package, roughly in their order. The rows of the following recordings are queried ahead. */
export class RecordingReader {
  readonly #sources: RecordingSources;
  readonly #tenantId: TenantId;
  readonly #ids: readonly RecordingId[];
  /** The index of a recording in `#ids`. */
  readonly #indexes: ReadonlyMap<RecordingId, number>;
  /** Queried and not read yet. */
  readonly #ahead = new Map<RecordingId, Promise<RecordingRow | undefined>>();
  readonly #keys: RecentKeys;

  constructor(sources: RecordingSources, tenantId: TenantId, recordings: readonly PackageRecording[]) {
    this.#sources = sources;
    this.#tenantId = tenantId;
    this.#ids = recordings.map(({ id }) => id);
    this.#indexes = new Map(this.#ids.map((id, index) => [id, index]));
    this.#keys = new RecentKeys(sources.keys, sources.clock);
  }

  /** The bytes from `start` on. Fails with `RecordingDestroyed`, `UnreadableRecording`, or as the object and key stores do. */
  async *read(recording: PackageRecording, start: number): AsyncGenerator<Buffer> {
    try {
      yield* this.#read(recording, start);
    } catch (error) {
      if (error instanceof AppError && error.code === 'recording-destroyed') throw new RecordingDestroyed(recording.id);
      reportIfOurs(error, recording.id, this.#sources.onReadFailure);
      // While a store cannot be read nothing is known about the recording.
      if (!isLastingReadFailure(error)) throw error;
      throw new UnreadableRecording(recording.id, error);
    }
  }

  async *#read(recording: PackageRecording, start: number): AsyncGenerator<Buffer> {
    const { objects, keys } = this.#sources;
    let hasStarted = false;
    try {
      const row = await this.#rowAhead(recording.id);
      for await (const chunk of readAudio({ objects, keys: this.#keys }, { ...recording, ...row }, { start })) {
        hasStarted = true;
        yield chunk;
      }
    } catch (error) {
      if (hasStarted || !(error instanceof AppError)) throw error;
      // Since the row was queried, the key may have been re-wrapped, or the recording destroyed.
      const row = (await this.#rows([recording.id])).get(recording.id);
      yield* readAudio({ objects, keys }, { ...recording, ...present(recording.id, row) }, { start });
    }
  }

  async #rowAhead(id: RecordingId): Promise<RecordingRow> {
    if (!this.#ahead.has(id)) this.#queryAhead(this.#indexes.get(id)!);
    const row = this.#ahead.get(id)!;
    this.#ahead.delete(id);
    return present(id, await row);
  }

  #queryAhead(from: number): void {
    const ids = this.#ids.slice(from, from + ROWS_PER_QUERY);
    const rows = this.#rows(ids);
    for (const id of ids) {
      const row = rows.then((found) => found.get(id));
      row.catch(() => {});
      this.#ahead.set(id, row);
    }
  }

  async #rows(ids: readonly RecordingId[]): Promise<ReadonlyMap<RecordingId, RecordingRow>> {
    const { db, clock, keepUndeliveredDays: maxDays } = this.#sources;
    const deliverable = await deliverableCondition(db, this.#tenantId, { at: clock.now(), maxDays });
    const rows = await db
      .selectFrom('recordings')
      .select(['id', 'object_key', 'key_id', 'wrapped_key'])
      .where('tenant_id', '=', this.#tenantId)
      .where('id', '=', (eb) => eb.fn.any(eb.val([...ids])))
      .where(deliverable)
      .execute();
    return new Map(
      rows.map((row) => [row.id, { objectKey: row.object_key, keyId: row.key_id, wrappedKey: row.wrapped_key }]),
    );
  }
}

function present(id: RecordingId, row: RecordingRow | undefined): RecordingRow {
  if (row === undefined) throw new RecordingDestroyed(id);
  return row;
}
