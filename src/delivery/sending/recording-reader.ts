import { type AudioSources, readAudio, type ReadableRecording } from '../../archive/index.ts';
import { AppError } from '../../base/errors.ts';
import type { RecordingId, TenantId } from '../../base/ids.ts';
import type { KeyId } from '../../platform/key-store/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import type { PackageRecording } from '../days/day-contents.ts';

/** Rows asked for at once: a question for each recording would cost as much as its decryption. */
const ROWS_AT_ONCE = 200;

/** Where the recordings of a package are read from. */
export interface RecordingSources extends AudioSources {
  readonly db: Database;
}

/** It was destroyed after its package was made; the next attempt goes without it. */
class RecordingGone extends Error {
  constructor(id: RecordingId) {
    super(`recording ${id} was destroyed before it was delivered`);
  }
}

/** What is stored of it is not what was recorded, or is not there. Time alone does not mend it. */
export class UnreadableRecording extends Error {
  readonly recordingId: RecordingId;

  constructor(recordingId: RecordingId, cause: AppError) {
    super(`recording ${recordingId} cannot be read: ${cause.code}`, { cause });
    this.recordingId = recordingId;
  }
}

type RecordingRow = Pick<ReadableRecording, 'objectKey' | 'keyId' | 'wrappedKey'>;

/** Reads the recordings of a package, about in their order: each by its row, which is asked for with those that follow. */
export class RecordingReader {
  readonly #sources: RecordingSources;
  readonly #tenantId: TenantId;
  readonly #ids: readonly RecordingId[];
  /** Where in the order a recording is. */
  readonly #places: ReadonlyMap<RecordingId, number>;
  /** Asked for and not read yet. */
  readonly #ahead = new Map<RecordingId, Promise<RecordingRow | undefined>>();
  readonly #keys: OneKeyRemembered;

  constructor(sources: RecordingSources, tenantId: TenantId, recordings: readonly PackageRecording[]) {
    this.#sources = sources;
    this.#tenantId = tenantId;
    this.#ids = recordings.map(({ id }) => id);
    this.#places = new Map(this.#ids.map((id, place) => [id, place]));
    this.#keys = new OneKeyRemembered(sources.keys);
  }

  /** The bytes from `start` on. Fails with `RecordingGone`, `UnreadableRecording`, or as the object and key stores do. */
  async *read(recording: PackageRecording, start: number): AsyncGenerator<Buffer> {
    try {
      yield* this.#read(recording, start);
    } catch (error) {
      throw error instanceof AppError ? new UnreadableRecording(recording.id, error) : error;
    }
  }

  async *#read(recording: PackageRecording, start: number): AsyncGenerator<Buffer> {
    const { objects, keys } = this.#sources;
    let isBegun = false;
    try {
      const row = await this.#rowAhead(recording.id);
      for await (const chunk of readAudio({ objects, keys: this.#keys }, { ...recording, ...row }, start)) {
        isBegun = true;
        yield chunk;
      }
    } catch (error) {
      if (isBegun || !(error instanceof AppError)) throw error;
      // Since the row was asked for, the key may have been wrapped anew, or the recording destroyed.
      const row = (await this.#rows([recording.id])).get(recording.id);
      yield* readAudio({ objects, keys }, { ...recording, ...present(recording.id, row) }, start);
    }
  }

  async #rowAhead(id: RecordingId): Promise<RecordingRow> {
    if (!this.#ahead.has(id)) this.#ask(this.#places.get(id)!);
    const row = this.#ahead.get(id)!;
    this.#ahead.delete(id);
    return present(id, await row);
  }

  #ask(from: number): void {
    const ids = this.#ids.slice(from, from + ROWS_AT_ONCE);
    const rows = this.#rows(ids);
    for (const id of ids) {
      const row = rows.then((found) => found.get(id));
      row.catch(() => {});
      this.#ahead.set(id, row);
    }
  }

  async #rows(ids: readonly RecordingId[]): Promise<ReadonlyMap<RecordingId, RecordingRow>> {
    const rows = await this.#sources.db
      .selectFrom('recordings')
      .select(['id', 'object_key', 'key_id', 'wrapped_key'])
      .where('tenant_id', '=', this.#tenantId)
      .where('id', '=', (eb) => eb.fn.any(eb.val([...ids])))
      .where('destroying_at', 'is', null)
      .execute();
    return new Map(
      rows.map((row) => [row.id, { objectKey: row.object_key, keyId: row.key_id, wrappedKey: row.wrapped_key }]),
    );
  }
}

function present(id: RecordingId, row: RecordingRow | undefined): RecordingRow {
  if (row === undefined) throw new RecordingGone(id);
  return row;
}

/** The recordings of a day are wrapped by one key, most often. */
class OneKeyRemembered {
  readonly #keys: AudioSources['keys'];
  #remembered: { readonly id: KeyId; readonly key: Buffer } | null = null;

  constructor(keys: AudioSources['keys']) {
    this.#keys = keys;
  }

  async get(id: KeyId): Promise<Buffer | null> {
    if (this.#remembered?.id === id) return this.#remembered.key;
    const key = await this.#keys.get(id);
    if (key !== null) this.#remembered = { id, key };
    return key;
  }
}
